//! The types of records: their documents, their rules and the registry that lists them.

pub mod agreement;
pub mod document;
pub mod event;
pub mod index_table;
pub mod json;
pub mod municipality;
pub mod partner;
pub mod programme;
pub mod project;
pub mod record_type;
pub mod registry;
pub mod texts;
pub mod validation;
pub mod visibility;
