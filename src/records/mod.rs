//! What all records share: one document each, its journal, its place in lists, and how it is read and written.
//!
//! The document is the data. Everything else that the database keeps of a record (its row in the resource's
//! table, links, identifiers, search terms) is derived from the document, and can be made again.

pub mod checked;
pub mod conditions;
pub mod derived;
pub mod disclosure;
pub mod document;
pub mod editing;
pub mod keyset;
pub mod kind;
pub mod list;
pub mod merge_patch;
pub mod reader;
pub mod references;
pub mod reindex;
pub mod standing;
pub mod strict_json;
pub mod tally;
pub mod texts;
pub mod totals;
pub mod view;
pub mod visibility;
pub mod writer;
