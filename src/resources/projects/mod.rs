//! `/projects`: projects carried out with partners.

pub mod filter;
pub mod handlers;
pub mod queries;
pub mod view;
pub mod writing;
