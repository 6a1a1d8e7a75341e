//! The SQL queries for the search.

use diesel::prelude::*;

use serde_json::Value;

use super::{
    snippets::SnippetFinder,
    view::{SearchLabels, SearchResult},
};
use crate::{
    db::{Condition, one_of::one_of_numbers, schema::record},
    error::ApiError,
    journal::revision::corrupt,
    load_found_page,
    model::{
        identity::{COUNTRY, FIRST_DATE, text_at},
        record_type::RecordType,
        registry,
    },
    store::read::{
        document_row::read_names,
        find::Found,
        key_page::KeyPage,
        keyset::{KeyRange, SortColumn},
        labels::Labeller,
        link_set::TopicSource,
        list::{ListFilter, ListQuery, PageStart, SortOrder},
        page::{FoundPage, Page},
        reader::Reader,
    },
    text::terms::Query,
    values::{
        country::Country,
        record_id::RecordId,
        traits::{ClosedList, TextValue},
        translations::pick,
    },
};

/// The number of results whose documents are read at a time.
const PART: usize = 25;

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
    document: String,
}

/// One page of results.
pub(crate) fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<SearchFilter>,
) -> Result<Page<SearchResult>, ApiError> {
    let kinds =
        if query.filter.types.is_empty() { RecordType::ALL } else { query.filter.types.as_slice() };
    let common = reader.conditions(query, kinds, TopicSource::Own)?;
    // Without words there is no search.
    let found = common.with_words().unwrap_or(Found::Few([].into()));
    let keys = match of_one_type(query) {
        Some((key, named)) => page(reader, &named, &found, kinds)?.within(&key),
        None => page(reader, query, &found, kinds)?,
    };
    let records = results(reader, query.words.as_ref(), &keys.numbers())?;
    let found = FoundPage { keys, total: found.total(), facets: Vec::new() };
    Ok(Page::of(found, records))
}

fn page(
    reader: &mut Reader<'_>,
    query: &ListQuery<SearchFilter>,
    found: &Found,
    kinds: &[RecordType],
) -> QueryResult<KeyPage> {
    Ok(load_found_page!(
        reader,
        query,
        found,
        kinds,
        reader.audience.visibility,
        record("record"),
        query.levels(column, || Box::new(record::id_key)),
        KeyRange::default(),
        of_types(&query.filter.types)
    ))
}

/// The search of one type as a list by the name alone, which the index continues with, and the key of the type;
/// `None` if it is of several types, or begins at a record of a later type.
fn of_one_type(query: &ListQuery<SearchFilter>) -> Option<(Vec<u8>, ListQuery<SearchFilter>)> {
    let [kind] = query.filter.types.as_slice() else { return None };
    let key = kind.search_rank().to_be_bytes().to_vec();
    let rest = |keys: &[Vec<u8>]| match keys.split_first() {
        Some((first, rest)) if *first == key => Some(rest.to_vec()),
        _ => None,
    };
    let start = match &query.start {
        PageStart::First => PageStart::First,
        PageStart::After(keys) if keys.first() < Some(&key) => PageStart::First,
        PageStart::After(keys) => PageStart::After(rest(keys)?),
        PageStart::Before(keys) => PageStart::Before(rest(keys)?),
    };
    let sort = vec![SortOrder { field: SearchSort::Name, descending: false }];
    Some((key, ListQuery { start, sort, ..query.clone() }))
}

fn results(
    reader: &mut Reader<'_>,
    words: Option<&Query>,
    numbers: &[i64],
) -> QueryResult<Vec<SearchResult>> {
    let default_language = reader.data_set.default_language.clone();
    let mut snippets = SnippetFinder::new(words, &default_language);
    let mut results = Vec::with_capacity(numbers.len());
    for part in numbers.chunks(PART) {
        let mut rows: Vec<ResultRow> = record::table
            .filter(one_of_numbers(reader.connection, "record.seq", part))
            .select((
                record::seq,
                record::record_type,
                record::id,
                record::revision,
                record::names,
                record::document,
            ))
            .load(reader.connection)?;
        rows.sort_by_key(|row| part.iter().position(|number| *number == row.seq));
        for row in rows {
            results.push(result(reader, &row, &mut snippets)?);
        }
    }
    Ok(results)
}

fn result(
    reader: &mut Reader<'_>,
    row: &ResultRow,
    snippets: &mut SnippetFinder<'_>,
) -> QueryResult<SearchResult> {
    let names = read_names(&row.names)?;
    let languages = &reader.audience.languages;
    let found = pick(&names, languages, |name| Some(name.as_str()));
    let (language, name) =
        found.map(|(language, name)| (language.clone(), name.to_owned())).unzip();
    let kind = RecordType::read(&row.record_type).ok_or_else(|| corrupt(&row.record_type))?;
    let broken = |_error| corrupt(&row.id);
    let fields: Value = serde_json::from_str(&row.document).map_err(broken)?;
    let document = registry::stored(kind, &row.document).map_err(broken)?;
    let country = Country::read(&text_at(&fields, &COUNTRY));
    let snippet = snippets.find(document.as_ref(), languages);
    let labeller = Labeller::of(languages);
    reader.served.extend(language.clone());
    reader.served.extend(snippet.as_ref().map(|snippet| snippet.language.clone()));
    Ok(SearchResult {
        url: format!("{}/{}", reader.audience.base_url, kind.url_path(&row.id)),
        id: RecordId::read(&row.id).ok_or_else(|| corrupt(&row.id))?,
        record_type: kind,
        name: name.unwrap_or_default(),
        served_language: language,
        date: Some(text_at(&fields, &FIRST_DATE)).filter(|date| !date.is_empty()),
        place: Some(text_at(&fields, &["/place/name"])).filter(|name| !name.is_empty()),
        labels: SearchLabels {
            language: labeller.language().to_owned(),
            record_type: labeller.name(kind),
            country: country.as_ref().map(|country| labeller.country(country)),
        },
        country,
        snippet,
        revision: row.revision,
    })
}

/// The records are of these types. The list is sorted by the same column, so that one index serves both.
fn of_types(types: &[RecordType]) -> Vec<Condition<record::table>> {
    let key = |kind: &RecordType| kind.search_rank().to_be_bytes().to_vec();
    match types {
        [] => Vec::new(),
        [kind] => vec![Box::new(record::type_key.eq(key(kind)))],
        kinds => vec![Box::new(record::type_key.eq_any(kinds.iter().map(key).collect::<Vec<_>>()))],
    }
}

fn column(field: SearchSort) -> SortColumn<record::table> {
    match field {
        SearchSort::Type => Box::new(record::type_key),
        SearchSort::Name => Box::new(record::name_key),
    }
}
