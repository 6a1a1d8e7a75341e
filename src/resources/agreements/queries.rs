//! All SQL of agreements.

use diesel::prelude::*;

use super::{
    filter::{AgreementFilter, AgreementSort},
    view::AgreementView,
};
use crate::{
    db::{Backend, Condition, schema::agreement},
    error::ApiError,
    load_key_page,
    model::{record_type::RecordType, visibility::Visibility},
    store::read::{
        conditions::{TopicSource, links_to_any, texts},
        keyset::SortColumn,
        list::{ListQuery, Page},
        reader::Reader,
    },
};

const KIND: RecordType = RecordType::Agreements;

/// One page of agreements.
pub fn list(
    reader: &mut Reader<'_>,
    query: &ListQuery<AgreementFilter>,
) -> Result<Page<AgreementView>, ApiError> {
    let common = reader.conditions(query, &[KIND])?;
    let total = reader.total(query, &common, KIND, |connection| {
        matching(&query.filter, common.visibility, common.counting("agreement", TopicSource::Own))
            .count()
            .get_result(connection)
    })?;
    let keys = load_key_page!(
        reader.connection,
        query,
        matching(&query.filter, common.visibility, common.on("agreement", TopicSource::Own)),
        agreement::seq,
        query.levels(column, || Box::new(agreement::id_key))
    );
    reader.page(keys, total)
}

fn matching<'q>(
    filter: &AgreementFilter,
    visibility: Visibility,
    common: Vec<Condition<agreement::table>>,
) -> agreement::BoxedQuery<'q, Backend> {
    let AgreementFilter { partner, signed_from, signed_to, kind, status } = filter;
    let mut matching = agreement::table.into_boxed();
    if let Some(condition) = links_to_any("agreement", RecordType::Partners, partner, visibility) {
        matching = matching.filter(condition);
    }
    if let Some(from) = signed_from {
        matching = matching.filter(agreement::signed_last_key.ge(from.key()));
    }
    if let Some(to) = signed_to {
        // A date that is not known is the empty key, which is before every day.
        matching = matching
            .filter(agreement::signed_key.le(to.key()))
            .filter(agreement::signed_key.gt(Vec::<u8>::new()));
    }
    if !kind.is_empty() {
        matching = matching.filter(agreement::kind.eq_any(texts(kind)));
    }
    if !status.is_empty() {
        matching = matching.filter(agreement::status.eq_any(texts(status)));
    }
    common.into_iter().fold(matching, QueryDsl::filter)
}

fn column(field: AgreementSort) -> SortColumn<agreement::table> {
    match field {
        AgreementSort::SignedOn => Box::new(agreement::signed_key),
        AgreementSort::Title => Box::new(agreement::title_key),
        AgreementSort::CreatedAt => Box::new(agreement::created_key),
        AgreementSort::UpdatedAt => Box::new(agreement::updated_key),
    }
}
