//! The HTTP layer shared by all resources: reading requests, sending responses, and the edge that
//! every request passes.

pub mod client_shares;
pub(crate) mod collection;
pub(crate) mod conditions;
pub mod edge;
pub(crate) mod formatted;
pub(crate) mod header_list;
pub(crate) mod history;
pub(crate) mod idempotency;
pub mod kept;
pub(crate) mod made;
pub(crate) mod media_types;
pub(crate) mod processors;
pub mod rate_limit;
pub(crate) mod read;
pub mod request;
pub mod response;
pub(crate) mod route_registry;
pub(crate) mod served_document;
pub mod state;
pub(crate) mod unnamed_proxies;
pub(crate) mod waiting;
pub(crate) mod write;
