//! The connections of a running service: one queue for readers, one for writers.

use std::{fs, os::unix::fs::MetadataExt as _, sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{
    DatabaseUrl, DbConnection,
    connection_queue::{ConnectionQueue, QueueLimits},
    error::{DbError, OpenError},
    failure::Failure,
    file_sizes, transaction,
};
use crate::telemetry::{data::FileSizes, metrics::Metrics};

/// The maximum time and number of readers that wait for a connection.
const READER_PATIENCE: Duration = Duration::from_secs(2);
const READER_QUEUE: usize = 10_000;

/// The maximum time and number of writers that wait. A write takes a few milliseconds, so a queue that is
/// full or slow means that something else blocks the database.
const WRITER_PATIENCE: Duration = Duration::from_secs(10);
const WRITER_QUEUE: usize = 256;

/// The maximum time of a change: that of a request.
const WRITER_LIMIT: Duration = Duration::from_secs(30);

/// The number of connections that write to PostgreSQL. Each locks the row of the revision when it begins, so
/// that one works while the others wait for its commit with their transactions begun; this is faster than the
/// queue. SQLite allows one writer at a time, and a fair queue before one connection is faster than several
/// connections that wait for a lock.
const POSTGRES_WRITERS: u32 = 4;

/// The database, for request handlers. A clone shares the connections.
#[derive(Clone)]
pub struct Db {
    url: DatabaseUrl,
    /// The file that SQLite opened.
    file: Option<FileIdentity>,
    readers: ConnectionQueue,
    writers: ConnectionQueue,
    write_signal: Arc<watch::Sender<()>>,
    metrics: Metrics,
}

/// A file independent of its path: the device and the inode.
type FileIdentity = (u64, u64);

impl Db {
    /// Opens the queues on a database whose tables are up to date (`store::open`). A question takes no longer
    /// than `limit`.
    pub fn open(url: &DatabaseUrl, readers: u32, limit: Duration) -> Result<Self, OpenError> {
        let writers = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => POSTGRES_WRITERS,
        };
        let reading = QueueLimits {
            connections: readers,
            queue: READER_QUEUE,
            patience: READER_PATIENCE,
            work: limit,
        };
        let writing = QueueLimits {
            connections: writers,
            queue: WRITER_QUEUE,
            patience: WRITER_PATIENCE,
            work: WRITER_LIMIT,
        };
        let metrics = Metrics::new();
        metrics.expect_failures(Failure::ALL.map(Failure::as_str));
        let measured = |name, limits: &QueueLimits| metrics.queue(name, limits.connections);
        let (read, written) = (measured("readers", &reading), measured("writers", &writing));
        Ok(Self {
            url: url.clone(),
            file: identity(url),
            readers: ConnectionQueue::open(url, reading, read)?,
            writers: ConnectionQueue::open(url, writing, written)?,
            write_signal: Arc::default(),
            metrics,
        })
    }

    /// Returns the address of the database.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Measures the files of SQLite; `None` on PostgreSQL.
    pub(crate) fn file_sizes(&self) -> Option<FileSizes> {
        file_sizes::measured(&self.url)
    }

    /// Returns the measurements of the service, which begin here: below everything that measures.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Returns the number of connections.
    pub fn size(&self) -> u32 {
        self.readers.size() + self.writers.size()
    }

    /// Runs `work` on a blocking thread, in a transaction that sees one state of the data set.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.readers.run(|connection| transaction::snapshot(connection, work)).await
    }

    /// Runs `work` on a blocking thread, in a transaction that is committed if it succeeds and rolled back if
    /// it fails.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        self.with_writer(|connection| transaction::write(connection, work)).await
    }

    /// Runs `work` on a blocking thread, on a connection for writing. It manages its transactions itself.
    pub async fn with_writer<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let db = self.clone();
        let work = move |connection: &mut DbConnection| {
            db.check_file()?; // what is written to a file that nobody else can reach is lost
            work(connection)
        };
        let done = self.writers.run(work).await?;
        self.write_signal.send_replace(());
        Ok(done)
    }

    /// Returns a signal that is sent after each use of a connection for writing.
    pub fn write_signal(&self) -> watch::Receiver<()> {
        self.write_signal.subscribe()
    }

    /// Checks that the path still names the file that was opened.
    ///
    /// If a SQLite file is deleted or replaced while the service runs, the service would continue to use a
    /// file that nobody else can reach.
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

/// Returns the file that the path names now.
fn identity(url: &DatabaseUrl) -> Option<FileIdentity> {
    let DatabaseUrl::Sqlite(path) = url else { return None };
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}
