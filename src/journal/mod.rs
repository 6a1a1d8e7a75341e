//! Revision and journal: every change takes the next number and is written down in the same transaction.
//!
//! One row holds the number. A writer locks that row first and holds it until it commits, so the order of
//! revisions is the order of commits: who has read revision N has seen everything up to N.

pub mod history;
pub mod revision;
pub mod writer;
