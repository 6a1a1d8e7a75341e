//! What stops a command.

use std::fmt;

use crate::db::error::OpenError;

/// What stops a command: one line that says what, and what to do.
#[derive(Debug)]
pub struct CommandError(pub String);

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CommandError {}

impl From<diesel::result::Error> for CommandError {
    fn from(error: diesel::result::Error) -> Self {
        Self(format!("the database refused: {error}"))
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        Self(error.to_string())
    }
}
