//! Lists of records in other formats than JSON: one file for each, and the [`table`] of them.

pub(crate) mod csv;
pub(crate) mod list;
pub(crate) mod table;
pub(crate) mod template;
pub(crate) mod xlsx;
