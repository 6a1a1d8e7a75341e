//! Written language: folding, words, differences, stems, search terms, sort order, slugs, names and
//! suggestions. Nothing here depends on a resource, a database or HTTP.

pub(crate) mod characters;
pub(crate) mod difference;
pub(crate) mod excerpt;
pub mod fold;
pub mod messages;
pub mod phrase;
pub(crate) mod slug;
pub(crate) mod snippet;
pub(crate) mod sort_key;
pub(crate) mod stem;
pub(crate) mod suggest;
pub(crate) mod terms;
pub(crate) mod words;
