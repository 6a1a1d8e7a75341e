//! The SQL queries for agreements.

use diesel::{BoolExpressionMethods as _, ExpressionMethods as _};

use super::filter::{AgreementFilter, AgreementSort};
use crate::{
    db::Condition,
    error::ApiError,
    load_list,
    model::{agreement::agreements, record_type::RecordType},
    store::read::{
        conditions::all,
        find::{Filter, filter, is_one_of, texts},
        keyset::{KeyRange, SortColumn},
        link_set::{LinkSet, LinkSight, TopicSource},
        list::ListQuery,
        page::FoundPage,
        reader::Reader,
    },
    values::date::PartialDate,
};

/// The most days of a year.
const DAYS_OF_A_YEAR: i32 = 366;

/// Finds one page of agreements.
pub(crate) fn find(
    reader: &mut Reader<'_>,
    query: &ListQuery<AgreementFilter>,
) -> Result<FoundPage, ApiError> {
    load_list!(
        reader,
        query,
        RecordType::Agreements,
        agreements("agreement"),
        TopicSource::Own,
        column,
        |sight| (filters(query, sight), range(query))
    )
}

fn filters(query: &ListQuery<AgreementFilter>, sight: LinkSight) -> Vec<Filter<agreements::table>> {
    let AgreementFilter { partner, signed_from, signed_to, kind, status } = &query.filter;
    let partners = LinkSet::to_records(RecordType::Partners, partner, sight);
    let filters = [
        is_one_of("agreement.kind", texts(kind)),
        is_one_of("agreement.status", texts(status)),
        signed(*signed_from, *signed_to),
        partners.map(|set| set.of(RecordType::Agreements, "agreement")),
    ];
    filters.into_iter().flatten().collect()
}

/// The agreement was signed in the period; `None` if there is none.
fn signed(from: Option<PartialDate>, to: Option<PartialDate>) -> Option<Filter<agreements::table>> {
    from.or(to)?;
    Some(filter(format!("signed {from:?} {to:?}"), move || {
        let after = from.map(|from| -> Condition<agreements::table> {
            Box::new(agreements::signed_last_key.ge(from.first_day().key()))
        });
        let before = to.map(|to| -> Condition<agreements::table> {
            // An unknown date has the empty key, which sorts before every date.
            let known = agreements::signed_key.gt(Vec::<u8>::new());
            Box::new(agreements::signed_key.le(to.last_day().end_key()).and(known))
        });
        all(after.into_iter().chain(before))
    }))
}

/// The part of the order that has all agreements of the list. A date that is known to the year is the first of it.
fn range(query: &ListQuery<AgreementFilter>) -> KeyRange {
    if !query.begins_with(AgreementSort::SignedOn) {
        return KeyRange::default();
    }
    let AgreementFilter { signed_from, signed_to, .. } = &query.filter;
    KeyRange {
        first: signed_from.map(|from| from.first_day().days_before(DAYS_OF_A_YEAR).key()),
        last: signed_to.map(|to| to.last_day().end_key()),
    }
}

fn column(field: AgreementSort) -> SortColumn<agreements::table> {
    match field {
        AgreementSort::SignedOn => Box::new(agreements::signed_key),
        AgreementSort::Title => Box::new(agreements::title_key),
        AgreementSort::CreatedAt => Box::new(agreements::created_key),
        AgreementSort::UpdatedAt => Box::new(agreements::updated_key),
    }
}
