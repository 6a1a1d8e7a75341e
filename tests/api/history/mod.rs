//! The history of a record.

mod entries;
