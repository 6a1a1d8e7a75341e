//! twinning: an open API of what a municipality does with its twin towns.
//!
//! A request comes in through [`server`], passes the edge ([`http::edge`]) and reaches a handler of a resource
//! ([`partners`], [`events`], …). The handler reads what is asked, its `queries` ask the database ([`db`]) at
//! one revision ([`journal`]), and its `view` makes JSON of the documents ([`records`]). `docs/ARCHITECTURE.md`
//! tells the whole way, and why.

#[macro_use]
pub mod values;

pub mod agreements;
pub mod api;
pub mod audit;
pub mod auth;
pub mod bench;
pub mod changes;
pub mod config;
pub mod db;
pub mod entry;
pub mod error;
pub mod events;
pub mod health;
pub mod http;
pub mod journal;
pub mod municipality;
pub mod partners;
pub mod privacy;
pub mod programmes;
pub mod projects;
pub mod records;
pub mod registry;
pub mod search;
pub mod server;
pub mod spreadsheet;
pub mod text;
pub mod topics;
pub mod transfer;
