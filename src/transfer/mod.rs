//! Moving whole data sets: import, export, backup, restore, check, and what a starting service does with its data.

pub mod archive;
mod awaited;
pub mod backup;
pub mod check;
pub mod exchange;
pub mod export;
pub mod import;
pub mod importer;
pub mod output;
pub mod progress;
pub mod report;
pub mod restore;
mod seen;
pub mod unfinished;
pub mod upkeep;
