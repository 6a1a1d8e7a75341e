//! The addresses of the pages around one: the address that was asked for, with other cursors.

use super::{
    cursor::Cursor,
    page::PageLinks,
    uri::{self, decoded},
};
use crate::store::read::page::Page;

/// The addresses of the pages around one.
pub(crate) struct PageUrls {
    base: String,
    query: String,
}

impl PageUrls {
    /// Of the list at `base` that was asked by `query`.
    pub(crate) fn new(base: String, query: &str) -> Self {
        Self { base, query: uri::corrected(query) }
    }

    /// The links of one of its pages.
    pub(crate) fn links<R>(&self, page: &Page<R>, sort: &str) -> PageLinks {
        let cursor =
            |keys: &Vec<Vec<u8>>| Cursor { sort: sort.to_owned(), keys: keys.clone() }.encode();
        PageLinks {
            this: self.with(None, true),
            first: self.with(None, false),
            prev: page
                .previous
                .as_ref()
                .map(|keys| self.with(Some(("before", &cursor(keys))), false)),
            next: page.next.as_ref().map(|keys| self.with(Some(("after", &cursor(keys))), false)),
        }
    }

    /// The links of a page that says itself where the next one begins.
    pub(crate) fn onward(&self, next: Option<&str>) -> PageLinks {
        PageLinks {
            this: self.with(None, true),
            first: self.with(None, false),
            prev: None,
            next: next.map(|after| self.with(Some(("after", after)), false)),
        }
    }

    /// The same address with another cursor; every other parameter stays as it was written.
    fn with(&self, cursor: Option<(&str, &str)>, keep_cursor: bool) -> String {
        let is_cursor = |pair: &str| {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            decoded(name).is_ok_and(|name| name == "after" || name == "before")
        };
        let mut pairs: Vec<String> = self
            .query
            .split('&')
            .filter(|pair| !pair.is_empty() && (keep_cursor || !is_cursor(pair)))
            .map(str::to_owned)
            .collect();
        pairs.extend(cursor.map(|(name, value)| format!("{name}={value}")));
        if pairs.is_empty() {
            self.base.clone()
        } else {
            format!("{}?{}", self.base, pairs.join("&"))
        }
    }
}
