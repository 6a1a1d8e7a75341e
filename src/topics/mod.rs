//! `/topics`: the closed list of topics, with their names.

pub mod handlers;
