//! A cache of list totals, each counted once per revision.
//!
//! Totals are exact, and counting a common word among a million records takes a tenth of a second.
//! They remain valid until the next revision, and paging through a list needs the same total for
//! every page.

use std::sync::Arc;

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::{
    facet::FacetCounts,
    find::Found,
    set_cache::{SetCache, StateKey, WeighedCache},
};

/// The maximum number of cached totals.
const CAPACITY: usize = 2_000;

/// The maximum number of cached facets, each with up to some hundred values.
const FACETS: usize = 500;

/// The cache. Clones share the same memory.
#[derive(Clone)]
pub struct TotalCache {
    totals: Arc<Cache<StateKey, i64>>,
    found: Arc<WeighedCache<Found>>,
    facets: Arc<Cache<StateKey, Arc<FacetCounts>>>,
    /// What the lists are made of.
    pub(super) sets: SetCache,
}

impl Default for TotalCache {
    fn default() -> Self {
        Self {
            totals: Arc::new(Cache::new(CAPACITY)),
            found: Arc::default(),
            facets: Arc::new(Cache::new(FACETS)),
            sets: SetCache::default(),
        }
    }
}

impl TotalCache {
    /// The total of `filter` at `revision`, counted if it is not cached.
    pub fn get<E>(
        &self,
        revision: i64,
        filter: &str,
        count: impl FnOnce() -> Result<i64, E>,
    ) -> Result<i64, E> {
        let key = (revision, Sha256::digest(filter).into());
        if let Some(total) = self.totals.get(&key) {
            return Ok(total);
        }
        let total = count()?;
        self.totals.insert(key, total);
        Ok(total)
    }

    /// The counts of the facet of a list at `revision`, counted if they are not cached.
    pub(crate) fn facet<E>(
        &self,
        revision: i64,
        facet: &str,
        count: impl FnOnce() -> Result<FacetCounts, E>,
    ) -> Result<Arc<FacetCounts>, E> {
        let key = (revision, Sha256::digest(facet).into());
        if let Some(counts) = self.facets.get(&key) {
            return Ok(counts);
        }
        let counts = Arc::new(count()?);
        self.facets.insert(key, Arc::clone(&counts));
        Ok(counts)
    }

    /// What the list with `filter` consists of at `revision`, found if it is not cached.
    pub(crate) fn find<E>(
        &self,
        revision: i64,
        filter: &str,
        find: impl FnOnce() -> Result<Found, E>,
    ) -> Result<Found, E> {
        self.found.get((revision, Sha256::digest(filter).into()), find)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_counted_once_for_each_revision_and_filter() {
        let totals = TotalCache::default();
        let get = |revision, filter, total| totals.get(revision, filter, || Ok::<_, ()>(total));
        assert_eq!(totals.get(1, "a", || Err("not counted")), Err("not counted"));
        assert_eq!(get(1, "a", 5), Ok(5));
        assert_eq!(get(1, "a", 6), Ok(5), "remembered");
        assert_eq!((get(1, "b", 7), get(2, "a", 8)), (Ok(7), Ok(8)));
    }
}
