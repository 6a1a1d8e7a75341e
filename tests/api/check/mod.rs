//! `check`: what is wrong with a database, in its records and in their history.

mod database;
mod history;
