//! Writing to standard output: for people and for pipes.

use std::io::{self, Write as _};

use crate::{error::CommandError, exchange::export::ExportError};

/// Prints a text. A reader who went away (`twinning export | head`) is no error.
pub fn print(text: &str) -> Result<(), CommandError> {
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// Makes the error of an output a line for people.
pub fn written(result: io::Result<()>) -> Result<(), CommandError> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CommandError(format!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Makes the error of an export a line for people.
pub fn exported(result: Result<(), ExportError>) -> Result<(), CommandError> {
    match result {
        Ok(()) => Ok(()),
        Err(ExportError::Database(error)) => Err(error.into()),
        Err(ExportError::Output(error)) => written(Err(error)),
    }
}
