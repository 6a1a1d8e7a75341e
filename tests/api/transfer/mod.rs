//! Importing and exporting records, by command and over HTTP.

mod batches;
mod circles;
mod crash;
mod faults;
mod forms;
mod import;
mod large;
mod over_http;
mod round_trip;
mod unseen;
mod values;
