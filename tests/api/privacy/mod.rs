//! Erasing a person.

mod erasure;
