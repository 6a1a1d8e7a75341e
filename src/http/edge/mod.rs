//! The edge: processing of every request before a handler, and of every response after it.

mod access_log;
mod at_hand;
mod cors;
pub(crate) mod error_page;
pub(crate) mod fallback;
pub(crate) mod guard;
pub(crate) mod headers;
pub mod middleware;
pub(crate) mod offer;
pub(crate) mod reception;
pub(crate) mod refusal;
pub(crate) mod request_id;
pub(crate) mod swagger;
