//! Why the database could not be used, apart from a failed statement.

use super::DatabaseUrl;

/// Why work was not done in the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection was free in time, or the database cannot be reached.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of this program.
    #[error("{0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the database {url}: {reason}")]
pub struct OpenError {
    url: DatabaseUrl,
    reason: String,
}

impl OpenError {
    /// The database at `url` cannot be opened, for this reason.
    pub fn new(url: &DatabaseUrl, reason: impl ToString) -> Self {
        Self { url: url.clone(), reason: reason.to_string() }
    }
}
