//! `/municipality`: the municipality that publishes, a single record.

pub mod handlers;
pub mod queries;
pub mod view;
pub mod writing;
