//! The records that were deleted.

use diesel::prelude::*;

use crate::{
    db::{
        DbConnection,
        schema::{journal, record},
    },
    model::record_type::DELETED,
};

/// A record that was deleted.
#[derive(Clone, PartialEq, Eq, Debug, Queryable)]
pub(crate) struct DeletedRecord {
    /// Where it was: the collection and the id.
    pub path: String,
    /// The number of the change that deleted it.
    pub revision: i64,
    /// The moment of that change.
    pub at: String,
    /// Who made it.
    pub actor: String,
    /// The document before it.
    pub document: Option<String>,
}

/// Returns up to `limit` records that are deleted now, the last deleted first, without the first `skipped`.
pub(crate) fn page(
    connection: &mut DbConnection,
    skipped: i64,
    limit: i64,
) -> QueryResult<Vec<DeletedRecord>> {
    let deleting = journal::revision.eq(record::revision).and(journal::path.eq(record::path));
    record::table
        .inner_join(journal::table.on(deleting))
        .filter(record::state.eq(DELETED))
        .order((record::revision.desc(), record::seq.desc()))
        .offset(skipped)
        .limit(limit)
        .select((record::path, record::revision, journal::at, journal::actor, journal::before))
        .load(connection)
}
