//! Transactions: snapshots for readers, and writers that wait for each other instead of failing.

use std::time::Duration;

use diesel::{
    Connection, QueryResult,
    connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager},
};

use super::{
    DbConnection,
    failure::{self, Failure, classify},
    work_limit, write_ahead_log,
};
use crate::telemetry::observed;

type Manager = <DbConnection as Connection>::TransactionManager;

/// How long PostgreSQL lets a transaction of the service be idle, and a writer wait for the row of the revision: no longer
/// than in the queue of writers.
const LONGEST_IDLE: Duration = Duration::from_mins(1);
const LONGEST_WAIT_FOR_LOCK: Duration = Duration::from_secs(10);

/// The purpose of a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    Read,
    Write,
    /// A change of the data set: other writers wait from the beginning.
    Change,
}

impl Purpose {
    fn writes(self) -> bool {
        self != Self::Read
    }
}

/// Runs `work` on one state of the data set, whatever is written at the same time.
pub fn snapshot<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, Purpose::Read, work)
}

/// Runs `work` and commits it, or rolls it back if it fails.
///
/// On SQLite the write lock is taken at once: a transaction that reads first and then writes would fail if
/// another one wrote in between.
pub fn write<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, Purpose::Write, work)
}

/// Does as [`write()`], and lets all other changes wait from the beginning.
pub(crate) fn change<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, Purpose::Change, work)
}

/// What a transaction of several changes has before one of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Before {
    Nothing,
    Changes,
}

/// Makes one of the changes of a transaction. If it fails, the transaction is as before it. On PostgreSQL, where a savepoint
/// is a round trip, it is ended if nothing was before it. It is ended as well if it cannot be as before: see [`is_open`].
/// The change's own error is returned, whatever comes of that.
pub(super) fn in_group<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    before: Before,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    let is_by_itself = before == Before::Nothing && matches!(connection, DbConnection::Postgres(_));
    if is_by_itself {
        return work(connection).inspect_err(|_| roll_back(connection));
    }
    if let Err(error) = Manager::begin_transaction(connection) {
        roll_back(connection); // a later COMMIT would roll back without an error
        return Err(error.into());
    }
    match work(connection) {
        Ok(value) => Ok(Manager::commit_transaction(connection).map(|()| value)?),
        Err(error) => {
            if let Err(rollback) = Manager::rollback_transaction(connection) {
                log::debug!("a rollback to a savepoint failed: {rollback}");
                roll_back(connection); // as above
            }
            Err(error)
        }
    }
}

/// Ends it. Where nothing was written, the disk need not be waited for.
pub(super) fn end_group(connection: &mut DbConnection, written: Before) -> QueryResult<()> {
    match written {
        Before::Changes => Manager::commit_transaction(connection).map_err(failure::of_commit),
        Before::Nothing => Manager::rollback_transaction(connection),
    }
}

/// Rolls all of the transaction back. If that fails, the pool does not reuse the connection.
fn roll_back(connection: &mut DbConnection) {
    if is_open(connection)
        && let Err(rollback) = Manager::rollback_transaction(connection)
    {
        log::debug!("a rollback failed: {rollback}");
    }
}

/// Whether the transaction is still open. SQLite rolls all of it back by itself if the disk is full or fails.
pub(super) fn is_open(connection: &mut DbConnection) -> bool {
    let status = Manager::transaction_manager_status_mut(connection);
    matches!(status.transaction_depth(), Ok(Some(_)))
}

/// Notes for the request of a change how the transaction ended that it was made in.
pub(super) fn note_end(is_done: bool, failed: Option<&diesel::result::Error>) {
    match failed.map(classify) {
        Some(Failure::OutcomeUnknown) => observed::outcome_unknown(),
        None if is_done => observed::committed(),
        Some(_) | None => observed::rolled_back(),
    }
}

fn run<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    purpose: Purpose,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(connection, purpose)?;
    finish(connection, purpose, work)
}

/// Runs `work` in the transaction that has begun, and ends it.
pub(super) fn finish<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    purpose: Purpose,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    match work(connection).and_then(|value| still_wanted(purpose).map(|()| value)) {
        Ok(value) => {
            Manager::commit_transaction(connection).map_err(|error| {
                let error = if purpose.writes() { failure::of_commit(error) } else { error };
                match classify(&error) {
                    Failure::OutcomeUnknown => observed::outcome_unknown(),
                    _ => observed::rolled_back(),
                }
                error
            })?;
            if purpose.writes() {
                observed::committed();
            }
            Ok(value)
        }
        Err(error) => {
            observed::rolled_back();
            // SQLite rolls back by itself if the disk is full or fails, and so does a lost connection. The
            // caller needs the first error. The pool does not reuse a connection that is still in a
            // transaction.
            if let Err(rollback) = Manager::rollback_transaction(connection) {
                log::debug!("a rollback failed: {rollback}");
            }
            Err(error)
        }
    }
}

/// A change whose request was given up is not committed: its client was told that it took too long.
fn still_wanted<E: From<diesel::result::Error>>(purpose: Purpose) -> Result<(), E> {
    if purpose.writes() { Ok(work_limit::check()?) } else { Ok(()) }
}

/// Sees a later state of the data set in a transaction that reads.
pub(super) fn renew(connection: &mut DbConnection) -> QueryResult<()> {
    Manager::commit_transaction(connection)?;
    begin(connection, Purpose::Read)
}

/// Begins a transaction, to be ended by [`finish`].
pub(super) fn begin(connection: &mut DbConnection, purpose: Purpose) -> QueryResult<()> {
    match (connection, purpose) {
        (DbConnection::Sqlite(sqlite), Purpose::Read) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN")
        }
        (DbConnection::Sqlite(sqlite), Purpose::Write | Purpose::Change) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?;
            write_ahead_log::count_up(sqlite).inspect_err(|_| {
                // The first error is the one to report; the pool drops a connection in a transaction.
                let _ = AnsiTransactionManager::rollback_transaction(sqlite);
            })
        }
        (DbConnection::Postgres(postgres), purpose) => {
            let begin =
                AnsiTransactionManager::begin_transaction_sql(postgres, &beginning(purpose));
            begin.inspect_err(|_| {
                // Where the transaction began and its lock was not to be had. The first error is the one to report.
                let _ = postgres.batch_execute("ROLLBACK");
            })
        }
    }
}

/// The statements that begin a transaction of PostgreSQL, which are sent together. Its limits are set for itself alone,
/// because a connection pooler may give the next transaction another session. Commands have no limits.
fn beginning(purpose: Purpose) -> String {
    let begin = match purpose {
        Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        Purpose::Write | Purpose::Change => "BEGIN",
    };
    let whole = work_limit::whole();
    let limit = |most: Duration| whole.map_or(0, |_| most.as_millis());
    let (statement, idle, lock) = (
        whole.map_or(0, |whole| whole.as_millis()),
        limit(LONGEST_IDLE),
        limit(LONGEST_WAIT_FOR_LOCK),
    );
    let lock_now = if purpose == Purpose::Change { LOCK } else { "" };
    format!(
        "{begin}; SET LOCAL statement_timeout = {statement}; SET LOCAL lock_timeout = {lock}; \
         SET LOCAL idle_in_transaction_session_timeout = {idle}{lock_now}"
    )
}

/// Locks the row of the revision, for which other changes wait. The statements of a change find rows by their keys, so that
/// there is nothing to be planned for the values of one.
const LOCK: &str =
    "; SET LOCAL plan_cache_mode = force_generic_plan; SELECT 1 FROM dataset FOR UPDATE";

#[cfg(test)]
mod tests {
    use diesel::{SqliteConnection, result::Error};

    use super::*;

    #[test]
    fn a_failed_rollback_does_not_hide_why_the_work_failed() {
        let mut connection = DbConnection::Sqlite(SqliteConnection::establish(":memory:").unwrap());
        let failed = write(&mut connection, |connection| {
            connection.batch_execute("ROLLBACK")?; // as SQLite does by itself when the disk is full
            Err::<(), _>(Error::NotFound)
        });
        assert_eq!(failed, Err(Error::NotFound));
    }
}
