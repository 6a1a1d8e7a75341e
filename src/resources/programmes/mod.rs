//! `/programmes`: the funding programmes of projects.

pub mod filter;
pub mod handlers;
pub mod queries;
pub mod view;
pub mod writing;
