//! Imports files of records: all records of a file or none.

pub mod diff;
pub mod duplicates;
pub mod error;
pub mod format;
pub mod importer;
pub mod lines;
pub mod pending_references;
pub mod previous;
pub mod report;
pub mod report_builder;
pub mod report_text;
pub mod run;
pub mod sheet;
