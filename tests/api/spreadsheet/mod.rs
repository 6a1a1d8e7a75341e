//! Spreadsheets: their files, rows and cells, the report, and the template.

mod cells;
mod command;
mod files;
mod identity;
mod made_files;
mod names;
mod polish;
mod report;
mod rows;
mod template;
mod workbooks;
