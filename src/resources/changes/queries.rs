//! The SQL queries for the feed of changes.

use std::collections::HashMap;

use diesel::{prelude::*, sql_types::BigInt};
use serde_json::value::RawValue;

use super::{
    parameters::ChangesQuery,
    view::{ChangeAction, ChangesFound, RecordChange},
};
use crate::{
    db::{
        Backend, DbConnection, fixed_sql::FixedSql, one_of::one_of_numbers,
        page_budget::PageBudget, schema::record,
    },
    error::{ApiError, Fault},
    exchange::line,
    journal::{
        history::moments,
        position::{self, Position},
        revision::corrupt,
    },
    model::{record_type::RecordType, visibility::Visibility},
    store::read::{
        disclosure::{Disclosed, disclose},
        reader::Reader,
    },
    text::messages::message,
    values::{
        instant::Instant,
        record_id::RecordId,
        traits::{ClosedList, TextValue},
    },
};

/// The key of a record in the feed: the revision of its last visible change, and its number.
type Key = (i64, i64);

#[derive(Queryable)]
struct FeedRow {
    seq: i64,
    revision: i64,
    public_revision: i64,
    record_type: String,
    id: String,
    state: String,
    updated_at: String,
    document: String,
}

impl FeedRow {
    /// The revision of the last change that is visible to the caller.
    fn seen_revision(&self, visibility: Visibility) -> i64 {
        match visibility {
            Visibility::Public => self.public_revision,
            Visibility::Drafts => self.revision,
        }
    }

    fn is_seen(&self, visibility: Visibility) -> bool {
        visibility.states().iter().any(|state| state.as_str() == self.state)
    }
}

/// One page of the feed.
pub fn page(reader: &mut Reader<'_>, query: &ChangesQuery) -> Result<ChangesFound, ApiError> {
    let keys = keys(reader, query)?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let fitting = keys.len().min(limit);
    let rows = PageBudget::default().read_page(
        &keys[..fitting],
        |part| rows(reader.connection, part),
        |row| row.document.len(),
    )?;
    let next = next(&keys, rows.len());
    Ok(ChangesFound {
        changes: changes(reader, &rows)?,
        instance: reader.data_set.instance.clone(),
        next,
        end: Position { revision: reader.revision(), record: None },
    })
}

/// Whether there is a change after the position.
pub fn has_news(reader: &mut Reader<'_>, query: &ChangesQuery) -> Result<bool, ApiError> {
    Ok(!keys(reader, &ChangesQuery { limit: 0, ..query.clone() })?.is_empty())
}

/// The position at which the next page starts, if there is one.
fn next(keys: &[Key], limit: usize) -> Option<Position> {
    let (last, beyond) = (keys.get(limit.checked_sub(1)?)?, keys.get(limit)?);
    let record = (last.0 == beyond.0).then_some(last.1);
    Some(Position { revision: last.0, record })
}

/// The keys of a page, plus one if there is a next page.
fn keys(reader: &mut Reader<'_>, query: &ChangesQuery) -> Result<Vec<Key>, ApiError> {
    let known = reader.revision();
    if query.after.revision > known {
        return Err(ahead(query.after, known));
    }
    let visibility = reader.audience.visibility;
    if query.kinds.is_empty() {
        return Ok(keys_of(reader.connection, visibility, None, query)?);
    }
    // No index orders several types together, so each type is queried by its own and merged.
    let mut keys = Vec::new();
    for kind in &query.kinds {
        keys.extend(keys_of(reader.connection, visibility, Some(*kind), query)?);
    }
    keys.sort_unstable();
    keys.truncate(usize::try_from(query.limit + 1).unwrap_or(usize::MAX));
    Ok(keys)
}

/// The error for a position that was issued by another data set or for another view.
fn ahead(after: Position, known: i64) -> ApiError {
    let detail =
        message!("{detail}; start again without it", detail = position::ahead(after, known));
    ApiError::Conflict {
        detail: message!(
            "This position does not belong to this data set: discard your copy and start again without `after`."
        ),
        faults: vec![Fault::of("after", "future-position", detail)],
    }
}

/// The column with the revision of the last visible change; 0 if no change was ever visible.
fn column(visibility: Visibility) -> FixedSql<BigInt> {
    FixedSql::new(match visibility {
        Visibility::Public => "record.public_revision",
        Visibility::Drafts => "record.revision",
    })
}

fn keys_of(
    connection: &mut DbConnection,
    visibility: Visibility,
    kind: Option<RecordType>,
    query: &ChangesQuery,
) -> QueryResult<Vec<Key>> {
    let column = || column(visibility);
    let mut rows: record::BoxedQuery<'_, Backend> = record::table.into_boxed();
    if let Some(kind) = kind {
        rows = rows.filter(record::type_rank.eq(kind.rank()));
    }
    let Position { revision, record } = query.after;
    rows = match record {
        None => rows.filter(column().gt(revision)),
        // The first condition is redundant, but lets the index find the rows.
        Some(number) => rows
            .filter(column().ge(revision))
            .filter(column().gt(revision).or(column().eq(revision).and(record::seq.gt(number)))),
    };
    rows.order((column(), record::seq))
        .select((column(), record::seq))
        .limit(query.limit + 1)
        .load(connection)
}

/// The changes in these rows, in the same order.
fn changes(reader: &mut Reader<'_>, rows: &[FeedRow]) -> Result<Vec<RecordChange>, ApiError> {
    let visibility = reader.audience.visibility;
    let mut documents = rows
        .iter()
        .filter(|row| row.is_seen(visibility))
        .map(|row| Ok(Disclosed { kind: kind_of(row)?, json: row.document.clone() }))
        .collect::<QueryResult<Vec<_>>>()?;
    disclose(reader.connection, visibility, &mut documents)?;
    let others = rows.iter().map(|row| row.seen_revision(visibility));
    let others: Vec<i64> = others
        .zip(rows)
        .filter(|(seen, row)| *seen != row.revision)
        .map(|(seen, _)| seen)
        .collect();
    let moments = moments(reader.connection, &others)?;
    let mut documents = documents.into_iter();
    rows.iter()
        .map(|row| {
            let document = if row.is_seen(visibility) { documents.next() } else { None };
            change(reader, row, document, &moments)
        })
        .collect()
}

fn rows(connection: &mut DbConnection, keys: &[Key]) -> QueryResult<Vec<FeedRow>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i64> = keys.iter().map(|(_, seq)| *seq).collect();
    let rows: Vec<FeedRow> = record::table
        .filter(one_of_numbers(connection, "record.seq", &numbers))
        .select((
            record::seq,
            record::revision,
            record::public_revision,
            record::record_type,
            record::id,
            record::state,
            record::updated_at,
            record::document,
        ))
        .load(connection)?;
    let mut rows: HashMap<i64, FeedRow> = rows.into_iter().map(|row| (row.seq, row)).collect();
    keys.iter().map(|(_, seq)| rows.remove(seq).ok_or_else(|| corrupt("record"))).collect()
}

/// One change of the feed. Its revision and time are those of the last visible change, so that
/// later changes to a draft are not disclosed.
fn change(
    reader: &Reader<'_>,
    row: &FeedRow,
    document: Option<Disclosed>,
    moments: &HashMap<i64, String>,
) -> Result<RecordChange, ApiError> {
    let kind = kind_of(row)?;
    let revision = row.seen_revision(reader.audience.visibility);
    let moment =
        if revision == row.revision { Some(&row.updated_at) } else { moments.get(&revision) };
    let record = document.map(|document| line::object(&row.record_type, &row.id, &document.json));
    Ok(RecordChange {
        revision,
        record_type: kind,
        id: RecordId::read(&row.id).ok_or_else(|| corrupt(&row.id))?,
        url: format!("{}/{}", reader.audience.base_url, kind.url_path(&row.id)),
        change: if record.is_some() { ChangeAction::Saved } else { ChangeAction::Removed },
        changed_at: moment.and_then(|at| Instant::read(at)).ok_or_else(|| corrupt("journal"))?,
        record: record.map(RawValue::from_string).transpose()?,
    })
}

fn kind_of(row: &FeedRow) -> QueryResult<RecordType> {
    RecordType::read(&row.record_type).ok_or_else(|| corrupt(&row.record_type))
}
