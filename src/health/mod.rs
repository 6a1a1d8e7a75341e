//! Whether the service lives and is ready: for load balancers, containers and the `health` command.

pub mod handlers;
pub mod probe;
