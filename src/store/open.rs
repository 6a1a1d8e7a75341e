//! Opening a database for a command and migrating it.

use super::migrate;
use crate::db::{
    DatabaseUrl, DbConnection,
    connect::{self, OpenMode},
    error::OpenError,
};

/// Opens one connection for a command and migrates the database.
pub fn open_migrated(url: &DatabaseUrl, missing: OpenMode) -> Result<DbConnection, OpenError> {
    let (mut connection, missing) = connect::prepare(url, missing)?;
    migrate::migrate(&mut connection, missing).map_err(|why| OpenError::new(url, why))?;
    Ok(connection)
}
