//! Written language: folding, words, stems, search terms, sort order, slugs, names and suggestions. Nothing
//! here depends on a resource, a database or HTTP.

pub mod fold;
pub mod phrase;
pub mod slug;
pub mod sort_key;
pub mod stem;
pub mod suggest;
pub mod terms;
pub mod words;
