//! What all resources share about HTTP: reading requests, answering them, and guarding the edge.
//!
//! Nothing here names a resource.

pub mod access;
pub mod asked;
pub mod body;
pub mod compression;
pub mod conditional;
pub mod cursor;
pub mod edge;
pub mod fallback;
pub mod idempotency;
pub mod language;
pub mod list_query;
pub mod page;
pub mod page_urls;
pub mod path;
pub mod preconditions;
pub mod prefer;
pub mod problem;
pub mod query;
pub mod request;
pub mod service;
pub mod swagger;
pub mod uri;
pub mod waiting;
pub mod write;
pub mod write_parameters;
pub mod written;
