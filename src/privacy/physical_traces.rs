//! Removes the traces that overwritten data leaves in the files of a database: free pages, dead rows,
//! statistics, the log.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _, connection::SimpleConnection as _, sql_query,
    sql_types::Integer,
};

use crate::{db::DbConnection, error::CommandError, model::registry};

/// The tables beside those of the collections that have texts, or data made from texts.
const TABLES: [&str; 13] = [
    "record",
    "record_name",
    "journal",
    "batch",
    "token",
    "session",
    "upload",
    "idempotency",
    "search_term",
    "identifier",
    "link",
    "location",
    "webhook",
];

/// Prepares the connection before the transaction: SQLite overwrites deleted data with zeros.
pub(crate) fn prepare(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(sqlite) => sqlite.batch_execute("PRAGMA secure_delete = ON"),
        DbConnection::Postgres(_) => Ok(()),
    }
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Rewrites the whole database after the transaction.
pub(crate) fn remove(connection: &mut DbConnection) -> Result<(), CommandError> {
    let explain = |error: diesel::result::Error| {
        CommandError(format!(
            "the name is erased from the data, but not from the files of the database ({error}): make room for a \
             second copy of the database, and run the same command again"
        ))
    };
    match connection {
        DbConnection::Sqlite(sqlite) => {
            sqlite.batch_execute("VACUUM").map_err(explain)?;
            let checkpoint: Checkpoint =
                sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(sqlite).map_err(explain)?;
            if checkpoint.busy != 0 {
                return Err(CommandError(
                    "the name is erased from the data, but not from the write-ahead log, because the database is in \
                     use: run the same command again"
                        .to_owned(),
                ));
            }
        }
        DbConnection::Postgres(postgres) => {
            for table in registry::collections().filter_map(|info| info.table).chain(TABLES) {
                postgres
                    .batch_execute(&format!("VACUUM (FULL, ANALYZE) {table}"))
                    .map_err(explain)?;
            }
        }
    }
    Ok(())
}
