//! A lane: connections for one purpose, and the queue before them.

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

/// How long a job on its thread waits for the pool, which has a connection for each permit: one that broke is
/// opened again within this time.
const WAIT_FOR_POOL: Duration = Duration::from_secs(2);

/// How a lane is laid out.
#[derive(Clone, Copy, Debug)]
pub struct QueueLimits {
    /// How many connections it has.
    pub connections: u32,
    /// How many requests wait for one at most; who comes then is told to come back.
    pub queue: usize,
    /// How long a request waits at most.
    pub patience: Duration,
}

/// Connections for one purpose. A clone is the same lane.
#[derive(Clone)]
pub struct ConnectionQueue {
    pool: Pool<ConnectionManager>,
    /// One permit for each connection: who waits for one has no job on a thread yet.
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    plan: QueueLimits,
}

/// One of those who wait, until it is dropped.
struct QueuePlace<'l>(&'l AtomicUsize);

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl ConnectionQueue {
    /// Opens the lane, with its first connection.
    pub fn open(url: &DatabaseUrl, plan: QueueLimits) -> Result<Self, OpenError> {
        let pool = Pool::builder()
            .max_size(plan.connections)
            .min_idle(Some(1))
            .connection_timeout(WAIT_FOR_POOL)
            .build(ConnectionManager(url.clone()))
            .map_err(|error| OpenError::new(url, error))?;
        let permits = Arc::new(Semaphore::new(usize::try_from(plan.connections).unwrap_or(1)));
        Ok(Self { pool, permits, waiting: Arc::default(), plan })
    }

    /// How many connections it has.
    pub fn size(&self) -> u32 {
        self.plan.connections
    }

    /// Runs `work` on a thread that may block, when it is its turn.
    ///
    /// A job cannot be called back once it is given to the threads, so nobody gives one before a connection is
    /// free for it: a client that leaves while it waits leaves nothing behind.
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
            let mut connection = pool
                .get()
                .map_err(|error| DbError::Unavailable(format!("no database connection: {error}")))?;
            work(&mut connection)
        };
        web::block(job).await.map_err(|error| DbError::Internal(Box::new(error)))?
    }

    /// The right to use one of the connections, in the order in which it was asked for.
    async fn permit(&self) -> Result<OwnedSemaphorePermit, DbError> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(permit);
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = QueuePlace(&self.waiting);
        if before >= self.plan.queue {
            return Err(DbError::Unavailable(
                "no database connection: too many requests wait for one".to_owned(),
            ));
        }
        timeout(self.plan.patience, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_elapsed| {
                DbError::Unavailable("no database connection: all of them are busy".to_owned())
            })?
            .map_err(|closed| DbError::Internal(Box::new(closed)))
    }
}
