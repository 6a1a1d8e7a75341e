//! The SQL queries for partners.

use diesel::prelude::*;

use super::{
    filter::{PartnerFilter, PartnerSort},
    view::PartnerView,
};
use crate::{
    db::{Backend, Condition},
    error::ApiError,
    load_key_page,
    model::{partner::partners, record_type::RecordType},
    store::read::{
        conditions::{TopicSource, texts},
        keyset::SortColumn,
        list::{ListQuery, Page},
        reader::Reader,
    },
};

const KIND: RecordType = RecordType::Partners;

/// One page of partners.
pub(crate) fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<PartnerFilter>,
) -> Result<Page<PartnerView>, ApiError> {
    let common = reader.conditions(query, &[KIND])?;
    let total = reader.total(query, &common, KIND, |connection| {
        matching(&query.filter, common.counting("partner", TopicSource::OfReferrers))
            .count()
            .get_result(connection)
    })?;
    let keys = load_key_page!(
        reader.connection,
        query,
        matching(&query.filter, common.on("partner", TopicSource::OfReferrers)),
        partners::seq,
        query.levels(column, || Box::new(partners::id_key))
    );
    reader.page(keys, total)
}

fn matching<'q>(
    filter: &PartnerFilter,
    common: Vec<Condition<partners::table>>,
) -> partners::BoxedQuery<'q, Backend> {
    let PartnerFilter { country, kind, status } = filter;
    let mut matching = partners::table.into_boxed();
    if !country.is_empty() {
        matching = matching
            .filter(partners::country.eq_any(country.iter().map(ToString::to_string).collect::<Vec<_>>()));
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
