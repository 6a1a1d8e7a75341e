//! Why an archive could not be written.

use std::io;

use crate::error::CommandError;

/// Why an archive could not be written.
pub enum ArchiveError {
    /// The database failed.
    Database(diesel::result::Error),
    /// The output failed.
    Output(io::Error),
    /// A document is no JSON.
    Broken(String),
}

impl From<diesel::result::Error> for ArchiveError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

impl From<ArchiveError> for CommandError {
    fn from(stop: ArchiveError) -> Self {
        match stop {
            ArchiveError::Database(error) => error.into(),
            ArchiveError::Output(error) => Self(format!("cannot write the backup: {error}")),
            ArchiveError::Broken(what) => Self(format!("{what} is damaged: twinning check says more")),
        }
    }
}
