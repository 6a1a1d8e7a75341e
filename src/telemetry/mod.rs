//! What the operator sees of the running service: its measurements.
//!
//! This is below the database, so that every layer can measure. Measurements belong to one service ([`metrics::Metrics`]),
//! not to the process: the tests run many services in one.

pub(crate) mod data;
pub(crate) mod failures;
pub mod metrics;
pub(crate) mod observed;
pub(crate) mod process;
pub mod queue;
pub(crate) mod requests;
