//! The types of records: their documents, their rules and the registry that lists them.

pub(crate) mod agreement;
pub(crate) mod budget;
pub(crate) mod document;
pub(crate) mod edition;
pub mod event;
pub(crate) mod identity;
pub(crate) mod index_table;
pub(crate) mod json;
pub(crate) mod life;
pub(crate) mod media;
pub(crate) mod municipality;
pub(crate) mod partner;
pub(crate) mod programme;
pub(crate) mod project;
pub mod record_type;
pub mod registry;
pub(crate) mod texts;
pub mod validation;
pub mod visibility;
