//! Moving whole data sets: import, export, check, and what a starting service does with its data.

mod awaited;
pub mod check;
pub mod exchange;
pub mod export;
pub mod import;
pub mod importer;
pub mod output;
pub mod report;
mod seen;
pub mod upkeep;
