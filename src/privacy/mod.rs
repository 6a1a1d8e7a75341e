//! Erases the name of a person from records, their history, the search index and the files of the database.

pub mod erase;
pub mod findings;
pub mod journal_and_tokens;
pub mod json_strings;
pub mod physical_traces;
pub mod similar_names;
