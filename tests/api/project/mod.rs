//! The project itself: what it is built from, and what its documentation tells to type.

pub mod console_blocks;
mod dependencies;
mod links;
mod messages;
mod recipes;
mod snapshots;
