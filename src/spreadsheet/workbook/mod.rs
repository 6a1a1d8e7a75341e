//! Workbooks of Excel and `LibreOffice`: which sheet is read, and its rows as texts.
//!
//! The XML is read directly, from the first to the last row. Libraries make the whole sheet first, and believe what a
//! file says of its size: a file of some kilobytes can claim a sheet that takes gigabytes.

mod escapes;
mod ods;
pub(crate) mod open;
pub(crate) mod parts;
mod strings;
mod styles;
mod xlsx;
