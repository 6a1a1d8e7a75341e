//! One folder for each address of the API.

pub(crate) mod agreements;
pub(crate) mod batches;
pub mod changes;
pub(crate) mod dump;
pub mod events;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod municipality;
pub(crate) mod partners;
pub(crate) mod programmes;
pub(crate) mod projects;
pub(crate) mod root;
pub(crate) mod search;
pub(crate) mod site;
pub(crate) mod templates;
pub(crate) mod tokens;
pub(crate) mod topics;
pub(crate) mod vocabularies;
pub(crate) mod webhooks;
