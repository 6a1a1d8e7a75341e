//! All SQL of programmes.

use diesel::prelude::*;

use super::{
    filter::{ProgrammeFilter, ProgrammeSort},
    view::ProgrammeView,
};
use crate::{
    db::{Backend, Condition, schema::programme},
    error::ApiError,
    load_key_page,
    model::record_type::RecordType,
    store::read::{
        conditions::{TopicSource, texts},
        keyset::SortColumn,
        list::{ListQuery, Page},
        reader::Reader,
    },
};

const KIND: RecordType = RecordType::Programmes;

/// One page of programmes.
pub fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<ProgrammeFilter>,
) -> Result<Page<ProgrammeView>, ApiError> {
    let common = reader.conditions(query, &[KIND])?;
    let total = reader.total(query, &common, KIND, |connection| {
        matching(&query.filter, common.counting("programme", TopicSource::OfReferrers))
            .count()
            .get_result(connection)
    })?;
    let keys = load_key_page!(
        reader.connection,
        query,
        matching(&query.filter, common.on("programme", TopicSource::OfReferrers)),
        programme::seq,
        query.levels(column, || Box::new(programme::id_key))
    );
    reader.page(keys, total)
}

fn matching<'q>(
    filter: &ProgrammeFilter,
    common: Vec<Condition<programme::table>>,
) -> programme::BoxedQuery<'q, Backend> {
    let ProgrammeFilter { instrument, year } = filter;
    let mut matching = programme::table.into_boxed();
    if !instrument.is_empty() {
        matching = matching.filter(programme::instrument.eq_any(texts(instrument)));
    }
    if let Some(year) = *year {
        matching = matching.filter(programme::first_year.le(year)).filter(programme::last_year.ge(year));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: ProgrammeSort) -> SortColumn<programme::table> {
    match field {
        ProgrammeSort::PeriodStart => Box::new(programme::start_key),
        ProgrammeSort::Name => Box::new(programme::name_key),
        ProgrammeSort::CreatedAt => Box::new(programme::created_key),
        ProgrammeSort::UpdatedAt => Box::new(programme::updated_key),
    }
}
