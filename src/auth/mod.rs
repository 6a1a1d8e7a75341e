//! Tokens: who may see drafts, and who may write.

pub mod base62;
pub mod identity;
pub mod role;
pub mod secret;
