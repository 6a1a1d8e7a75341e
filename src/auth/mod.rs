//! Tokens: who may see drafts, and who may write.
//!
//! A token is made at the command line ([`command`]) and shown once; the database keeps only its SHA-256
//! ([`queries`]). A request brings it in `Authorization` ([`identity::Credential`]) and by it becomes somebody
//! ([`identity::Identity`]) with a [`role`]. Who sends wrong ones is counted ([`attempts`]) by the address that the
//! request comes from ([`peer`]).

pub mod arguments;
pub mod attempts;
pub mod base62;
pub mod command;
pub mod handlers;
pub mod identity;
pub mod last_use;
pub mod model;
pub mod peer;
pub mod queries;
pub mod role;
pub mod secret;
