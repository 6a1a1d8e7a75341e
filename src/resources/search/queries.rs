//! The SQL queries for the search.

use diesel::prelude::*;

use super::view::SearchResult;
use crate::{
    db::{Backend, Condition, schema::record},
    error::ApiError,
    journal::revision::corrupt,
    load_key_page,
    model::record_type::RecordType,
    store::read::{
        conditions::TopicSource,
        keyset::SortColumn,
        list::{ListFilter, ListQuery, Page, SortOrder},
        reader::{Reader, read_names},
    },
    values::{
        record_id::RecordId,
        traits::{ClosedList, TextValue},
        translations::pick,
    },
};

choices! {
    /// The fields that results are sorted by.
    pub(crate) enum SearchSort {
        /// The type: partners, projects, agreements, events, programmes, municipality.
        Type = "type",
        /// The name or title, in dictionary order of the default language.
        Name = "name",
    }
}

/// The filters of the search.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct SearchFilter {
    /// The types of records to find; all types if empty.
    pub types: Vec<RecordType>,
}

impl ListFilter for SearchFilter {
    type Sort = SearchSort;

    const DEFAULT_SORT: SortOrder<SearchSort> =
        SortOrder { field: SearchSort::Type, descending: false };
}

#[derive(Queryable)]
struct ResultRow {
    seq: i64,
    record_type: String,
    id: String,
    revision: i64,
    names: String,
}

/// One page of results.
pub(crate) fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<SearchFilter>,
) -> Result<Page<SearchResult>, ApiError> {
    let kinds =
        if query.filter.types.is_empty() { RecordType::ALL } else { query.filter.types.as_slice() };
    let common = reader.conditions(query, kinds)?;
    let total =
        reader.counted(&query.canonical("search"), |connection| common.count_words(connection))?;
    let keys = load_key_page!(
        reader.connection,
        query,
        matching(&query.filter, common.on("record", TopicSource::Own)),
        record::seq,
        query.levels(column, || Box::new(record::id_key))
    );
    let (previous, next) = (keys.previous(), keys.next());
    Ok(Page { records: results(reader, &keys.numbers())?, total, previous, next })
}

fn results(reader: &mut Reader<'_>, numbers: &[i64]) -> QueryResult<Vec<SearchResult>> {
    let mut rows: Vec<ResultRow> = record::table
        .filter(record::seq.eq_any(numbers.to_vec()))
        .select((record::seq, record::record_type, record::id, record::revision, record::names))
        .load(reader.connection)?;
    rows.sort_by_key(|row| numbers.iter().position(|number| *number == row.seq));
    rows.iter().map(|row| result(reader, row)).collect()
}

fn result(reader: &mut Reader<'_>, row: &ResultRow) -> QueryResult<SearchResult> {
    let names = read_names(&row.names)?;
    let found = pick(&names, &reader.audience.languages, |name| Some(name.as_str()));
    let (language, name) =
        found.map(|(language, name)| (language.clone(), name.to_owned())).unzip();
    reader.served.extend(language.clone());
    let kind = RecordType::read(&row.record_type).ok_or_else(|| corrupt(&row.record_type))?;
    Ok(SearchResult {
        url: format!("{}/{}", reader.audience.base_url, kind.url_path(&row.id)),
        id: RecordId::read(&row.id).ok_or_else(|| corrupt(&row.id))?,
        record_type: kind,
        name: name.unwrap_or_default(),
        served_language: language,
        revision: row.revision,
    })
}

fn matching<'q>(
    filter: &SearchFilter,
    common: Vec<Condition<record::table>>,
) -> record::BoxedQuery<'q, Backend> {
    let mut matching = record::table.into_boxed();
    if !filter.types.is_empty() {
        let keys: Vec<Vec<u8>> =
            filter.types.iter().map(|kind| kind.search_rank().to_be_bytes().to_vec()).collect();
        // The list is sorted by the same column, so that one index serves both.
        matching = matching.filter(record::type_key.eq_any(keys));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: SearchSort) -> SortColumn<record::table> {
    match field {
        SearchSort::Type => Box::new(record::type_key),
        SearchSort::Name => Box::new(record::name_key),
    }
}
