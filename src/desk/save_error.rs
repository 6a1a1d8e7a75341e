//! Why a form was not saved.

use super::{
    conflict,
    merge::{Fields, Merged},
};
use crate::{
    db::error::DbError,
    error::ApiError,
    model::{record_type::RecordType, registry},
    spreadsheet::{fault::CellFault, filled::ColumnTrace},
};

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

impl SaveError {
    /// The error of a request that has no form to be shown again.
    pub(super) fn into_api_error(self) -> ApiError {
        match self {
            Self::Faults(faults) => {
                ApiError::Invalid(faults.into_iter().map(|cell| cell.fault).collect())
            }
            Self::Conflict(..) | Self::Deleted(_) => ApiError::conflict(conflict::told()),
            Self::Refused(error) => error,
        }
    }
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

/// Fails with all faults if a value could not be read.
pub(super) fn require_readable(
    kind: RecordType,
    fields: &Fields,
    unread: Vec<CellFault>,
    trace: &ColumnTrace<'_>,
) -> Result<(), SaveError> {
    if unread.is_empty() {
        return Ok(());
    }
    let others = registry::written(kind, fields.clone()).err().unwrap_or_default();
    Err(SaveError::Faults(trace.located(others, unread)))
}

/// Puts the faults of a record beside the fields that they are in.
pub(super) fn located(error: ApiError, trace: &ColumnTrace<'_>) -> SaveError {
    match error {
        ApiError::Invalid(faults) => SaveError::Faults(trace.located(faults, Vec::new())),
        other => SaveError::Refused(other),
    }
}
