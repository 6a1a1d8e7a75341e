//! Records before a change.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::{
    db::{DbConnection, schema::record, together::Together},
    model::record_type::{DELETED, RecordState},
    values::traits::ClosedList as _,
};

/// A record before a change.
#[derive(Queryable)]
pub(super) struct Existing {
    pub(super) seq: i64,
    public_revision: i64,
    pub(super) state: String,
    document: String,
}

impl Existing {
    pub(super) fn is_deleted(&self) -> bool {
        self.state == DELETED
    }

    pub(super) fn is_public(&self) -> bool {
        self.state == RecordState::Published.as_str()
    }

    /// The revision of the last public change, once the change `revision` has been made.
    pub(super) fn public_revision_after(&self, revision: i64, is_public: bool) -> i64 {
        if is_public { revision } else { self.public_revision }
    }

    /// The document, or `None` if the record is deleted.
    pub(super) fn before(&self) -> Option<&str> {
        (!self.is_deleted()).then_some(self.document.as_str())
    }
}

/// Reads records before they are changed: many with one query, if it is known which.
#[derive(Default)]
pub(super) struct ExistingRecords(HashMap<String, Option<Existing>>);

impl ExistingRecords {
    /// Reads those of these paths, in place of those that were read ahead before.
    pub(super) fn look_ahead(
        &mut self,
        connection: &mut DbConnection,
        paths: Vec<String>,
        none_exists: bool,
    ) -> QueryResult<()> {
        self.0 = paths.iter().map(|path| (path.clone(), None)).collect();
        if none_exists || paths.is_empty() {
            return Ok(());
        }
        let found: Vec<(String, Existing)> = record::table
            .filter(record::path.eq_any(paths))
            .select((
                record::path,
                (record::seq, record::public_revision, record::state, record::document),
            ))
            .load(connection)?;
        self.0.extend(found.into_iter().map(|(path, existing)| (path, Some(existing))));
        Ok(())
    }

    /// Returns the record at a path, which is about to be changed.
    pub(super) fn take(
        &mut self,
        together: &mut Together<'_>,
        path: &str,
    ) -> QueryResult<Option<Existing>> {
        if let Some(existing) = self.0.remove(path) {
            return Ok(existing);
        }
        record::table
            .filter(record::path.eq(path))
            .select((record::seq, record::public_revision, record::state, record::document))
            .first(together.connection()?)
            .optional()
    }
}
