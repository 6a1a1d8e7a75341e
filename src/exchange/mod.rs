//! The exchange format: one record a line, as it is exported, imported and published in the feed.

pub mod export;
pub mod line;
pub mod schema;
