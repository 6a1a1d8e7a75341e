//! Measuring: made-up data, and a table of ratios from one run.

pub mod generate;

use crate::{config::Bench, error::CommandError};

/// The `bench` commands.
pub fn command(command: &Bench) -> Result<(), CommandError> {
    match command {
        Bench::Generate { events } => generate::command(*events),
        Bench::Run { .. } => Ok(()),
    }
}
