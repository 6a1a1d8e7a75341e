//! What the operator sees: metrics, log, and the files that run the service.

mod data;
mod deploy;
mod log;
mod metrics;
