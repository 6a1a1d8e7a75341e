//! Tokens: who may see drafts, and who may write.

pub mod attempts;
pub mod base62;
pub mod identity;
pub mod model;
pub mod peer;
pub mod queries;
pub mod role;
pub mod secret;
