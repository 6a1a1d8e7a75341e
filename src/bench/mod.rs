//! Measuring: made-up data, and a table of ratios from one run (docs/OPERATIONS.md, "Measuring").

pub mod bare;
pub mod client;
pub mod generate;
pub mod memory;
pub mod run;
pub mod table;
pub mod writing;

use crate::{config::Bench, error::CommandError};

/// The `bench` commands.
pub fn command(command: &Bench) -> Result<(), CommandError> {
    // A line in the log for each request would be measured too.
    log::set_max_level(log::LevelFilter::Off);
    match command {
        Bench::Generate { events } => generate::command(*events),
        Bench::Run { events, folder } => run::command(*events, folder),
        Bench::Write { seconds, database_url, folder } => {
            writing::command(*seconds, database_url.as_ref(), folder)
        }
    }
}
