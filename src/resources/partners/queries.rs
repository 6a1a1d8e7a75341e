//! The SQL queries for partners.

use super::filter::{PartnerFilter, PartnerSort};
use crate::{
    error::ApiError,
    load_list,
    model::{partner::partners, record_type::RecordType},
    store::read::{
        find::{Filter, is_one_of, texts},
        keyset::{KeyRange, SortColumn},
        link_set::TopicSource,
        list::ListQuery,
        page::FoundPage,
        reader::Reader,
    },
};

/// Finds one page of partners.
pub(crate) fn find(
    reader: &mut Reader<'_>,
    query: &ListQuery<PartnerFilter>,
) -> Result<FoundPage, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Partners,
        partners("partner"),
        TopicSource::OfReferrers,
        column,
        |_sight| (filters(query), KeyRange::default())
    )
}

fn filters(query: &ListQuery<PartnerFilter>) -> Vec<Filter<partners::table>> {
    let PartnerFilter { country, kind, status } = &query.filter;
    let filters = [
        is_one_of("partner.country", country),
        is_one_of("partner.kind", texts(kind)),
        is_one_of("partner.status", texts(status)),
    ];
    filters.into_iter().flatten().collect()
}

fn column(field: PartnerSort) -> SortColumn<partners::table> {
    match field {
        PartnerSort::Name => Box::new(partners::name_key),
        PartnerSort::PartnerSince => Box::new(partners::since_key),
        PartnerSort::CreatedAt => Box::new(partners::created_key),
        PartnerSort::UpdatedAt => Box::new(partners::updated_key),
    }
}
