//! Transactions: a reader's snapshot, and a writer that waits its turn instead of failing.

use diesel::{
    Connection, QueryResult,
    connection::{AnsiTransactionManager, TransactionManager},
};

use super::DbConnection;

type Manager = <DbConnection as Connection>::TransactionManager;

/// What a transaction is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Purpose {
    Read,
    Write,
}

/// Runs `work` on one state of the whole data set, whatever is written meanwhile.
pub fn snapshot<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, Purpose::Read, work)
}

/// Runs `work` and commits it whole, or rolls all of it back when it fails.
///
/// On SQLite the write lock is taken at once: a transaction that begins as a reader and then writes
/// fails as soon as another one wrote in between.
pub fn write<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, Purpose::Write, work)
}

fn run<T, E: From<diesel::result::Error>>(
    connection: &mut DbConnection,
    purpose: Purpose,
    work: impl FnOnce(&mut DbConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(connection, purpose)?;
    match work(connection) {
        Ok(value) => {
            Manager::commit_transaction(connection)?;
            Ok(value)
        }
        Err(error) => match Manager::rollback_transaction(connection) {
            Ok(()) | Err(diesel::result::Error::BrokenTransactionManager) => Err(error),
            Err(rollback) => Err(rollback.into()),
        },
    }
}

fn begin(connection: &mut DbConnection, purpose: Purpose) -> QueryResult<()> {
    match (connection, purpose) {
        (DbConnection::Sqlite(sqlite), Purpose::Read) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN")
        }
        (DbConnection::Sqlite(sqlite), Purpose::Write) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
        }
        (DbConnection::Postgres(postgres), Purpose::Read) => AnsiTransactionManager::begin_transaction_sql(
            postgres,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        (DbConnection::Postgres(postgres), Purpose::Write) => {
            AnsiTransactionManager::begin_transaction_sql(postgres, "BEGIN")
        }
    }
}
