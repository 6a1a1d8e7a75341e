//! Taking revisions and writing the journal.

use diesel::prelude::*;

use crate::{
    db::{
        DbConnection,
        schema::{dataset, journal},
    },
    values::{instant::Instant, traits::ClosedList},
};

choices! {
    /// The kind of a change.
    pub enum JournalAction {
        /// The record was created.
        Create = "create",
        /// The record was changed.
        Replace = "replace",
        /// The record was deleted.
        Delete = "delete",
        /// The record was restored to an earlier revision; it may have been deleted.
        Restore = "restore",
        /// A name was erased, in every earlier state of the record too.
        Erase = "erase",
    }
}

/// One change of one record, with its whole state before and after.
#[derive(Clone, Copy, Debug)]
pub struct JournalChange<'a> {
    /// The record, as `events/some-id`.
    pub path: &'a str,
    /// Its type.
    pub record_type: &'a str,
    /// What was done.
    pub action: JournalAction,
    /// The record before.
    pub before: Option<&'a str>,
    /// The record after.
    pub after: Option<&'a str>,
    /// Whether readers without a token can see that something changed.
    pub is_public: bool,
}

/// The right to change the data set, for one transaction.
#[derive(Debug)]
pub struct JournalWriter {
    revision: i64,
    public_revision: i64,
    /// The moment of every change in this transaction.
    pub at: Instant,
    actor: String,
}

impl JournalWriter {
    /// Locks the revision until the transaction ends. Other writers wait here.
    pub fn lock(connection: &mut DbConnection, actor: &str) -> QueryResult<Self> {
        lock(connection)?;
        let (revision, public_revision) =
            dataset::table.select((dataset::revision, dataset::public_revision)).first(connection)?;
        Ok(Self { revision, public_revision, at: Instant::now(), actor: actor.to_owned() })
    }

    /// The number of the last change so far.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// Takes the next number for a change and writes the change down.
    pub fn record(&mut self, connection: &mut DbConnection, change: &JournalChange<'_>) -> QueryResult<i64> {
        self.revision += 1;
        self.record_too(connection, change)
    }

    /// Writes a further change of the same revision down: what changes several records at once is one.
    pub fn record_too(
        &mut self,
        connection: &mut DbConnection,
        change: &JournalChange<'_>,
    ) -> QueryResult<i64> {
        if change.is_public {
            self.public_revision = self.revision;
        }
        diesel::insert_into(journal::table)
            .values((
                journal::revision.eq(self.revision),
                journal::path.eq(change.path),
                journal::record_type.eq(change.record_type),
                journal::action.eq(change.action.as_str()),
                journal::at.eq(self.at.to_string()),
                journal::actor.eq(&self.actor),
                journal::before.eq(change.before),
                journal::after.eq(change.after),
            ))
            .execute(connection)?;
        Ok(self.revision)
    }

    /// Publishes the last number: readers see it when the transaction commits.
    pub fn finish(self, connection: &mut DbConnection) -> QueryResult<i64> {
        diesel::update(dataset::table)
            .set((dataset::revision.eq(self.revision), dataset::public_revision.eq(self.public_revision)))
            .execute(connection)?;
        Ok(self.revision)
    }
}

/// Locks the row of the revision until the transaction ends: other writers wait here.
pub fn lock(connection: &mut DbConnection) -> QueryResult<()> {
    diesel::update(dataset::table).set(dataset::revision.eq(dataset::revision)).execute(connection).map(drop)
}
