//! The full-text index of both databases, and the search in it.

pub mod full_text;
pub(crate) mod number_set;
