//! The specification of the service, as tests: each starts the real server on a database of its own.
//!
//! `TEST_DATABASE_URL` names a PostgreSQL server; without it the tests run on SQLite. `./scripts/test` runs both.

#![cfg(test)]

mod support;

mod answers;
mod bad_parameters;
mod bad_paths;
mod bad_values;
mod both_databases;
mod conditional;
mod crawl;
mod documented;
mod entry;
mod event_filters;
mod fields;
mod filter_model;
mod language;
mod links;
mod long_lists;
mod many_matches;
mod methods;
mod openapi;
mod other_filters;
mod paging;
mod plans;
mod search;
mod smoke;
mod sorting;
mod words;
