//! Records in other formats than JSON: one file for each, and the [`table`] of them.

pub(crate) mod atom;
mod content_line;
pub(crate) mod csv;
mod feed;
pub(crate) mod feed_url;
pub(crate) mod geojson;
pub(crate) mod ics;
pub(crate) mod json_feed;
pub(crate) mod json_ld;
pub(crate) mod list;
pub(crate) mod ndjson;
pub(crate) mod record;
pub(crate) mod table;
pub(crate) mod template;
mod words;
pub(crate) mod xlsx;
pub(crate) mod xml;
