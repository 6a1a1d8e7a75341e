//! Query plans: what the databases do to answer.

mod history;
mod lists;
