//! The OpenAPI document: collected from the routes, completed with what every operation shares.

pub mod completion;
pub mod document;
pub mod errors;
pub mod examples;
pub mod headers;
pub mod parameters;
pub mod patches;
pub mod print;
pub mod responses;
pub mod routes;
pub mod schemas;
pub mod security;
