//! Changing records and the data derived from them.

mod bulk;
pub(crate) mod checked_body;
pub(crate) mod derived;
mod existing;
pub(crate) mod new_id;
pub(crate) mod operations;
pub(crate) mod preparation;
pub(crate) mod record_rows;
pub(crate) mod reindex;
pub(crate) mod undo;
pub mod writer;
