//! The edge: what happens to every request before a handler sees it, and to every answer before it leaves.

pub mod fallback;
pub mod guard;
pub mod headers;
pub mod middleware;
pub mod request_id;
pub mod swagger;
