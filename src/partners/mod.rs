//! Partners: the towns, regions and associations that the municipality works with.

pub mod filter;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod view;
pub mod writing;
