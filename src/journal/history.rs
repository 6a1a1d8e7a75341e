//! The past, out of the journal.

use std::collections::HashMap;

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

/// When these revisions were made.
pub fn moments(connection: &mut DbConnection, revisions: &[i64]) -> QueryResult<HashMap<i64, String>> {
    if revisions.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, String)> = journal::table
        .filter(journal::revision.eq_any(revisions.to_vec()))
        .select((journal::revision, journal::at))
        .distinct()
        .load(connection)?;
    Ok(rows.into_iter().collect())
}
