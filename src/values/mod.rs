//! The values that records are made of: dates, places, money, languages, sources.
//!
//! Each type is one fact about the outside world (a standard, a register) with its check, its JSON form and
//! its place in the OpenAPI document. None knows a resource, HTTP or SQL.

#[macro_use]
pub mod plumbing;

pub mod budget;
pub mod codes;
pub mod date;
pub mod instant;
pub mod language;
pub mod money;
pub mod place;
pub mod reference;
pub mod schema;
pub mod source;
pub mod topic;
pub mod translations;
