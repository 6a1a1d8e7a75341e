//! Writing over HTTP: make, replace, change, delete, restore, and what may go wrong meanwhile.

mod bodies;
mod conditions;
mod crash;
mod deletion;
mod failures;
mod faults;
mod ids;
mod lives;
mod operations;
mod patch;
mod repeats;
mod sequences;
mod soak;
mod status_changes;
