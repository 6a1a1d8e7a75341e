//! Agreements: what was signed with partners, by whom and why.

pub mod filter;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod view;
pub mod writing;
