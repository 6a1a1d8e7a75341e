//! What the operator sees: metrics and log.

mod data;
mod log;
mod metrics;
