//! The project itself: what it is built from, and what its documentation tells to type.

mod dependencies;
mod recipes;
