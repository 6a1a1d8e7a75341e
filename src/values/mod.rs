//! The values in records: dates, places, money, languages, sources.
//!
//! Each type implements one external standard or register: its check, its JSON form and its schema in the
//! OpenAPI document. None depends on a resource, HTTP or SQL.

#[macro_use]
pub mod traits;

pub(crate) mod area;
pub(crate) mod clock;
pub(crate) mod country;
pub(crate) mod currency;
pub(crate) mod date;
pub(crate) mod identifier_scheme;
pub mod instant;
pub(crate) mod labels;
pub mod language;
pub(crate) mod money;
pub(crate) mod percentage;
pub(crate) mod place;
pub(crate) mod position;
pub mod record_id;
pub(crate) mod reference;
pub(crate) mod region;
pub(crate) mod source;
pub(crate) mod topic;
pub(crate) mod translations;
pub(crate) mod web_address;
