//! Imports files of records: all records of a file or none.

pub(crate) mod diff;
pub(crate) mod duplicates;
pub mod error;
pub mod format;
pub(crate) mod importer;
pub(crate) mod incoming;
pub(crate) mod lines;
mod link_targets;
pub(crate) mod named;
pub(crate) mod pending_references;
pub(crate) mod previous;
pub mod report;
pub(crate) mod report_builder;
pub(crate) mod report_text;
pub(crate) mod row_ids;
pub mod run;
pub(crate) mod sheet;
pub(crate) mod unseen_changes;
pub(crate) mod uploads;
