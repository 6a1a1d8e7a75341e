//! What ends an import early.

use std::io;

use crate::error::{ApiError, CommandError, Fault};

/// What ends an import before its end.
#[derive(Debug)]
pub enum ImportError {
    /// The database failed.
    Database(diesel::result::Error),
    /// The source cannot be read on.
    Unreadable(io::Error),
    /// A line is longer than any record.
    TooLong {
        /// Its number.
        line: u64,
        /// How many bytes a line may have.
        limit: u64,
    },
    /// A fault of this program.
    Broken(String),
}

impl From<diesel::result::Error> for ImportError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

impl From<ImportError> for CommandError {
    fn from(stop: ImportError) -> Self {
        match stop {
            ImportError::Database(error) => error.into(),
            ImportError::Unreadable(error) => Self(format!("cannot read on: {error}; nothing was changed")),
            ImportError::TooLong { line, limit } => {
                Self(format!("line {line} is longer than {limit} bytes; nothing was changed"))
            }
            ImportError::Broken(why) => Self(format!("the rules could not be made: {why}")),
        }
    }
}

impl From<ImportError> for ApiError {
    fn from(stop: ImportError) -> Self {
        match stop {
            ImportError::Database(error) => error.into(),
            ImportError::TooLong { line, limit } => {
                let detail = format!("line {line} is longer than {limit} bytes");
                Self::Invalid(vec![Fault::at("", "too-long", detail)])
            }
            ImportError::Unreadable(error) => Self::Internal(error.into()),
            ImportError::Broken(why) => Self::Internal(why.into()),
        }
    }
}
