//! Erases the name of a person from records, their history, the search index and the files of the database.

pub(crate) mod erase;
pub(crate) mod findings;
pub(crate) mod journal_and_tokens;
pub(crate) mod json_strings;
pub(crate) mod physical_traces;
pub(crate) mod similar_names;
