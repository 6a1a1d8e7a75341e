//! What lists need of a reader: the state that they are of, and what is kept for it.

use diesel::QueryResult;

use super::{
    conditions::ListConditions,
    find::Found,
    link_set::TopicSource,
    list::{ListFilter, ListQuery, SortOrder},
    reader::Reader,
    set_cache::StateSets,
};
use crate::{
    db::DbConnection,
    model::{record_type::RecordType, visibility::Visibility},
    store::record_counts,
    values::traits::ClosedList as _,
};

impl Reader<'_> {
    /// The conditions common to all lists, for records of these types, whose topics come from there.
    pub(crate) fn conditions<F: ListFilter>(
        &mut self,
        query: &ListQuery<F>,
        kinds: &[RecordType],
        topics: TopicSource,
    ) -> QueryResult<ListConditions> {
        let (sets, visibility) = (self.sets(), self.audience.visibility);
        ListConditions::look_up(self.connection, &sets, visibility, query, (kinds, topics))
    }

    /// The sets of records that are kept for this state.
    pub(crate) fn sets(&self) -> StateSets {
        self.caches.totals.sets.of_state(self.revision(), self.kept_state())
    }

    /// A text that changes whenever the records of a list could, as a cache key.
    pub(super) fn list_key<F: ListFilter>(&self, query: &ListQuery<F>, kind: RecordType) -> String {
        format!("{} {}", self.kept_state(), self.list_name(query, kind.as_str()))
    }

    /// A text that names the records of a list at this state.
    fn list_name<F: ListFilter>(&self, query: &ListQuery<F>, collection: &str) -> String {
        let filtered = query.filter != F::default();
        let day = if filtered { self.audience.today.to_string() } else { String::new() };
        format!("{} {day}", query.canonical(collection))
    }

    /// A text that names the records of a list and their order at this state.
    pub(crate) fn order_name<F: ListFilter>(
        &self,
        query: &ListQuery<F>,
        kinds: &[RecordType],
    ) -> String {
        let name = self.list_name(query, &format!("{kinds:?}"));
        format!("{name} {}", SortOrder::written(&query.sort))
    }

    /// The number of records of these types that are visible like this.
    pub(crate) fn visible(
        &mut self,
        kinds: &[RecordType],
        visibility: Visibility,
    ) -> QueryResult<i64> {
        if let Some(counts) = &self.counts {
            return Ok(kinds.iter().map(|kind| counts.seen(*kind, visibility)).sum());
        }
        self.counted(&format!("visible {kinds:?} {}", visibility.as_str()), |connection| {
            let each = kinds.iter().map(|kind| record_counts::seen(connection, *kind, visibility));
            each.sum()
        })
    }

    /// What a list consists of: known, cached or found.
    pub(crate) fn found<F: ListFilter>(
        &mut self,
        query: &ListQuery<F>,
        common: &ListConditions,
        kind: RecordType,
        find: impl FnOnce(&mut DbConnection, &StateSets) -> QueryResult<Found>,
    ) -> QueryResult<Found> {
        let filtered = query.filter != F::default();
        let (filter, sets) = (self.list_key(query, kind), self.sets());
        self.caches.totals.find(self.revision(), &filter, || {
            match common.known(self.connection, self.counts.as_ref(), kind, filtered)? {
                Some(found) => Ok(found),
                None => find(self.connection, &sets),
            }
        })
    }
}
