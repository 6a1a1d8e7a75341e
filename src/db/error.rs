//! Errors of the database other than a failed statement.

use std::{
    error::Error,
    fmt::{self, Display},
    time::Duration,
};

use super::{DatabaseUrl, failure, file_guard::FileFault};

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
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl DbError {
    /// The same error for another request that was refused with it.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Unavailable(why) => Self::Unavailable(why.clone()),
            Self::Overloaded => Self::Overloaded,
            Self::TooSlow(time) => Self::TooSlow(*time),
            Self::OutcomeUnknown(time) => Self::OutcomeUnknown(*time),
            Self::Internal(why) => Self::Internal(why.to_string().into()),
        }
    }

    /// The error of files that were changed under the service.
    pub(super) fn of_file(fault: FileFault) -> Self {
        Self::Unavailable(fault.to_string())
    }
}

/// A database that could not be opened.
#[derive(Debug)]
pub struct OpenError {
    url: DatabaseUrl,
    reason: String,
    is_damaged: bool,
}

impl OpenError {
    /// Makes the error of the database at `url`.
    pub fn new(url: &DatabaseUrl, reason: impl Display) -> Self {
        let reason = reason.to_string();
        let is_damaged = failure::tells_damage(&reason);
        Self { url: url.clone(), reason, is_damaged }
    }

    /// Makes the error of a file that can only be replaced.
    pub(super) fn damaged(url: &DatabaseUrl, reason: String) -> Self {
        Self { url: url.clone(), reason, is_damaged: true }
    }

    /// Whether the file, or the log beside it, can only be replaced.
    pub(crate) fn is_damaged(&self) -> bool {
        self.is_damaged
    }

    /// Returns the reason alone.
    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }
}

impl Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use the database {}: {}", self.url, self.reason)?;
        if self.is_damaged {
            write!(
                f,
                "; nothing was changed; `twinning restore BACKUP --replace` keeps what is there under another name"
            )?;
        }
        Ok(())
    }
}

impl Error for OpenError {}
