//! Writing the results to standard output.

use std::io::{self, Write as _};

use twinning::error::CommandError;

/// Prints a text.
pub(crate) fn print(text: &str) -> Result<(), CommandError> {
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// A reader that went away (`… -- generate | head`) is no error.
pub(crate) fn written(result: io::Result<()>) -> Result<(), CommandError> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CommandError(format!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}
