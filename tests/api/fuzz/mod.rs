//! Inputs that nobody wrote: valid ones, changed by chance. Whatever comes, there is an answer that the document knows,
//! nothing panics, and what is refused changes nothing.
//!
//! `TWINNING_FUZZ_CASES` says how many cases each test tries; `scripts/fuzz` tries many. A test that fails prints the
//! smallest input that it found.

mod archives;
mod changes;
mod conditions;
mod documents;
mod imports;
mod patches;
mod queries;
mod target;
