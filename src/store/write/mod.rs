//! Changing records and the data derived from them.

pub mod derived;
pub mod operations;
pub mod reindex;
pub mod writer;
