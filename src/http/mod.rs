//! The HTTP layer shared by all resources: reading requests, sending responses, and the edge that
//! every request passes.

pub mod collection;
pub mod edge;
pub mod history;
pub mod idempotency;
pub mod read;
pub mod request;
pub mod response;
pub mod served_document;
pub mod state;
pub mod waiting;
pub mod write;
