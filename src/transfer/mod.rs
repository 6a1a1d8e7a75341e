//! Moving whole data sets: import, export, backup, restore, check, and what a starting service does with its data.

pub mod archive;
mod awaited;
pub mod backup;
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
pub mod progress;
pub mod report;
mod report_text;
pub mod restore;
mod seen;
mod sheet;
mod stored;
pub mod unfinished;
pub mod upkeep;
