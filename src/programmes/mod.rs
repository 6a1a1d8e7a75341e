//! Programmes: where the money of projects comes from.

pub mod filter;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod view;
pub mod writing;
