//! The specification of the service, as tests: each starts the real server on a database of its own.
//!
//! `TEST_DATABASE_URL` names a PostgreSQL server; without it the tests run on SQLite. `./scripts/test` runs both.

#![cfg(test)]
#![allow(unreachable_pub, reason = "nothing reaches into a test program from outside")]

mod access;
mod backup;
mod changes;
mod check;
mod commands;
mod database;
mod desk;
mod edge;
mod formats;
mod fuzz;
mod history;
mod kept;
mod openapi;
mod operator;
mod pages;
mod plans;
mod privacy;
mod project;
mod reading;
mod spreadsheet;
mod support;
mod tokens;
mod transfer;
mod webhooks;
mod writing;
