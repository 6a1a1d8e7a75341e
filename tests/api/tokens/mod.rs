//! Tokens: made, listed, taken back, and kept secret.

mod commands;
mod identify;
mod list;
mod revoke;
mod secrecy;
