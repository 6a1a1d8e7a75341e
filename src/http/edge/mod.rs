//! The edge: what happens to every request before a handler sees it, and to every answer before it leaves.

pub mod guard;
pub mod headers;
pub mod observe;
pub mod request_id;
