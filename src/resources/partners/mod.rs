//! `/partners`: the towns, regions and associations with which the municipality works.

pub mod filter;
pub mod handlers;
pub mod queries;
pub mod view;
pub mod writing;
