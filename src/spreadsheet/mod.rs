//! Records as rows of a spreadsheet: CSV, xlsx and ods, as Excel and `LibreOffice` write them.
//!
//! A column is a dotted path into the body of a PUT (`place.country`, `participants.1.role`). A text has its
//! language at the end (`title.pl`). The columns, the forms of their cells and their help are derived from
//! the schema of the record ([`shape`]), so there is no second list of fields. A row changes the values of
//! its columns and leaves everything else in the record unchanged ([`filled`]).

pub(crate) mod cells;
pub(crate) mod columns;
pub(crate) mod dates;
pub(crate) mod encoding;
pub(crate) mod fault;
pub(crate) mod file;
pub(crate) mod file_kind;
pub(crate) mod filled;
pub(crate) mod guard;
pub(crate) mod header;
pub(crate) mod help;
pub(crate) mod items;
pub(crate) mod labelled;
pub(crate) mod list_columns;
pub(crate) mod listing;
pub(crate) mod lookup;
pub(crate) mod numbers;
pub(crate) mod references;
pub(crate) mod rows;
pub(crate) mod shape;
pub(crate) mod sheet;
pub(crate) mod workbook;
pub mod writer;
