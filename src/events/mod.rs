//! Events: visits, meetings, conferences, signings – what happened, who was there and what it was about.

pub mod filter;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod view;
pub mod writing;
