//! Assigns revisions and writes the journal.

use diesel::prelude::*;

use super::revision::{DataSet, Revisions};
use crate::{
    db::{
        DbConnection,
        public_state::DataSetRow,
        rows::{RowBatch, table_row},
        schema::dataset,
        together::{PlainStatement, Together},
    },
    telemetry::{changes::ChangeNote, observed},
    values::{instant::Instant, traits::ClosedList},
};

choices! {
    /// The action of a change.
    pub enum JournalAction {
        /// The record was created.
        Create = "create",
        /// The record was changed.
        Replace = "replace",
        /// The record was deleted.
        Delete = "delete",
        /// The record was restored to an earlier revision, possibly after a deletion.
        Restore = "restore",
        /// A name was erased from the record and from its history.
        Erase = "erase",
    }
}

/// A change of one record, with the documents before and after.
#[derive(Clone, Copy, Debug)]
pub struct JournalChange<'a> {
    /// The record, as `events/some-id`.
    pub path: &'a str,
    /// The type of the record.
    pub record_type: &'a str,
    /// The action.
    pub action: JournalAction,
    /// The document before the change.
    pub before: Option<&'a str>,
    /// The document after the change.
    pub after: Option<&'a str>,
    /// Whether readers without a token can see the change.
    pub is_public: bool,
}

table_row! {
    /// An entry of the journal that is yet to be inserted.
    pub(crate) struct JournalRow of "journal" {
        pub(crate) revision: i64,
        path: String,
        record_type ["type"]: String,
        action: String,
        at: String,
        actor: String,
        before: Option<String>,
        after: Option<String>,
        batch: Option<i64>,
    }
}

/// The exclusive right to change the data set, for one transaction.
#[derive(Debug)]
pub struct JournalWriter {
    revision: i64,
    public_revision: i64,
    /// The moment of every change in this transaction.
    pub at: Instant,
    actor: String,
    /// The batch that the changes belong to.
    batch: Option<i64>,
}

impl JournalWriter {
    /// Locks the revision until the transaction ends. Other writers wait here.
    pub fn lock(connection: &mut DbConnection, actor: &str) -> QueryResult<Self> {
        Self::lock_data_set(connection, actor).map(|(journal, _)| journal)
    }

    /// Locks the revision until the transaction ends, and returns the data set too.
    pub(crate) fn lock_data_set(
        connection: &mut DbConnection,
        actor: &str,
    ) -> QueryResult<(Self, DataSet)> {
        let data_set = locked(connection)?;
        let (at, actor) = (Instant::now(), actor.to_owned());
        let DataSet { revision, public_revision, .. } = data_set;
        Ok((Self { revision, public_revision, at, actor, batch: None }, data_set))
    }

    /// Makes the changes from now on one batch, named by the revision of the next one.
    pub(crate) fn begin_batch(&mut self) {
        self.batch = Some(self.revision + 1);
    }

    /// Returns the batch if it has changes.
    pub(crate) fn batch(&self) -> Option<i64> {
        self.batch.filter(|first| *first <= self.revision)
    }

    /// Returns the number of the last change.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// Returns the numbers of the last changes.
    pub(crate) fn revisions(&self) -> Revisions {
        Revisions { all: self.revision, public: self.public_revision }
    }

    /// Records a change under the next revision.
    pub(crate) fn record(
        &mut self,
        together: &mut Together<'_>,
        change: &JournalChange<'_>,
    ) -> QueryResult<i64> {
        self.revision += 1;
        self.record_same_revision(together, change)
    }

    /// Records a further change under the same revision, for operations that change several records at once.
    pub(crate) fn record_same_revision(
        &mut self,
        together: &mut Together<'_>,
        change: &JournalChange<'_>,
    ) -> QueryResult<i64> {
        let mut rows = RowBatch::default();
        rows.push(self.entry(change));
        rows.insert_together(together)?;
        Ok(self.revision)
    }

    /// Returns the entry of a change under the next revision, which the caller inserts.
    pub(crate) fn next_entry(&mut self, change: &JournalChange<'_>) -> JournalRow {
        self.revision += 1;
        self.entry(change)
    }

    fn entry(&mut self, change: &JournalChange<'_>) -> JournalRow {
        if change.is_public {
            self.public_revision = self.revision;
        }
        observed::changed(|| ChangeNote {
            revision: self.revision,
            action: change.action.as_str(),
            record: change.path.to_owned(),
            actor: self.actor.clone(),
        });
        JournalRow {
            revision: self.revision,
            path: change.path.to_owned(),
            record_type: change.record_type.to_owned(),
            action: change.action.as_str().to_owned(),
            at: self.at.to_string(),
            actor: self.actor.clone(),
            before: change.before.map(str::to_owned),
            after: change.after.map(str::to_owned),
            batch: self.batch,
        }
    }

    /// Stores the last revision, which readers see when the transaction commits.
    pub(crate) fn finish(self, together: &mut Together<'_>) -> QueryResult<()> {
        // Plain, because Diesel prepares each update anew.
        let update = PlainStatement::new("UPDATE dataset SET revision = ").number(self.revision);
        let update = update.sql(", public_revision = ").number(self.public_revision);
        together.add(update)?;
        together.send()
    }
}

/// Locks the row of the revision until the transaction ends, and reads it: other writers wait here. SQLite has one writer
/// at a time, since its transaction began (`db::transaction`).
fn locked(connection: &mut DbConnection) -> QueryResult<DataSet> {
    let row = match connection {
        DbConnection::Sqlite(_) => DataSetRow::load(connection),
        DbConnection::Postgres(postgres) => {
            dataset::table.select(DataSetRow::as_select()).for_update().first(postgres)
        }
    };
    row.and_then(DataSet::of)
}
