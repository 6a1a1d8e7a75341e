//! Records as rows of a spreadsheet: what a clerk fills in, as Excel and `LibreOffice` write it (CSV).
//!
//! A column is a dotted path into what a PUT of the record has (`place.country`, `participants.1.role`); a text has
//! its language behind it (`title.pl`). Which columns there are, what their cells can have and what the template says
//! about them is read from the schema of the record ([`shape`]), so there is no second list of fields. A row changes
//! what its columns name and leaves everything else of the record as it is ([`filled`]).

pub mod cells;
pub mod columns;
pub mod fault;
pub mod filled;
pub mod help;
pub mod listing;
pub mod lookup;
pub mod rows;
pub mod shape;
pub mod sheet;
pub mod writer;
