//! The parts of an answer: bodies, tags, links, compression and errors.

pub(crate) mod coding;
pub(crate) mod compression;
pub mod cursor;
pub(crate) mod error;
pub(crate) mod etag;
pub(crate) mod fixed_file;
pub(crate) mod page;
pub(crate) mod page_urls;
pub mod problem;
pub(crate) mod stored_response;
pub(crate) mod streamed;
pub(crate) mod unsent;
pub(crate) mod uri;
pub(crate) mod variant;
