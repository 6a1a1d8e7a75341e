//! The full-text index of both databases, and how the records that match a query are found.

pub mod fts5;
pub mod full_text;
pub mod match_cache;
