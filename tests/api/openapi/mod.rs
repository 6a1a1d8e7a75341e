//! The OpenAPI document, and that the service does what it says.

mod document;
mod reading;
mod writing;
