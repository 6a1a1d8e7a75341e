//! Migrating a database to the schema of this version.

use std::collections::BTreeSet;

use diesel::{
    QueryableByName, RunQueryDsl as _,
    connection::SimpleConnection as _,
    migration::{Migration, MigrationSource, MigrationVersion},
    sql_query,
    sql_types::Text,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::upgrade;
use crate::{
    db::{
        Backend, DbConnection,
        connect::{OpenMode, first_line},
        transaction,
    },
    index::full_text,
    journal::revision::DataSet,
};

/// The migrations in `migrations/`, embedded in the binary.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The reasons why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database has migrations of a newer version.
    #[error(
        "it was made by a newer version of twinning (migration {0} is unknown here): use that version, nothing was changed"
    )]
    Newer(String),
    /// It is not a database of this program, and the command must not create one.
    #[error("it is not a twinning database")]
    Foreign,
    /// The database needs migrations, but a dry run must not change it.
    #[error("its tables are not up to date: run serve once, or import without --dry-run")]
    Outdated,
    /// The database returned an error.
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

/// Ensures that one process at a time migrates; the number of the lock is arbitrary.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock(8417)";

/// Migrates the tables and creates the search index. If several processes start at the same time,
/// one migrates while the others wait.
///
/// With [`OpenMode::Existing`], fails on a database that is not of this program; with
/// [`OpenMode::Create`], on a file of another one; with [`OpenMode::DryRun`], on any database that
/// needs migrations.
pub fn migrate(connection: &mut DbConnection, missing: OpenMode) -> Result<(), MigrateError> {
    if is_current(connection)? {
        return Ok(());
    }
    match missing {
        OpenMode::Existing if !is_ours(connection) => return Err(MigrateError::Foreign),
        OpenMode::Create if has_tables(connection)? && !is_ours(connection) => {
            return Err(MigrateError::Foreign);
        }
        OpenMode::DryRun => return Err(MigrateError::Outdated),
        OpenMode::Existing | OpenMode::Create => {}
    }
    transaction::write(connection, |connection| {
        if let DbConnection::Postgres(postgres) = connection {
            postgres.batch_execute(LOCK_POSTGRES)?;
        }
        run_missing(connection)?;
        upgrade::run(connection)?;
        DataSet::name(connection)?;
        Ok(full_text::create(connection)?)
    })
}

/// Whether the database belongs to this program, in any version.
fn is_ours(connection: &mut DbConnection) -> bool {
    sql_query("SELECT revision FROM dataset").execute(connection).is_ok()
}

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = name)]
    _name: String,
}

/// A table that neither SQLite nor the migrations leave behind when all are taken back.
const OTHER_TABLES: &str = "SELECT name FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_' \
     AND name <> '__diesel_schema_migrations' LIMIT 1";

/// Whether a SQLite file has tables. A PostgreSQL schema is not asked: extensions put tables there.
fn has_tables(connection: &mut DbConnection) -> Result<bool, MigrateError> {
    match connection {
        DbConnection::Sqlite(sqlite) => {
            let tables = sql_query(OTHER_TABLES);
            Ok(!tables.load::<Table>(sqlite)?.is_empty())
        }
        DbConnection::Postgres(_) => Ok(false),
    }
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Whether the database is up to date. Takes no lock, so that commands that only read do not wait
/// for a writer.
fn is_current(connection: &mut DbConnection) -> Result<bool, MigrateError> {
    let applied =
        sql_query("SELECT version FROM __diesel_schema_migrations").load::<Applied>(connection);
    let Ok(applied) = applied else { return Ok(false) };
    let applied: BTreeSet<String> = applied.into_iter().map(|applied| applied.version).collect();
    Ok(applied == known()? && full_text::exists(connection))
}

fn known() -> Result<BTreeSet<String>, MigrateError> {
    let migrations = MigrationSource::<Backend>::migrations(&MIGRATIONS)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Runs the pending migrations; fails without changes if the database is of a newer version.
fn run_missing(connection: &mut DbConnection) -> Result<(), MigrateError> {
    let known = known()?;
    let applied: Vec<MigrationVersion<'static>> = connection.applied_migrations()?;
    if let Some(newer) =
        applied.iter().map(ToString::to_string).find(|version| !known.contains(version))
    {
        return Err(MigrateError::Newer(newer));
    }
    connection.run_pending_migrations(MIGRATIONS)?;
    Ok(())
}
