//! Made-up events.

use crate::error::CommandError;

/// The `bench generate` command.
pub fn command(_events: u64) -> Result<(), CommandError> {
    Ok(())
}
