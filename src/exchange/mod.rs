//! The exchange format of exports, imports and the feed.

pub mod export;
pub(crate) mod line;
pub(crate) mod schema;
