//! One folder for each address of the API.

pub mod agreements;
pub mod changes;
pub mod events;
pub mod health;
pub mod history;
pub mod home;
pub mod import;
pub mod municipality;
pub mod partners;
pub mod programmes;
pub mod projects;
pub mod root;
pub mod search;
pub mod tokens;
pub mod topics;
