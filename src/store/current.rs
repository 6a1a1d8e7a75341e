//! How a record stands before somebody changes it.

use diesel::prelude::*;

use super::references;
use crate::{
    db::{DbConnection, schema::record},
    error::ApiError,
    journal::revision::corrupt,
    model::record_type::{DELETED, RecordType},
    values::{
        instant::Instant,
        record_id::RecordId,
        traits::{ClosedList, TextValue},
    },
};

/// How a record stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CurrentState {
    /// There never was one.
    Absent,
    /// It was deleted.
    Deleted {
        /// When.
        at: Instant,
    },
    /// It is there.
    Existing {
        /// The number of its last change.
        revision: i64,
        /// Its document.
        document: String,
        /// Whether it refers to drafts, which everybody's view of it leaves out.
        hides_drafts: bool,
    },
}

/// What a change must know of the record that is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Current {
    /// The number of its last change.
    pub revision: i64,
    /// Whether it refers to drafts, which everybody's view of it leaves out.
    pub hides_drafts: bool,
}

impl CurrentState {
    /// Looks how the record at `path` stands.
    pub fn of(connection: &mut DbConnection, path: &str) -> QueryResult<Self> {
        let row: Option<(i64, i64, String, String, String)> = record::table
            .filter(record::path.eq(path))
            .select((record::seq, record::revision, record::state, record::updated_at, record::document))
            .first(connection)
            .optional()?;
        Ok(match row {
            None => Self::Absent,
            Some((_, _, state, updated_at, _)) if state == DELETED => {
                Self::Deleted { at: Instant::read(&updated_at).ok_or_else(|| corrupt(&updated_at))? }
            }
            Some((seq, revision, _, _, document)) => {
                Self::Existing { revision, document, hides_drafts: references::has_drafts(connection, seq)? }
            }
        })
    }

    /// The record that is there.
    pub fn present(&self) -> Option<Current> {
        match *self {
            Self::Absent | Self::Deleted { .. } => None,
            Self::Existing { revision, hides_drafts, .. } => Some(Current { revision, hides_drafts }),
        }
    }

    /// The error for who asks for a record that is not there; `Ok` when it is.
    pub fn must_be_there(&self, kind: RecordType, id: &RecordId) -> Result<(), ApiError> {
        match self {
            Self::Absent => Err(absent(kind, id)),
            Self::Deleted { at } => Err(deleted(kind, id, *at)),
            Self::Existing { .. } => Ok(()),
        }
    }
}

/// There never was such a record.
pub fn absent(kind: RecordType, id: &RecordId) -> ApiError {
    ApiError::NotFound(format!("There is no record “{id}” in {}.", kind.as_str()))
}

/// The record was deleted.
pub fn deleted(kind: RecordType, id: &RecordId, deleted_at: Instant) -> ApiError {
    let detail = format!("The record “{id}” in {} was deleted; its id is not used again.", kind.as_str());
    ApiError::Gone { detail, deleted_at }
}

/// The one record that has no id in its address.
pub fn never_described() -> ApiError {
    ApiError::NotFound(
        "The municipality is not described yet: PUT it here, or import a record of the type municipality."
            .to_owned(),
    )
}
