//! Writes to standard output.

use std::io::{self, Write as _};

use crate::{error::CommandError, exchange::export::ExportError};

/// Prints a text. A closed pipe (`twinning export | head`) is not an error.
pub(super) fn print(text: &str) -> Result<(), CommandError> {
    write(text.as_bytes())
}

/// Writes the bytes of a file.
pub(super) fn write(bytes: &[u8]) -> Result<(), CommandError> {
    written(io::stdout().lock().write_all(bytes))
}

/// Converts an error of the output.
pub(super) fn written(result: io::Result<()>) -> Result<(), CommandError> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CommandError(format!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Converts an error of an export.
pub(super) fn exported(result: Result<(), ExportError>) -> Result<(), CommandError> {
    match result {
        Ok(()) => Ok(()),
        Err(ExportError::Database(error)) => Err(error.into()),
        Err(ExportError::Output(error)) => written(Err(error)),
    }
}
