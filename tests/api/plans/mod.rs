//! Query plans: what the databases do to answer.

mod data;
mod document;
mod files;
mod history;
mod judge;
mod keys;
mod lists;
mod parameters;
mod recording;
mod round_trips;
mod sets;
mod walked;
mod watched;
