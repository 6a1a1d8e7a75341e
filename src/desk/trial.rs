//! Changes that are made to be seen, and of which nothing stays.

use std::convert::Infallible;

use diesel::result::Error as QueryError;

use crate::{db::error::DbError, error::ApiError};

/// Why a transaction is rolled back.
pub(super) enum Trial<T> {
    /// This is what was to be seen.
    Made(T),
    /// It could not be made.
    Refused(ApiError),
}

impl<T> From<ApiError> for Trial<T> {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl<T> From<DbError> for Trial<T> {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

impl<T> From<QueryError> for Trial<T> {
    fn from(error: QueryError) -> Self {
        Self::Refused(error.into())
    }
}

/// Returns what was to be seen of a change that is always rolled back.
pub(super) fn seen<T>(ended: Result<Infallible, Trial<T>>) -> Result<T, ApiError> {
    match ended {
        Err(Trial::Made(seen)) => Ok(seen),
        Err(Trial::Refused(error)) => Err(error),
    }
}
