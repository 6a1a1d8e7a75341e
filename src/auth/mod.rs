//! Tokens, which allow reading drafts and writing.
//!
//! A token is created on the command line and shown once; the database has only its SHA-256 ([`queries`]). A
//! request sends it in `Authorization` ([`identity::Credential`]) and acts as its bearer
//! ([`identity::Identity`]) with a [`role`]. Wrong tokens are counted ([`attempts`]) for each client address
//! ([`peer`]).

pub mod attempts;
pub mod base62;
pub mod identity;
pub(crate) mod last_use;
pub(crate) mod peer;
pub mod queries;
pub(crate) mod recent_identities;
pub(crate) mod remembered;
pub mod role;
pub mod secret;
pub(crate) mod session;
pub mod token;
