//! `/agreements`: agreements with partners, who signed them and what for.

pub mod filter;
pub mod handlers;
pub mod queries;
pub mod view;
pub mod writing;
