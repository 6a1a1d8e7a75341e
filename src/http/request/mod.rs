//! The parts of a request: who sent it, its query, its headers and its body.

pub(crate) mod accept;
pub(crate) mod access;
pub(crate) mod area;
pub(crate) mod body;
pub(crate) mod context;
pub(crate) mod form;
pub(crate) mod language;
pub mod list_parameter_docs;
pub mod list_parameters;
pub(crate) mod path;
pub(crate) mod preconditions;
pub(crate) mod prefer;
pub(crate) mod query_reader;
pub mod received;
pub(crate) mod value_list;
pub(crate) mod write_parameters;
