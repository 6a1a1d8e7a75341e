//! The past, out of the journal.

use diesel::prelude::*;

use crate::db::{DbConnection, schema::journal};

/// The document of the record `path` as it was when the data set was at `revision`; `None` when there was none.
pub fn after(connection: &mut DbConnection, path: &str, revision: i64) -> QueryResult<Option<String>> {
    let last: Option<Option<String>> = journal::table
        .filter(journal::path.eq(path))
        .filter(journal::revision.le(revision))
        .order(journal::revision.desc())
        .select(journal::after)
        .first(connection)
        .optional()?;
    Ok(last.flatten())
}
