//! JSON documents: strict reading, merge patches, pointers, and walks through documents and their schemas.

pub(crate) mod merge_patch;
pub(crate) mod pointer;
pub(crate) mod schema;
pub(crate) mod strict;
pub(crate) mod walk;
