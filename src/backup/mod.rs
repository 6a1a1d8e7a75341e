//! Backs up and restores a whole data set, with its history and its tokens.

pub(crate) mod archive;
pub(crate) mod atomic_file;
pub(crate) mod create;
pub(crate) mod form;
pub(crate) mod restore;
pub(crate) mod set_aside;

use crate::{check::CheckReport, error::CommandError};

/// Receives the name of a stage, the amount of work done and the total amount.
pub(crate) type ProgressReport<'p> = &'p mut dyn FnMut(&'static str, u64, u64);

/// Returns an error if the data has faults, unless they are accepted.
fn accept(found: &CheckReport, accepted: bool, otherwise: &str) -> Result<(), CommandError> {
    let Some(first) = found.faults.first() else { return Ok(()) };
    let faults = found.count;
    if accepted {
        log::warn!("{faults} faults, the first: {first}");
        return Ok(());
    }
    Err(CommandError(format!(
        "the data has {faults} faults, the first: {first}; {otherwise}: see them with twinning check, \
         or go on with --accept-faults"
    )))
}
