//! Revisions and the journal. Each change takes the next revision and is recorded in the same transaction.
//!
//! One row has the current revision. A writer locks this row first and holds the lock until it commits, so
//! the order of revisions is the order of commits: a reader at revision N sees all changes up to N.

pub mod batches;
pub mod history;
pub mod position;
pub(crate) mod revision;
pub mod writer;
