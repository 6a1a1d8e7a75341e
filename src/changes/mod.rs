//! What has changed since: the feed by which others keep a copy of the data set.

pub mod handlers;
pub mod parameters;
pub mod position;
pub mod queries;
pub mod view;
