//! What lists are made of, kept in memory until the next revision: which records pass a filter, and in which order a
//! list has its records.
//!
//! Lists with the same filter share its set, whatever else they ask for, and the pages of a list share its order.

use std::sync::Arc;

use diesel::QueryResult;
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

use crate::index::number_set::NumberSet;

/// The memory of each cache in bytes, whatever the number of records.
const BYTES: u64 = 8 << 20;

/// How many entries a cache is expected to have.
const ENTRIES: usize = 64;

/// A revision and the hash of what is kept; hashed because callers control the length of its text.
pub(crate) type StateKey = (i64, [u8; 32]);

/// Something that is kept, and the memory that it takes.
pub(crate) trait Weighed {
    /// The memory in bytes.
    fn bytes(&self) -> usize;
}

impl Weighed for Arc<NumberSet> {
    fn bytes(&self) -> usize {
        NumberSet::bytes(self)
    }
}

impl Weighed for Arc<[i64]> {
    fn bytes(&self) -> usize {
        size_of_val::<[i64]>(self)
    }
}

/// The topics of records, by their paths: a bit for each.
pub(crate) type TopicBits = Vec<(String, u64)>;

impl Weighed for Arc<TopicBits> {
    fn bytes(&self) -> usize {
        self.iter().map(|(path, _)| size_of::<(String, u64)>() + path.len()).sum()
    }
}

/// Weighs entries by their memory.
#[derive(Clone)]
pub(crate) struct Bytes;

impl<V: Weighed> Weighter<StateKey, V> for Bytes {
    fn weight(&self, _key: &StateKey, kept: &V) -> u64 {
        u64::try_from(size_of::<StateKey>() + kept.bytes()).unwrap_or(u64::MAX)
    }
}

/// A cache of one kind of things, of bounded memory.
pub(crate) struct WeighedCache<V>(Cache<StateKey, V, Bytes>);

impl<V: Weighed + Clone> WeighedCache<V> {
    /// What is kept under this key, made if it is not.
    pub(crate) fn get<E>(
        &self,
        key: StateKey,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<V, E> {
        if let Some(kept) = self.0.get(&key) {
            return Ok(kept);
        }
        let value = make()?;
        self.0.insert(key, value.clone());
        Ok(value)
    }
}

impl<V: Weighed + Clone> Default for WeighedCache<V> {
    fn default() -> Self {
        Self(Cache::with_weighter(ENTRIES, BYTES, Bytes))
    }
}

#[derive(Default)]
struct Caches {
    sets: WeighedCache<Arc<NumberSet>>,
    orders: WeighedCache<Arc<[i64]>>,
    topics: WeighedCache<Arc<TopicBits>>,
}

/// The caches. Clones share the same memory.
#[derive(Clone, Default)]
pub(crate) struct SetCache(Arc<Caches>);

impl SetCache {
    /// What is kept of one state of the data set: `state` changes whenever anything could change.
    pub(crate) fn of_state(&self, revision: i64, state: String) -> StateSets {
        StateSets { cache: self.clone(), revision, state }
    }
}

/// What is kept of one state of the data set.
pub(crate) struct StateSets {
    cache: SetCache,
    revision: i64,
    state: String,
}

impl StateSets {
    fn key(&self, what: &str) -> StateKey {
        let hash = Sha256::new_with_prefix(&self.state).chain_update(" ").chain_update(what);
        (self.revision, hash.finalize().into())
    }

    /// The set of the records that `what` names, made if it is not kept.
    pub(crate) fn set(
        &self,
        what: &str,
        make: impl FnOnce() -> QueryResult<NumberSet>,
    ) -> QueryResult<Arc<NumberSet>> {
        self.cache.0.sets.get(self.key(what), || make().map(Arc::new))
    }

    /// The records of the list that `what` names, in its order, made if it is not kept.
    pub(crate) fn order(
        &self,
        what: &str,
        make: impl FnOnce() -> QueryResult<Vec<i64>>,
    ) -> QueryResult<Arc<[i64]>> {
        self.cache.0.orders.get(self.key(what), || make().map(Arc::from))
    }

    /// The topics of the records that `what` names, made if they are not kept.
    pub(crate) fn topics(
        &self,
        what: &str,
        make: impl FnOnce() -> QueryResult<TopicBits>,
    ) -> QueryResult<Arc<TopicBits>> {
        self.cache.0.topics.get(self.key(what), || make().map(Arc::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_made_once_for_each_state() {
        let cache = SetCache::default();
        let set = |state: &str, what, number| {
            let sets = cache.of_state(1, state.to_owned());
            sets.set(what, || Ok(NumberSet::of(vec![number]))).unwrap().numbers()
        };
        assert_eq!(set("a", "x", 1), [1]);
        assert_eq!(set("a", "x", 2), [1], "kept");
        assert_eq!((set("a", "y", 3), set("b", "x", 4)), (vec![3], vec![4]));
    }

    #[test]
    fn the_memory_is_bounded() {
        let cache = SetCache::default();
        let numbers = 100_000;
        for revision in 0..100 {
            let orders = cache.of_state(revision, String::new());
            orders.order("x", || Ok((0..numbers).collect())).unwrap();
        }
        let kept = cache.0.orders.0.weight();
        assert!((BYTES / 4..=BYTES).contains(&kept), "{kept}");
    }
}
