//! Erasing a person's name: from records, their history, the search index and the file itself.

pub mod command;
mod documents;
mod erase;
mod findings;
mod near;
mod places;
mod remains;
