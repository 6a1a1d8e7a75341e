//! The parts of an answer: bodies, tags, links, compression and errors.

pub mod compression;
pub mod cursor;
pub mod error;
pub mod etag;
pub mod fixed_file;
pub mod page;
pub mod page_urls;
pub mod problem;
pub mod stored_response;
pub mod uri;
pub mod variant;
