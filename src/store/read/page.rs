//! One page of a list: as it was found, and with its records as they are shown.

use super::{facet::FacetView, key_page::KeyPage};

/// What one page of a list consists of, before its records are read.
#[derive(Default, Debug)]
pub struct FoundPage {
    /// The records, and where the page begins and ends.
    pub keys: KeyPage,
    /// The number of matching records in the whole list.
    pub total: i64,
    /// The counts that were asked for, by their names.
    pub facets: Vec<(&'static str, FacetView)>,
}

/// One page of a list.
#[derive(Debug)]
pub struct Page<R> {
    /// The records, as they are shown.
    pub records: Vec<R>,
    /// The number of matching records in the whole list.
    pub total: i64,
    /// The counts that were asked for, by their names.
    pub facets: Vec<(&'static str, FacetView)>,
    /// The sort keys of the first record, if there is a previous page.
    pub previous: Option<Vec<Vec<u8>>>,
    /// The sort keys of the last record, if there is a next page.
    pub next: Option<Vec<Vec<u8>>>,
}

impl<R> Page<R> {
    /// The page of these records.
    pub(crate) fn of(found: FoundPage, records: Vec<R>) -> Self {
        let FoundPage { keys, total, facets } = found;
        Self { records, total, facets, previous: keys.previous(), next: keys.next() }
    }

    /// The same page with its records shown in another way.
    pub(crate) fn map<T>(self, shown: impl FnMut(R) -> T) -> Page<T> {
        let Self { records, total, facets, previous, next } = self;
        Page { records: records.into_iter().map(shown).collect(), total, facets, previous, next }
    }
}
