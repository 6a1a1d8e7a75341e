//! Lists and records in other formats than JSON.

mod calendar;
mod choice;
mod feeds;
mod linked_data;
mod maps;
mod same_list;
mod streams;
mod tables;
