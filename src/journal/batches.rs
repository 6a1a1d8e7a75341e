//! Batches: the changes of one import, or of one undo, which belong together.

use diesel::prelude::*;

use crate::db::{
    DbConnection,
    schema::{batch, journal},
};

/// The format of a batch that undid another one.
pub(crate) const UNDO: &str = "undo";

/// A batch.
#[derive(Clone, PartialEq, Eq, Debug, Queryable)]
pub struct Batch {
    /// The revision of its first change.
    pub id: i64,
    /// The format of the file, or `undo`.
    pub format: String,
    /// The name of the file, if it is known.
    pub file_name: Option<String>,
    /// The number of created records.
    pub created: i64,
    /// The number of changed records.
    pub replaced: i64,
    /// The number of deleted records.
    pub deleted: i64,
    /// The batch that this one undid.
    pub undoes: Option<i64>,
    /// The batch that undid this one.
    pub undone_by: Option<i64>,
    /// The moment of its changes.
    pub at: String,
    /// The actor.
    pub actor: String,
}

/// What is noted of a new batch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BatchNote<'n> {
    /// The format of the file, or `undo`.
    pub format: &'n str,
    /// The name of the file, if it is known.
    pub file_name: Option<&'n str>,
    /// The number of created records.
    pub created: i64,
    /// The number of changed records.
    pub replaced: i64,
    /// The number of deleted records.
    pub deleted: i64,
    /// The batch that this one undoes.
    pub undoes: Option<i64>,
}

/// Notes a batch whose first change has the revision `id`.
pub(crate) fn note(
    connection: &mut DbConnection,
    id: i64,
    note: &BatchNote<'_>,
) -> QueryResult<()> {
    let BatchNote { format, file_name, created, replaced, deleted, undoes } = *note;
    diesel::insert_into(batch::table)
        .values((
            batch::id.eq(id),
            batch::format.eq(format),
            batch::file_name.eq(file_name),
            batch::created.eq(created),
            batch::replaced.eq(replaced),
            batch::deleted.eq(deleted),
            batch::undoes.eq(undoes),
        ))
        .execute(connection)
        .map(drop)
}

/// Notes which batch undid a batch; `None` if that one was undone itself.
pub(crate) fn note_undo(
    connection: &mut DbConnection,
    id: i64,
    undone_by: Option<i64>,
) -> QueryResult<()> {
    diesel::update(batch::table.find(id))
        .set(batch::undone_by.eq(undone_by))
        .execute(connection)
        .map(drop)
}

/// Returns a batch.
pub(crate) fn find(connection: &mut DbConnection, id: i64) -> QueryResult<Option<Batch>> {
    Ok(before(connection, Some(id.saturating_add(1)), 1)?.pop().filter(|found| found.id == id))
}

/// Returns up to `limit` batches before this one, newest first.
pub(crate) fn before(
    connection: &mut DbConnection,
    beyond: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<Batch>> {
    batch::table
        .inner_join(journal::table.on(journal::revision.eq(batch::id)))
        .filter(journal::batch.eq(batch::id.nullable()))
        .filter(batch::id.lt(beyond.unwrap_or(i64::MAX)))
        .order(batch::id.desc())
        .limit(limit)
        .select((
            batch::id,
            batch::format,
            batch::file_name,
            batch::created,
            batch::replaced,
            batch::deleted,
            batch::undoes,
            batch::undone_by,
            journal::at,
            journal::actor,
        ))
        .load(connection)
}

/// Returns the number of batches.
pub(crate) fn count(connection: &mut DbConnection) -> QueryResult<i64> {
    batch::table.count().get_result(connection)
}
