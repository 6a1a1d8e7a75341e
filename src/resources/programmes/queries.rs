//! The SQL queries for programmes.

use diesel::{BoolExpressionMethods as _, ExpressionMethods as _};

use super::filter::{ProgrammeFilter, ProgrammeSort};
use crate::{
    error::ApiError,
    load_list,
    model::{programme::programmes, record_type::RecordType},
    store::read::{
        find::{Filter, filter, is_one_of, texts},
        keyset::{KeyRange, SortColumn},
        link_set::TopicSource,
        list::ListQuery,
        page::FoundPage,
        reader::Reader,
    },
};

/// Finds one page of programmes.
pub(crate) fn find(
    reader: &mut Reader<'_>,
    query: &ListQuery<ProgrammeFilter>,
) -> Result<FoundPage, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Programmes,
        programmes("programme"),
        TopicSource::OfReferrers,
        column,
        |_sight| (filters(query), range(query))
    )
}

fn filters(query: &ListQuery<ProgrammeFilter>) -> Vec<Filter<programmes::table>> {
    let ProgrammeFilter { instrument, year } = &query.filter;
    let instruments = texts(instrument);
    let instrument = is_one_of("programme.instrument", instruments);
    instrument.into_iter().chain(year.map(includes)).collect()
}

/// The funding period includes the year.
fn includes(year: i16) -> Filter<programmes::table> {
    filter(format!("year {year}"), move || {
        Box::new(programmes::first_year.le(year).and(programmes::last_year.ge(year)))
    })
}

/// The part of the order that has all programmes of the list: those that had begun.
fn range(query: &ListQuery<ProgrammeFilter>) -> KeyRange {
    let year = query.filter.year.filter(|_| query.begins_with(ProgrammeSort::PeriodStart));
    KeyRange { first: None, last: year.map(|year| year.to_be_bytes().to_vec()) }
}

fn column(field: ProgrammeSort) -> SortColumn<programmes::table> {
    match field {
        ProgrammeSort::PeriodStart => Box::new(programmes::start_key),
        ProgrammeSort::Name => Box::new(programmes::name_key),
        ProgrammeSort::CreatedAt => Box::new(programmes::created_key),
        ProgrammeSort::UpdatedAt => Box::new(programmes::updated_key),
    }
}
