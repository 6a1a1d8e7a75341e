//! `/municipality`: the single record of the municipality that publishes the data.

pub mod handlers;
pub mod queries;
pub mod view;
pub mod writing;
