//! Errors of the database other than a failed statement.

use std::time::Duration;

use super::{DatabaseUrl, file_guard::FileFault};

/// An error that kept work from running in the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection was free in time, or the database cannot be reached. The same request can succeed later.
    #[error("{0}")]
    Unavailable(String),
    /// More is asked than can be answered soon: this request was refused at once.
    #[error("more is asked than can be answered")]
    Overloaded,
    /// The work took longer than it may.
    #[error("the work of the database took longer than {} ms", .0.as_millis())]
    TooSlow(Duration),
    /// A write took longer than it may, and may be committed nevertheless.
    #[error("a write took longer than {} ms", .0.as_millis())]
    OutcomeUnknown(Duration),
    /// A fault of this program.
    #[error("{0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl DbError {
    /// The error of files that were changed under the service.
    pub(super) fn of_file(fault: FileFault) -> Self {
        Self::Unavailable(fault.to_string())
    }
}

/// A database that could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the database {url}: {reason}")]
pub struct OpenError {
    url: DatabaseUrl,
    reason: String,
}

impl OpenError {
    /// Makes the error of the database at `url`.
    pub fn new(url: &DatabaseUrl, reason: impl std::fmt::Display) -> Self {
        Self { url: url.clone(), reason: reason.to_string() }
    }
}
