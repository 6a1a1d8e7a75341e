//! Full-text search: the index in both databases, and the answer over all types.

mod fts5;
pub mod handlers;
pub mod index;
pub mod queries;
pub mod remembered;
pub mod view;
