//! Records in the database: opening it, reading it and changing it.

pub(crate) mod circles;
pub(crate) mod current;
pub(crate) mod deleted;
pub mod migrate;
pub mod open;
pub mod read;
pub(crate) mod readiness;
pub(crate) mod record_counts;
pub(crate) mod references;
pub(crate) mod same_name;
pub(crate) mod upgrade;
pub mod write;
