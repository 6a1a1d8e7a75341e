//! The lanes of a running service: one for those who read, one for those who write.

use std::{fs, os::unix::fs::MetadataExt as _, sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{
    DatabaseUrl, DbConnection,
    connection_queue::{ConnectionQueue, QueueLimits},
    error::{DbError, OpenError},
    transaction,
};

/// How long a reader waits for a connection before it is told to come back, and how many may wait.
const READER_PATIENCE: Duration = Duration::from_secs(2);
const READER_QUEUE: usize = 10_000;

/// How long a writer waits for its turn, and how many may wait. A write takes a few milliseconds: a queue that is
/// full or that slow means that something else holds the database.
const WRITER_PATIENCE: Duration = Duration::from_secs(10);
const WRITER_QUEUE: usize = 256;

/// How many connections write to PostgreSQL. Each takes the row of the revision as it begins, so one works and the
/// others wait there for its commit, with their transactions begun: a turn is passed on without going through the
/// queue. SQLite takes one writer at a time: a fair queue before one connection is quicker
/// than connections that wait for each other's lock.
const POSTGRES_WRITERS: u32 = 4;

/// The database, for handlers. A clone is the same database.
#[derive(Clone)]
pub struct Db {
    url: DatabaseUrl,
    /// Which file SQLite opened.
    file: Option<FileIdentity>,
    readers: ConnectionQueue,
    writers: ConnectionQueue,
    news: Arc<watch::Sender<()>>,
}

/// A file whatever its path: its device, and its number there.
type FileIdentity = (u64, u64);

impl Db {
    /// Makes the lanes on a database whose tables are up to date (`store::open`).
    pub fn open(url: &DatabaseUrl, readers: u32) -> Result<Self, OpenError> {
        let writers = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => POSTGRES_WRITERS,
        };
        let reading = QueueLimits { connections: readers, queue: READER_QUEUE, patience: READER_PATIENCE };
        let writing = QueueLimits { connections: writers, queue: WRITER_QUEUE, patience: WRITER_PATIENCE };
        Ok(Self {
            url: url.clone(),
            file: identity(url),
            readers: ConnectionQueue::open(url, reading)?,
            writers: ConnectionQueue::open(url, writing)?,
            news: Arc::default(),
        })
    }

    /// Where the data is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// How many connections work at the same time.
    pub fn size(&self) -> u32 {
        self.readers.size() + self.writers.size()
    }

    /// Runs `work` on one state of the data set, on a thread that may block.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.readers.run(|connection| transaction::snapshot(connection, work)).await
    }

    /// Runs `work`, which may write, on a thread that may block, and commits it whole or not at all.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.attempt(|connection| transaction::write(connection, work)).await
    }

    /// Runs `work`, which begins and ends its transactions itself, on a connection that may write.
    pub async fn attempt<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let done = self.writers.run(work).await?;
        self.news.send_replace(());
        Ok(done)
    }

    /// Tells when something may have been written by this program.
    pub fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    /// Whether the database is still the file that its path names.
    ///
    /// A SQLite file that was deleted or replaced under a running server would go on answering from a file
    /// that nobody can reach any more.
    pub fn check_file(&self) -> Result<(), DbError> {
        if identity(&self.url) == self.file {
            Ok(())
        } else {
            Err(DbError::Unavailable(
                "the database file was deleted or replaced: restart the service".to_owned(),
            ))
        }
    }
}

/// The file that the path names now.
fn identity(url: &DatabaseUrl) -> Option<FileIdentity> {
    let DatabaseUrl::Sqlite(path) = url else { return None };
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}
