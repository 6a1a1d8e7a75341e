//! The command line: help, settings, and databases that cannot be used.

mod database;
mod foreign;
mod help;
mod passwords;
mod settings;
