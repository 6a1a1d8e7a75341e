//! Bringing a database to this program's tables.

use std::collections::BTreeSet;

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Backend, DbConnection, connect::first_line};

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
    /// The database refused.
    #[error("{0}")]
    Failed(String),
}

impl From<Box<dyn std::error::Error + Send + Sync>> for MigrateError {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::Failed(first_line(&error.to_string()))
    }
}

/// Runs what is missing. A database from a newer program is left alone.
pub fn migrate(connection: &mut DbConnection) -> Result<(), MigrateError> {
    let known: BTreeSet<String> = MigrationSource::<Backend>::migrations(&MIGRATIONS)?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    let applied: Vec<MigrationVersion<'static>> = connection.applied_migrations()?;
    if let Some(newer) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        return Err(MigrateError::Newer(newer));
    }
    connection.run_pending_migrations(MIGRATIONS)?;
    Ok(())
}
