//! JSON documents: strict reading, merge patches, pointers, and walks through documents and their schemas.

pub mod merge_patch;
pub mod pointer;
pub mod schema;
pub mod strict;
pub mod walk;
