//! All SQL of partners.

use diesel::prelude::*;

use super::{
    filter::{PartnerFilter, PartnerSort},
    view::PartnerView,
};
use crate::{
    db::{Backend, Condition, schema::partner},
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

const KIND: RecordType = RecordType::Partners;

/// One page of partners.
pub fn list(
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
        partner::seq,
        query.levels(column, || Box::new(partner::id_key))
    );
    reader.page(keys, total)
}

fn matching<'q>(
    filter: &PartnerFilter,
    common: Vec<Condition<partner::table>>,
) -> partner::BoxedQuery<'q, Backend> {
    let PartnerFilter { country, kind, status } = filter;
    let mut matching = partner::table.into_boxed();
    if !country.is_empty() {
        matching = matching
            .filter(partner::country.eq_any(country.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    if !kind.is_empty() {
        matching = matching.filter(partner::kind.eq_any(texts(kind)));
    }
    if !status.is_empty() {
        matching = matching.filter(partner::status.eq_any(texts(status)));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: PartnerSort) -> SortColumn<partner::table> {
    match field {
        PartnerSort::Name => Box::new(partner::name_key),
        PartnerSort::PartnerSince => Box::new(partner::since_key),
        PartnerSort::CreatedAt => Box::new(partner::created_key),
        PartnerSort::UpdatedAt => Box::new(partner::updated_key),
    }
}
