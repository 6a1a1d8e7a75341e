//! `/events`: visits, meetings, conferences, signings and other events with partners.

pub mod filter;
pub mod handlers;
pub mod queries;
pub mod view;
pub mod writing;
