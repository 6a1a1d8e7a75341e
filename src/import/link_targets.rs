//! Whether the records that rows refer to exist.

use std::collections::{HashMap, HashSet};

use diesel::QueryResult;

use crate::{
    db::DbConnection,
    model::document::RecordLink,
    store::references::{existing, exists},
};

/// The maximum number of records that are remembered to exist: many events refer to the same few partners.
const MOST_REMEMBERED: usize = 10_000;

/// The records that rows refer to.
#[derive(Default)]
pub(crate) struct LinkTargets {
    /// Some of those that exist.
    remembered: HashSet<String>,
    /// Those of the next rows, each with whether it exists.
    ahead: HashMap<String, bool>,
}

impl LinkTargets {
    /// Returns the records that these rows refer to and that are not remembered.
    pub(crate) fn unknown<'l>(
        &self,
        links: impl IntoIterator<Item = &'l RecordLink>,
    ) -> Vec<String> {
        let paths: HashSet<String> =
            links.into_iter().map(|link| link.kind.path(&link.id)).collect();
        paths.into_iter().filter(|path| !self.remembered.contains(path)).collect()
    }

    /// Finds out which of these records, to which the next rows refer, exist.
    pub(crate) fn look_ahead(
        &mut self,
        connection: &mut DbConnection,
        paths: Vec<String>,
    ) -> QueryResult<()> {
        let found = existing(connection, &paths)?;
        self.ahead = paths.into_iter().map(|path| (path, false)).collect();
        for path in found {
            self.remember(&path);
            self.ahead.insert(path, true);
        }
        Ok(())
    }

    /// Notes that a record was written.
    pub(crate) fn note_written(&mut self, path: &str) {
        if let Some(exists) = self.ahead.get_mut(path) {
            *exists = true;
            self.remember(path);
        }
    }

    /// Whether the record exists. One that is not inserted yet may be taken for one that does not exist.
    pub(crate) fn is_existing(
        &mut self,
        connection: &mut DbConnection,
        link: &RecordLink,
    ) -> QueryResult<bool> {
        let path = link.kind.path(&link.id);
        if self.remembered.contains(&path) {
            return Ok(true);
        }
        if let Some(exists) = self.ahead.get(&path) {
            return Ok(*exists);
        }
        let found = exists(connection, &path)?;
        if found {
            self.remember(&path);
        }
        Ok(found)
    }

    fn remember(&mut self, path: &str) {
        if self.remembered.len() < MOST_REMEMBERED {
            self.remembered.insert(path.to_owned());
        }
    }
}
