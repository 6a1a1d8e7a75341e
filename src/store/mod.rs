//! Records in the database: opening it, reading it and changing it.

pub mod current;
pub mod migrate;
pub mod open;
pub mod read;
pub mod record_counts;
pub mod references;
pub mod write;
