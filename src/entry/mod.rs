//! The entry: what this is, and where everything is.

pub mod handlers;
pub mod queries;
