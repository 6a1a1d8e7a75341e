//! The error that ends a command.

use crate::db::error::OpenError;

/// The error that ends a command: one line for the operator, with the next step.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CommandError(pub String);

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
