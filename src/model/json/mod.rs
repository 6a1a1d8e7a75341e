//! JSON as documents need it: strict reading, merge patches, pointers.

pub mod merge_patch;
pub mod pointer;
pub mod strict;
