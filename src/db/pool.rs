//! The pool that handlers read with, and the connection that a command has for itself.

use std::{fs, os::unix::fs::MetadataExt as _, sync::Arc, time::Duration};

use actix_web::{rt::time::timeout, web};
use diesel::r2d2::{Pool, PooledConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    DatabaseUrl, DbConnection,
    connect::{self, Manager, Missing},
    migrate, transaction,
};
use crate::error::{ApiError, CommandError};

/// How long a request waits for a connection before it is told to come back.
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(2);

/// The database, for handlers. A clone is the same database.
#[derive(Clone)]
pub struct Db {
    url: DatabaseUrl,
    /// Which file SQLite opened.
    file: Option<FileIdentity>,
    readers: Pool<Manager>,
    /// One permit for each connection: who waits for one has no job on a thread yet.
    permits: Arc<Semaphore>,
}

/// A file whatever its path: its device, and its number there.
type FileIdentity = (u64, u64);

impl Db {
    /// Makes the pool on a database whose tables are up to date ([`open_migrated`]).
    pub fn open(url: &DatabaseUrl, readers: u32) -> Result<Self, CommandError> {
        let permits = Arc::new(Semaphore::new(usize::try_from(readers).unwrap_or(1)));
        let readers = Pool::builder()
            .max_size(readers)
            .min_idle(Some(1))
            .connection_timeout(WAIT_FOR_CONNECTION)
            .build(Manager(url.clone()))
            .map_err(|error| CommandError::database(url, &error.to_string()))?;
        Ok(Self { url: url.clone(), file: identity(url), readers, permits })
    }

    /// Where the data is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// How many connections read at the same time.
    pub fn size(&self) -> u32 {
        self.readers.max_size()
    }

    /// Runs `work` on one state of the data set, on a thread that may block.
    ///
    /// A job cannot be called back once it is given to the threads, so nobody gives one before a connection is
    /// free for it: a client that leaves while it waits leaves nothing behind.
    pub async fn read<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, ApiError> + Send + 'static,
    {
        let permit = self.permit().await?;
        let readers = self.readers.clone();
        let job = move || {
            let _until_the_end = permit;
            transaction::snapshot(&mut *connection(&readers)?, work)
        };
        web::block(job).await.map_err(|error| ApiError::Internal(Box::new(error)))?
    }

    /// The right to use one of the connections, in the order in which it was asked for.
    async fn permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        timeout(WAIT_FOR_CONNECTION, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_elapsed| ApiError::unavailable("no database connection: all of them are busy"))?
            .map_err(|closed| ApiError::Internal(Box::new(closed)))
    }

    /// Whether the database is still the file that its path names.
    ///
    /// A SQLite file that was deleted or replaced under a running server would go on answering from a file
    /// that nobody can reach any more.
    pub fn check_file(&self) -> Result<(), ApiError> {
        if identity(&self.url) == self.file {
            Ok(())
        } else {
            Err(ApiError::unavailable("the database file was deleted or replaced: restart the service"))
        }
    }
}

/// The file that the path names now.
fn identity(url: &DatabaseUrl) -> Option<FileIdentity> {
    let DatabaseUrl::Sqlite(path) = url else { return None };
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

fn connection(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, ApiError> {
    pool.get().map_err(|error| ApiError::unavailable(&format!("no database connection: {error}")))
}

/// Opens one connection for a command, with the tables up to date.
pub fn open_migrated(url: &DatabaseUrl, missing: Missing) -> Result<DbConnection, CommandError> {
    let (mut connection, missing) =
        connect::prepare(url, missing).map_err(|why| CommandError::database(url, &why))?;
    migrate::migrate(&mut connection, missing)
        .map_err(|why| CommandError::database(url, &why.to_string()))?;
    Ok(connection)
}
