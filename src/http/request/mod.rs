//! The parts of a request: who sent it, its query, its headers and its body.

pub mod accept;
pub mod access;
pub mod body;
pub mod context;
pub mod language;
pub mod list_parameters;
pub mod path;
pub mod preconditions;
pub mod prefer;
pub mod query_reader;
pub mod write_parameters;
