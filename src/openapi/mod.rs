//! The OpenAPI document: collected from the routes, completed with what every operation shares.

pub(crate) mod bodies;
pub mod committed;
pub(crate) mod completion;
pub mod document;
pub(crate) mod errors;
pub mod examples;
pub(crate) mod headers;
pub(crate) mod parameters;
pub(crate) mod patches;
pub(crate) mod print;
pub(crate) mod responses;
pub(crate) mod routes;
pub(crate) mod schemas;
pub(crate) mod security;
