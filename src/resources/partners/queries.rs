//! The SQL queries for partners.

use diesel::prelude::*;

use super::{
    filter::{PartnerFilter, PartnerSort},
    view::PartnerView,
};
use crate::{
    db::{Backend, Condition},
    error::ApiError,
    load_list,
    model::{partner::partners, record_type::RecordType},
    store::read::{
        conditions::{TopicSource, texts},
        keyset::SortColumn,
        list::{ListQuery, Page},
        reader::Reader,
    },
};

/// One page of partners.
pub(crate) fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<PartnerFilter>,
) -> Result<Page<PartnerView>, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Partners,
        partners("partner"),
        TopicSource::OfReferrers,
        column,
        |_visibility, common| matching(&query.filter, common)
    )
}

fn matching<'q>(
    filter: &PartnerFilter,
    common: Vec<Condition<partners::table>>,
) -> partners::BoxedQuery<'q, Backend> {
    let PartnerFilter { country, kind, status } = filter;
    let mut matching = partners::table.into_boxed();
    if !country.is_empty() {
        matching = matching.filter(
            partners::country.eq_any(country.iter().map(ToString::to_string).collect::<Vec<_>>()),
        );
    }
    if !kind.is_empty() {
        matching = matching.filter(partners::kind.eq_any(texts(kind)));
    }
    if !status.is_empty() {
        matching = matching.filter(partners::status.eq_any(texts(status)));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: PartnerSort) -> SortColumn<partners::table> {
    match field {
        PartnerSort::Name => Box::new(partners::name_key),
        PartnerSort::PartnerSince => Box::new(partners::since_key),
        PartnerSort::CreatedAt => Box::new(partners::created_key),
        PartnerSort::UpdatedAt => Box::new(partners::updated_key),
    }
}
