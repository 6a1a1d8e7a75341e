//! The municipality that publishes: one record, which also says the languages of the data set.

pub mod handlers;
pub mod model;
pub mod queries;
pub mod view;
pub mod writing;
