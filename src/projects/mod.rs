//! Projects: what was done together with money from a programme.

pub mod filter;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod view;
pub mod writing;
