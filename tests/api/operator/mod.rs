//! What the operator sees: metrics.

mod data;
mod metrics;
