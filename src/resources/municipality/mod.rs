//! `/municipality`: the single record of the municipality that publishes the data.

pub(crate) mod handlers;
pub(crate) mod queries;
pub(crate) mod view;
pub(crate) mod writing;
