//! Why a form was not saved.

use super::merge::{Fields, Merged};
use crate::{db::error::DbError, error::ApiError, spreadsheet::fault::CellFault};

/// Why a form was not saved.
pub(super) enum SaveError {
    /// It has faults.
    Faults(Vec<CellFault>),
    /// Others changed the same fields meanwhile, up to this change.
    Conflict(Box<Merged>, i64),
    /// The record was deleted meanwhile; this is what was to be saved.
    Deleted(Box<Fields>),
    /// It was refused.
    Refused(ApiError),
}

impl From<ApiError> for SaveError {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl From<DbError> for SaveError {
    fn from(error: DbError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<diesel::result::Error> for SaveError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Refused(error.into())
    }
}
