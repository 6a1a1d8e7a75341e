//! Reads records before an import changes them.

use diesel::{prelude::*, result::Error::DeserializationError};
use serde_json::{Map, Value};

use crate::{
    db::{DbConnection, schema::record},
    model::record_type::DELETED,
};

/// Returns the current document of a record; `None` if it does not exist.
pub(crate) fn document(
    connection: &mut DbConnection,
    path: &str,
) -> QueryResult<Option<Map<String, Value>>> {
    let stored: Option<String> = record::table
        .filter(record::path.eq(path))
        .filter(record::state.ne(DELETED))
        .select(record::document)
        .first(connection)
        .optional()?;
    stored
        .map(|json| serde_json::from_str(&json).map_err(|error| DeserializationError(error.into())))
        .transpose()
}
