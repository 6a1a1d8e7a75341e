//! The OpenAPI document, and that the service does what it says.

mod document;
mod examples;
mod problems;
mod reading;
mod schemas;
mod served;
mod writing;
