//! Bringing a database to this program's tables.

use std::collections::BTreeSet;

use diesel::{
    QueryableByName, RunQueryDsl as _,
    connection::SimpleConnection as _,
    migration::{Migration, MigrationSource, MigrationVersion},
    sql_query,
    sql_types::Text,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{
    db::{
        Backend, DbConnection,
        connect::{OpenMode, first_line},
        transaction,
    },
    index::full_text,
    journal::revision::DataSet,
};

/// The migrations of `migrations/`, inside the binary.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// What stands in the way of using a database.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A newer program made changes that this one does not know.
    #[error(
        "it was made by a newer version of twinning (migration {0} is unknown here): use that version, nothing was changed"
    )]
    Newer(String),
    /// It is something else, and the command only reads.
    #[error("it is no database of twinning")]
    Foreign,
    /// It would have to be changed first, and the command is to change nothing.
    #[error("its tables are not up to date: run serve once, or import without --dry-run")]
    Outdated,
    /// The database refused.
    #[error("{0}")]
    Failed(String),
}

impl From<diesel::result::Error> for MigrateError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(first_line(&error.to_string()))
    }
}

impl From<Box<dyn std::error::Error + Send + Sync>> for MigrateError {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::Failed(first_line(&error.to_string()))
    }
}

/// One program at a time makes tables; PostgreSQL takes any number as a lock's name.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock(8417)";

/// Brings the tables up to date, with the search index. Of programs that start at the same time one does it, and
/// the others wait until it is done.
///
/// A database that is not ours is left alone by who only reads, and any by who only tries.
pub fn migrate(connection: &mut DbConnection, missing: OpenMode) -> Result<(), MigrateError> {
    if is_current(connection)? {
        return Ok(());
    }
    match missing {
        OpenMode::Existing if !is_ours(connection) => return Err(MigrateError::Foreign),
        OpenMode::DryRun => return Err(MigrateError::Outdated),
        OpenMode::Existing | OpenMode::Create => {}
    }
    transaction::write(connection, |connection| {
        if let DbConnection::Postgres(postgres) = connection {
            postgres.batch_execute(LOCK_POSTGRES)?;
        }
        run_missing(connection)?;
        DataSet::name(connection)?;
        Ok(full_text::create(connection)?)
    })
}

/// Whether the tables are this program's, of whatever version.
fn is_ours(connection: &mut DbConnection) -> bool {
    sql_query("SELECT revision FROM dataset").execute(connection).is_ok()
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Whether there is nothing to do. Looks without a lock, so that who only reads waits for no writer.
fn is_current(connection: &mut DbConnection) -> Result<bool, MigrateError> {
    let applied = sql_query("SELECT version FROM __diesel_schema_migrations").load::<Applied>(connection);
    let Ok(applied) = applied else { return Ok(false) };
    let applied: BTreeSet<String> = applied.into_iter().map(|applied| applied.version).collect();
    Ok(applied == known()? && full_text::exists(connection))
}

fn known() -> Result<BTreeSet<String>, MigrateError> {
    let migrations = MigrationSource::<Backend>::migrations(&MIGRATIONS)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Runs what is missing. A database from a newer program is left alone.
fn run_missing(connection: &mut DbConnection) -> Result<(), MigrateError> {
    let known = known()?;
    let applied: Vec<MigrationVersion<'static>> = connection.applied_migrations()?;
    if let Some(newer) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        return Err(MigrateError::Newer(newer));
    }
    connection.run_pending_migrations(MIGRATIONS)?;
    Ok(())
}
