//! The state of a record before a change.

use diesel::prelude::*;

use super::references;
use crate::{
    db::{DbConnection, schema::record},
    error::ApiError,
    journal::revision::corrupt,
    model::record_type::{DELETED, RecordType},
    text::messages::message,
    values::{
        instant::Instant,
        record_id::RecordId,
        traits::{ClosedList, TextValue},
    },
};

/// The state of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum CurrentState {
    /// No such record ever existed.
    Absent,
    /// The record was deleted.
    Deleted {
        /// When it was deleted.
        at: Instant,
    },
    /// The record exists.
    Existing {
        /// The revision of its last change.
        revision: i64,
        /// Its document.
        document: String,
        /// Whether it refers to drafts, which the public view of it omits.
        hides_drafts: bool,
    },
}

/// The properties of an existing record that preconditions of a change are checked against.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Current {
    /// The revision of its last change.
    pub revision: i64,
    /// Whether it refers to drafts, which the public view of it omits.
    pub hides_drafts: bool,
}

impl CurrentState {
    /// Reads the state of the record at `path`.
    pub(crate) fn of(connection: &mut DbConnection, path: &str) -> QueryResult<Self> {
        let row: Option<(i64, i64, String, String, String)> = record::table
            .filter(record::path.eq(path))
            .select((
                record::seq,
                record::revision,
                record::state,
                record::updated_at,
                record::document,
            ))
            .first(connection)
            .optional()?;
        Ok(match row {
            None => Self::Absent,
            Some((_, _, state, updated_at, _)) if state == DELETED => Self::Deleted {
                at: Instant::read(&updated_at).ok_or_else(|| corrupt(&updated_at))?,
            },
            Some((seq, revision, _, _, document)) => Self::Existing {
                revision,
                document,
                hides_drafts: references::has_drafts(connection, seq)?,
            },
        })
    }

    /// The record, or `None` if it does not exist or was deleted.
    pub(crate) fn present(&self) -> Option<Current> {
        match *self {
            Self::Absent | Self::Deleted { .. } => None,
            Self::Existing { revision, hides_drafts, .. } => {
                Some(Current { revision, hides_drafts })
            }
        }
    }

    /// Fails with 404 if the record never existed, and with 410 if it was deleted.
    pub(crate) fn require_existing(&self, kind: RecordType, id: &RecordId) -> Result<(), ApiError> {
        match self {
            Self::Absent => Err(absent(kind, id)),
            Self::Deleted { at } => Err(deleted(kind, id, *at)),
            Self::Existing { .. } => Ok(()),
        }
    }
}

/// The error for a record that never existed (404).
pub(crate) fn absent(kind: RecordType, id: &RecordId) -> ApiError {
    ApiError::NotFound(message!(
        "There is no record “{id}” in {collection}.",
        id,
        collection = kind.as_str()
    ))
}

/// The error for a deleted record (410).
pub(crate) fn deleted(kind: RecordType, id: &RecordId, deleted_at: Instant) -> ApiError {
    let detail = message!(
        "The record “{id}” in {collection} was deleted; its id is never reused.",
        id,
        collection = kind.as_str()
    );
    ApiError::Gone { detail, deleted_at }
}

/// The error for a missing municipality (404), the only record without an id in its URL.
pub(crate) fn never_described() -> ApiError {
    ApiError::NotFound(message!(
        "The municipality is not described yet; PUT it here or import a record of type municipality."
    ))
}
