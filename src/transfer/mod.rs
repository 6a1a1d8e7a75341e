//! Moving whole data sets: import, export, check, and what a starting service does with its data.

mod awaited;
pub mod changes;
pub mod check;
mod collector;
pub mod exchange;
pub mod export;
pub mod handlers;
pub mod import;
pub mod importer;
mod lines;
pub mod output;
pub mod report;
mod report_text;
mod seen;
mod sheet;
mod stored;
pub mod upkeep;
