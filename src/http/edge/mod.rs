//! The edge: processing of every request before a handler, and of every response after it.

pub mod fallback;
pub mod guard;
pub mod headers;
pub mod middleware;
pub mod request_id;
pub mod swagger;
