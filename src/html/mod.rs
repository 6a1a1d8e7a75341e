//! The parts that all pages for people share: frame, lists, sources, money, timeline, map. They know no resource and no
//! HTTP, and take what the API shows: nothing that the API hides can appear on a page.

pub(crate) mod address;
pub(crate) mod assets;
pub(crate) mod context;
pub(crate) mod entry;
pub(crate) mod error;
pub(crate) mod frame;
pub(crate) mod linked_data;
pub(crate) mod localized_text;
pub(crate) mod map;
pub(crate) mod map_figure;
pub(crate) mod media;
pub(crate) mod money;
pub(crate) mod parts;
pub(crate) mod record;
pub(crate) mod sources;
pub mod statement;
pub(crate) mod status;
pub(crate) mod timeline;
pub(crate) mod unlisted_head;
