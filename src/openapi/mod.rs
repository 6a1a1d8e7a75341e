//! The OpenAPI document: collected from the routes, completed with what every operation shares.

pub mod completion;
pub mod document;
pub mod errors;
pub mod examples;
pub mod headers;
pub mod inputs;
pub mod routes;
