//! What the operator sees of the running service: measurements, and the log.
//!
//! This is below the database, so that every layer can measure. Measurements belong to one service ([`metrics::Metrics`]),
//! not to the process: the tests run many services in one.

pub mod addresses;
pub(crate) mod changes;
pub(crate) mod data;
pub(crate) mod failures;
mod log_buffer;
pub mod log_format;
pub mod metrics;
pub(crate) mod observed;
pub(crate) mod outgoing;
pub(crate) mod process;
pub mod queue;
pub(crate) mod replicas;
pub(crate) mod requests;
pub(crate) mod secrets;
pub(crate) mod stopwatch;
