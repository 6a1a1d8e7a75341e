//! The full-text index of both databases, and the search in it.

pub mod fts5;
pub mod full_text;
pub mod match_cache;
