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
mod changes;
mod changes_model;
mod changes_wait;
mod command_database;
mod command_foreign;
mod command_help;
mod command_settings;
mod conditional;
mod copies;
mod crawl;
mod database_tables;
mod dependencies;
mod documented;
mod edge_bodies;
mod edge_compression;
mod edge_database;
mod edge_headers;
mod edge_heads;
mod edge_operation;
mod edge_panics;
mod edge_problems;
mod edge_swagger;
mod entry;
mod event_filters;
mod fields;
mod filter_model;
mod history;
mod history_plans;
mod language;
mod links;
mod long_lists;
mod many_matches;
mod methods;
mod openapi;
mod other_filters;
mod paging;
mod plans;
mod recipes;
mod search;
mod smoke;
mod sorting;
mod token_commands;
mod token_identify;
mod token_revoke;
mod token_secrecy;
mod transfer_check;
mod transfer_crash;
mod transfer_faults;
mod transfer_import;
mod transfer_round_trip;
mod transfer_values;
mod words;
mod writing;
