//! Archives: all data that cannot be derived, for either database, as NDJSON.
//!
//! The first line has the number of lines of each kind. The last line has the SHA-256 of all bytes before it,
//! so that a file that was cut or changed is recognised. The lines in between are records, entries of the
//! journal, tokens and stored responses, each in a fixed order: the same data gives the same lines.

pub(crate) mod lines;
pub(crate) mod load;
pub(crate) mod read;
mod rows;
pub(crate) mod write;
