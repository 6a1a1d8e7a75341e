//! A pool of connections for one purpose, with a queue of requests that wait for one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{rt::time::timeout, web};
use diesel::r2d2::Pool;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    DatabaseUrl, DbConnection,
    connect::ConnectionManager,
    error::{DbError, OpenError},
};

/// How long a job waits for the pool, which has a connection for each permit. A broken connection is opened
/// again within this time.
const WAIT_FOR_POOL: Duration = Duration::from_secs(2);

/// The limits of a queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueLimits {
    /// The number of connections.
    pub connections: u32,
    /// The maximum number of waiting requests. Further requests are refused at once.
    pub queue: usize,
    /// The maximum time that a request waits.
    pub patience: Duration,
}

/// Connections for one purpose. A clone shares them.
#[derive(Clone)]
pub struct ConnectionQueue {
    pool: Pool<ConnectionManager>,
    /// One permit for each connection. A request that waits for a permit does not occupy a thread.
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    limits: QueueLimits,
}

/// A place in the queue, which is freed when it is dropped.
struct QueuePlace<'l>(&'l AtomicUsize);

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl ConnectionQueue {
    /// Opens the pool with its first connection.
    pub fn open(url: &DatabaseUrl, limits: QueueLimits) -> Result<Self, OpenError> {
        let pool = Pool::builder()
            .max_size(limits.connections)
            .min_idle(Some(1))
            .connection_timeout(WAIT_FOR_POOL)
            .build(ConnectionManager(url.clone()))
            .map_err(|error| OpenError::new(url, error))?;
        let permits = Arc::new(Semaphore::new(usize::try_from(limits.connections).unwrap_or(1)));
        Ok(Self { pool, permits, waiting: Arc::default(), limits })
    }

    /// The number of connections.
    pub fn size(&self) -> u32 {
        self.limits.connections
    }

    /// Runs `work` on a blocking thread as soon as a connection is free.
    ///
    /// A blocking job cannot be cancelled, so it starts only with a permit: if the client leaves while it
    /// waits, no job is left behind.
    pub async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let permit = self.permit().await?;
        let pool = self.pool.clone();
        let job = move || {
            let _until_the_end = permit;
            let mut connection = pool.get().map_err(|error| {
                DbError::Unavailable(format!("no database connection: {error}"))
            })?;
            work(&mut connection)
        };
        web::block(job).await.map_err(|error| DbError::Internal(Box::new(error)))?
    }

    /// Waits for a permit, in the order of the requests.
    async fn permit(&self) -> Result<OwnedSemaphorePermit, DbError> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(permit);
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = QueuePlace(&self.waiting);
        if before >= self.limits.queue {
            return Err(DbError::Unavailable(
                "no database connection: too many requests wait for one".to_owned(),
            ));
        }
        timeout(self.limits.patience, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_elapsed| {
                DbError::Unavailable("no database connection: all of them are busy".to_owned())
            })?
            .map_err(|closed| DbError::Internal(Box::new(closed)))
    }
}
