//! Webhooks and pings of a hub: what is sent, when, to whom, and what an operator sees of it.

mod backups;
mod commands;
mod deliveries;
mod failures;
mod hub;
mod instances;
mod operations;
