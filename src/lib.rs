//! twinning: an open API of what a municipality does with its twin towns.
//!
//! # A guided tour
//!
//! The modules are layers: each may use only those listed after it, and `tests/house.rs` refuses anything else.
//!
//! 1. [`cli`] reads the command line and runs one command; `serve` opens the database and starts the [`server`].
//! 2. [`openapi`] has the one list of routes and completes the document that is collected from them.
//! 3. [`resources`] has one folder for each address: its filter, its SQL and the JSON that readers get.
//!    `pages` are the same data for people, out of the parts in [`html`] and the words in `words`.
//! 4. [`http`] is what all addresses share: [`http::read`] and [`http::write`] take a request to an answer, with the
//!    parts of a request in [`http::request`], those of an answer in [`http::response`], and [`http::edge`] around it.
//! 5. [`import`], [`exchange`], [`backup`], [`check`] and [`privacy`] work on whole data sets; [`catalogue`] describes one
//!    to harvesters and crawlers; [`webhooks`] and [`websub`] tell other services of changes; [`formats`] and
//!    [`spreadsheet`] write records in other formats than JSON, and read them as rows.
//! 6. [`auth`] knows tokens. [`store`] reads and changes records, with the full-text [`index`] and the [`journal`], by
//!    which every change has a number.
//! 7. [`model`] has the types of records: their documents, their rules, and the registry that lists them.
//! 8. At the bottom are [`error`], the database ([`db`]), what the operator sees of all this ([`telemetry`], which
//!    [`scrape`] serves), the [`values`] that records are made of, and written language ([`text`]).
//!
//! A request to read passes [`http::edge`], becomes an [`http::read::ReadRequest`], and asks a resource's `queries` at one
//! revision of the data set through [`store::read::reader::Reader`]; a request to write goes through
//! [`http::write::WriteRequest`] to [`store::write::operations`], in one transaction that also writes the journal.
//! `docs/ARCHITECTURE.md` has the reasons.

#[macro_use]
pub mod values;

pub mod auth;
mod backup;
mod catalogue;
pub mod check;
pub mod cli;
pub mod db;
mod desk;
pub mod error;
pub mod exchange;
mod formats;
pub mod html;
pub mod http;
pub mod import;
pub mod index;
pub mod journal;
pub mod model;
mod news;
pub mod openapi;
mod pages;
mod privacy;
pub mod resources;
pub mod scrape;
pub mod server;
pub mod spreadsheet;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod webhooks;
pub mod websub;
mod words;
