//! Reads records before an import changes them.

use diesel::{prelude::*, result::Error::DeserializationError};
use serde_json::{Map, Value};

use crate::{
    db::{DbConnection, schema::record},
    model::record_type::DELETED,
};

/// A record before an import changes it.
pub(crate) struct PreviousRecord {
    /// The document; of a deleted record the last one.
    pub document: Map<String, Value>,
    /// The number of the record.
    pub seq: i64,
    /// The revision of its last change.
    pub revision: i64,
    /// Whether the record is deleted.
    pub is_deleted: bool,
}

impl PreviousRecord {
    /// Reads a record; `None` if no such record ever existed.
    pub(crate) fn of(connection: &mut DbConnection, path: &str) -> QueryResult<Option<Self>> {
        let stored: Option<(i64, i64, String, String)> = record::table
            .filter(record::path.eq(path))
            .select((record::seq, record::revision, record::state, record::document))
            .first(connection)
            .optional()?;
        let Some((seq, revision, state, json)) = stored else { return Ok(None) };
        let document =
            serde_json::from_str(&json).map_err(|error| DeserializationError(error.into()))?;
        Ok(Some(Self { document, seq, revision, is_deleted: state == DELETED }))
    }
}
