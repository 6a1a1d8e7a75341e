//! The SQL queries for the catalogues of the public data.

use std::{collections::BTreeMap, iter};

use diesel::{prelude::*, sql_query, sql_types::Binary};

use crate::{
    catalogue::{
        facts::{CatalogueFacts, DataPublisher, DayRange},
        sitemap::{PublishedRecord, file_of, records_of},
    },
    db::{
        DbConnection,
        schema::{journal, record},
    },
    error::ApiError,
    journal::revision::corrupt,
    model::record_type::{RecordState, RecordType},
    resources::municipality::{self, view::MunicipalityView},
    store::read::reader::Reader,
    values::{
        date::CalendarDate,
        instant::Instant,
        traits::{ClosedList as _, TextValue},
    },
};

/// The collections that have dates: the table of the index, and its columns with the first and the last day.
const DATED: [(RecordType, &str, [&str; 2]); 3] = [
    (RecordType::Events, "event", ["start_key", "end_key"]),
    (RecordType::Agreements, "agreement", ["signed_key", "signed_last_key"]),
    (RecordType::Projects, "project", ["start_key", "end_key"]),
];

/// The number of characters of a day at the beginning of a key.
const DAY: usize = "2015-06-16".len();

#[derive(QueryableByName)]
struct DayRow {
    #[diesel(sql_type = Binary)]
    day: Vec<u8>,
}

/// The municipality as a publisher, if it is described and visible.
pub(super) fn publisher(reader: &mut Reader<'_>) -> Result<Option<DataPublisher>, ApiError> {
    Ok(municipality::queries::find(reader)?.map(as_publisher))
}

/// What the catalogue says; `None` if no municipality is described.
pub(super) fn facts(reader: &mut Reader<'_>) -> Result<Option<CatalogueFacts>, ApiError> {
    let Some(municipality) = municipality::queries::find(reader)? else { return Ok(None) };
    let issued = first_creation(reader.connection)?.unwrap_or(municipality.created_at);
    let modified = changed_at(reader.connection, reader.data_set.public_revision)?;
    let modified = modified.unwrap_or(municipality.updated_at);
    let mut days = BTreeMap::new();
    for (record_type, table, columns) in DATED {
        if let Some(range) = day_range(reader.connection, table, columns)? {
            days.insert(record_type, range);
        }
    }
    Ok(Some(CatalogueFacts { publisher: as_publisher(municipality), issued, modified, days }))
}

fn as_publisher(municipality: MunicipalityView) -> DataPublisher {
    let names = municipality.translations.iter();
    let names = names.filter_map(|(language, texts)| Some((language.clone(), texts.name.clone()?)));
    DataPublisher {
        names: names.collect(),
        default_language: municipality.default_language,
        languages: municipality.languages,
        country: municipality.country,
        website: municipality.website,
        email: municipality.contact.and_then(|contact| contact.email),
        licence: municipality.licence,
        identifiers: municipality.identifiers,
    }
}

/// When the first record that is published was created.
fn first_creation(connection: &mut DbConnection) -> QueryResult<Option<Instant>> {
    let created: Option<String> = record::table
        .filter(record::state.eq(RecordState::Published.as_str()))
        .order(record::seq)
        .select(record::created_at)
        .first(connection)
        .optional()?;
    created.map(|created| instant(&created)).transpose()
}

/// When the change with this number was made.
fn changed_at(connection: &mut DbConnection, revision: i64) -> QueryResult<Option<Instant>> {
    let changed: Option<String> = journal::table
        .filter(journal::revision.eq(revision))
        .order(journal::path)
        .select(journal::at)
        .first(connection)
        .optional()?;
    changed.map(|changed| instant(&changed)).transpose()
}

fn instant(text: &str) -> QueryResult<Instant> {
    Instant::read(text).ok_or_else(|| corrupt(text))
}

/// The first and the last day in the columns of published records.
fn day_range(
    connection: &mut DbConnection,
    table: &str,
    columns: [&str; 2],
) -> QueryResult<Option<DayRange>> {
    let mut days = Vec::new();
    for column in columns {
        for order in ["ASC", "DESC"] {
            let row: Option<DayRow> = sql_query(format!(
                "SELECT {column} AS day FROM {table} WHERE state = 'published' AND length({column}) > 0 \
                 ORDER BY {column} {order} LIMIT 1"
            ))
            .get_result(connection)
            .optional()?;
            days.extend(row.map(|row| calendar_date(&row.day)).transpose()?);
        }
    }
    Ok(days.iter().min().copied().zip(days.iter().max().copied()))
}

fn calendar_date(key: &[u8]) -> QueryResult<CalendarDate> {
    let text = str::from_utf8(&key[..DAY.min(key.len())]).unwrap_or_default();
    CalendarDate::read(text).ok_or_else(|| corrupt(text))
}

/// The numbers of the files of the sitemap that have a record.
pub(super) fn sitemap_files(connection: &mut DbConnection) -> QueryResult<Vec<i64>> {
    let next = |from: i64| {
        let seq: QueryResult<Option<i64>> = record::table
            .filter(record::state.eq(RecordState::Published.as_str()))
            .filter(record::seq.ge(from))
            .order(record::seq)
            .select(record::seq)
            .first(&mut *connection)
            .optional();
        seq.map(|seq| seq.map(file_of)).transpose()
    };
    let mut next = next;
    let first = next(1);
    let after = |file: &QueryResult<i64>| {
        let (_, last) = records_of(*file.as_ref().ok()?)?;
        next(last + 1)
    };
    iter::successors(first, after).collect()
}

/// The published records of a file of the sitemap, in the order of their creation.
pub(super) fn sitemap_records(
    connection: &mut DbConnection,
    file: i64,
) -> QueryResult<Vec<PublishedRecord>> {
    let Some((first, last)) = records_of(file) else { return Ok(Vec::new()) };
    let rows: Vec<(String, String, String)> = record::table
        .filter(record::state.eq(RecordState::Published.as_str()))
        .filter(record::seq.between(first, last))
        .order(record::seq)
        .select((record::record_type, record::id, record::updated_at))
        .load(connection)?;
    let published = |(record_type, id, updated_at): (String, String, String)| {
        let record_type = RecordType::read(&record_type).ok_or_else(|| corrupt(&record_type))?;
        Ok(PublishedRecord { record_type, id, updated_at: instant(&updated_at)? })
    };
    rows.into_iter().map(published).collect()
}
