//! The exchange format of exports, imports and the feed.

pub mod export;
pub mod line;
pub mod schema;
