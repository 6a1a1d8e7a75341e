//! The archive: everything a data set has that cannot be derived, for either database, as NDJSON.
//!
//! The first line says what it is and how much there is, the last has a SHA-256 over all bytes before it, so that a file
//! that was cut or changed is noticed. In between stand records, journal, tokens and stored answers, in their order: the
//! same data gives the same lines.

pub mod lines;
pub mod load;
pub mod read;
mod rows;
pub mod write;
