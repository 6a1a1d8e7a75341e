//! Changing records and the data derived from them.

pub(crate) mod checked_body;
pub(crate) mod derived;
pub(crate) mod new_id;
pub(crate) mod operations;
pub(crate) mod reindex;
pub(crate) mod undo;
pub mod writer;
