//! Webhooks: a short signed message to each endpoint that the operator added, after every public change
//! (Standard Webhooks 1.0.0).
//!
//! A message only says that there is something new: the receiver reads `/changes` from its own position. There is no
//! queue. There is news for an endpoint if the public revision is greater than the one that it has acknowledged, so that
//! nothing is lost in a crash, and many changes are one message.

pub mod address;
pub mod background;
pub mod client;
pub mod delivery;
pub mod endpoint;
pub mod message;
pub mod queries;
pub(crate) mod schedule;
pub mod secret;
pub(crate) mod trial;
pub mod worker;
