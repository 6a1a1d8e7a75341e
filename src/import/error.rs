//! Errors that end an import early.

use std::io;

use crate::{
    error::{ApiError, CommandError, Fault},
    text::messages::{Message, message},
};

/// An error that ends an import before all rows were read. Nothing is imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database failed.
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    /// The source cannot be read.
    #[error("cannot read on: {0}")]
    Unreadable(#[source] io::Error),
    /// A line is longer than any record.
    #[error("line {line} is longer than {limit} bytes")]
    TooLong {
        /// The number of the line, from 1.
        line: u64,
        /// The maximum length of a line in bytes.
        limit: u64,
    },
    /// The position of the import is not one of this data set.
    #[error("the position {0}")]
    FuturePosition(Message),
    /// The schema of a record type is invalid: a fault of this program.
    #[error("the schema of the records cannot be built: {0}")]
    Schema(String),
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Database(error) => error.into(),
            error => Self(format!("{error}; nothing was changed")),
        }
    }
}

impl From<ImportError> for ApiError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Database(error) => error.into(),
            ImportError::TooLong { line, limit } => {
                let detail = message!("line {line} is longer than {limit} bytes", line, limit);
                Self::Invalid(vec![Fault::at("", "too-long", detail)])
            }
            ImportError::FuturePosition(detail) => Self::Conflict {
                detail: message!(
                    "This position does not belong to this data set: begin again with a dry run."
                ),
                faults: vec![Fault::of("ifUnchangedSince", "future-position", detail)],
            },
            ImportError::Unreadable(_) | ImportError::Schema(_) => Self::Internal(Box::new(error)),
        }
    }
}
