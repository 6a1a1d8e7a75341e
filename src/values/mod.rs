//! The values that records are made of: dates, places, money, languages, sources.
//!
//! Each type is one fact about the outside world (a standard, a register) with its check, its JSON form and
//! its place in the OpenAPI document. None knows a resource, HTTP or SQL.

#[macro_use]
pub mod traits;

pub mod budget;
pub mod country;
pub mod date;
pub mod identifier_scheme;
pub mod instant;
pub mod language;
pub mod money;
pub mod place;
pub mod record_id;
pub mod reference;
pub mod region;
pub mod source;
pub mod topic;
pub mod translations;
pub mod web_address;
