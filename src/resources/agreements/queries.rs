//! The SQL queries for agreements.

use diesel::prelude::*;

use super::{
    filter::{AgreementFilter, AgreementSort},
    view::AgreementView,
};
use crate::{
    db::{Backend, Condition},
    error::ApiError,
    load_list,
    model::{agreement::agreements, record_type::RecordType, visibility::Visibility},
    store::read::{
        conditions::{TopicSource, texts},
        keyset::SortColumn,
        link_set::{LinkSearch, LinkSet},
        list::{ListQuery, Page},
        reader::Reader,
    },
};

/// One page of agreements.
pub(crate) fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<AgreementFilter>,
) -> Result<Page<AgreementView>, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Agreements,
        agreements("agreement"),
        TopicSource::Own,
        column,
        |visibility, common| matching(&query.filter, visibility, common)
    )
}

fn matching<'q>(
    filter: &AgreementFilter,
    visibility: Visibility,
    common: Vec<Condition<agreements::table>>,
) -> agreements::BoxedQuery<'q, Backend> {
    let AgreementFilter { partner, signed_from, signed_to, kind, status } = filter;
    let mut matching = agreements::table.into_boxed();
    if let Some(links) = LinkSet::to_records(RecordType::Partners, partner, visibility) {
        matching = matching.filter(links.of("agreement", LinkSearch::Collect));
    }
    if let Some(from) = signed_from {
        matching = matching.filter(agreements::signed_last_key.ge(from.key()));
    }
    if let Some(to) = signed_to {
        // An unknown date has the empty key, which sorts before every date.
        matching = matching
            .filter(agreements::signed_key.le(to.key()))
            .filter(agreements::signed_key.gt(Vec::<u8>::new()));
    }
    if !kind.is_empty() {
        matching = matching.filter(agreements::kind.eq_any(texts(kind)));
    }
    if !status.is_empty() {
        matching = matching.filter(agreements::status.eq_any(texts(status)));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: AgreementSort) -> SortColumn<agreements::table> {
    match field {
        AgreementSort::SignedOn => Box::new(agreements::signed_key),
        AgreementSort::Title => Box::new(agreements::title_key),
        AgreementSort::CreatedAt => Box::new(agreements::created_key),
        AgreementSort::UpdatedAt => Box::new(agreements::updated_key),
    }
}
