//! The full-text index of both databases, and the search in it.

pub(crate) mod fts5;
pub mod full_text;
pub(crate) mod match_cache;
