//! The values in records: dates, places, money, languages, sources.
//!
//! Each type implements one external standard or register: its check, its JSON form and its schema in the
//! OpenAPI document. None depends on a resource, HTTP or SQL.

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
