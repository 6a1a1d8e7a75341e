//! Tokens: who may see drafts, and who may write.
//!
//! A token is created at the command line and shown once; the database keeps only its SHA-256 ([`queries`]). A
//! request sends it in `Authorization` ([`identity::Credential`]) and acts as its owner ([`identity::Identity`]) with
//! a [`role`]. Wrong tokens are counted ([`attempts`]) by the client's address ([`peer`]).

pub mod attempts;
pub mod base62;
pub mod identity;
pub mod last_use;
pub mod peer;
pub mod queries;
pub mod role;
pub mod secret;
pub mod token;
