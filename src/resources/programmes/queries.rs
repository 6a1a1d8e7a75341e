//! The SQL queries for programmes.

use diesel::prelude::*;

use super::{
    filter::{ProgrammeFilter, ProgrammeSort},
    view::ProgrammeView,
};
use crate::{
    db::{Backend, Condition},
    error::ApiError,
    load_list,
    model::{programme::programmes, record_type::RecordType},
    store::read::{
        conditions::{TopicSource, texts},
        keyset::SortColumn,
        list::{ListQuery, Page},
        reader::Reader,
    },
};

/// One page of programmes.
pub(crate) fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<ProgrammeFilter>,
) -> Result<Page<ProgrammeView>, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Programmes,
        programmes("programme"),
        TopicSource::OfReferrers,
        column,
        |_visibility, common| matching(&query.filter, common)
    )
}

fn matching<'q>(
    filter: &ProgrammeFilter,
    common: Vec<Condition<programmes::table>>,
) -> programmes::BoxedQuery<'q, Backend> {
    let ProgrammeFilter { instrument, year } = filter;
    let mut matching = programmes::table.into_boxed();
    if !instrument.is_empty() {
        matching = matching.filter(programmes::instrument.eq_any(texts(instrument)));
    }
    if let Some(year) = *year {
        matching =
            matching.filter(programmes::first_year.le(year)).filter(programmes::last_year.ge(year));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: ProgrammeSort) -> SortColumn<programmes::table> {
    match field {
        ProgrammeSort::PeriodStart => Box::new(programmes::start_key),
        ProgrammeSort::Name => Box::new(programmes::name_key),
        ProgrammeSort::CreatedAt => Box::new(programmes::created_key),
        ProgrammeSort::UpdatedAt => Box::new(programmes::updated_key),
    }
}
