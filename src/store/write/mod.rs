//! Changing records, and everything that is derived from them.

pub mod derived;
pub mod operations;
pub mod reindex;
pub mod writer;
