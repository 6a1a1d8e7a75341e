//! The SQL queries for the municipality.

use std::collections::HashMap;

use diesel::prelude::*;

use super::view::MunicipalityView;
use crate::{
    db::{
        DbConnection,
        schema::{journal, record},
    },
    error::ApiError,
    journal::{revision::corrupt, writer::JournalAction},
    model::{
        record_type::{DELETED, RecordType},
        visibility::Visibility,
    },
    store::read::{publisher, reader::Reader},
    values::{
        record_id::RecordId,
        traits::{ClosedList as _, TextValue},
    },
};

/// The id of the municipality deleted last, of those whose deletion callers may learn about.
///
/// The journal decides which one that is: an erasure gives all records that it changes the same
/// revision, so the records alone do not tell.
pub(crate) fn last_id(
    connection: &mut DbConnection,
    visibility: Visibility,
) -> QueryResult<Option<RecordId>> {
    let rows: Vec<(String, String, i64, i64)> = record::table
        .filter(record::type_rank.eq(RecordType::Municipality.rank()))
        .filter(record::state.eq(DELETED))
        .select((record::path, record::id, record::revision, record::public_revision))
        .load(connection)?;
    let mut ids: HashMap<String, String> = rows
        .into_iter()
        .filter(|(_, _, revision, public_revision)| {
            visibility == Visibility::Drafts || public_revision == revision
        })
        .map(|(path, id, ..)| (path, id))
        .collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let last: Option<String> = journal::table
        .filter(journal::path.eq_any(ids.keys().cloned().collect::<Vec<_>>()))
        .filter(journal::action.eq(JournalAction::Delete.as_str()))
        .order(journal::revision.desc())
        .select(journal::path)
        .first(connection)
        .optional()?;
    let id = last.and_then(|path| ids.remove(&path));
    id.map(|id| RecordId::read(&id).ok_or_else(|| corrupt(&id))).transpose()
}

/// The id of the current municipality, or else of the one deleted last.
pub(crate) fn latest_id(
    connection: &mut DbConnection,
    visibility: Visibility,
) -> QueryResult<Option<RecordId>> {
    match publisher::id(connection, visibility)? {
        Some(id) => Ok(Some(id)),
        None => last_id(connection, visibility),
    }
}

/// The municipality, if it is described and visible.
pub(crate) fn find(reader: &mut Reader<'_>) -> Result<Option<MunicipalityView>, ApiError> {
    Ok(publisher::record(reader)?.map(|record| reader.view_of(record)))
}
