//! A pool of connections for one purpose, with a queue of requests that wait for one.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use actix_web::{rt::time::timeout, web};
use diesel::r2d2::{HandleError, Pool};

use super::{
    DatabaseUrl, DbConnection,
    admission::{Admission, WaitingLimits},
    connect::{ConnectionManager, cancel, first_line},
    error::{DbError, OpenError},
    failure::Failure,
    file_guard::FileGuard,
    work_limit::WorkLimit,
};
use crate::telemetry::queue::{QueueMetrics, QueueWait};

/// How long a job waits for the pool, which has a connection for each permit. A broken connection is opened
/// again within this time.
const WAIT_FOR_POOL: Duration = Duration::from_secs(2);

/// When a connection to a server is replaced.
const LIFETIME: Duration = Duration::from_mins(30);

/// How long after its time the work may say by itself that it was ended.
const GRACE: Duration = Duration::from_millis(500);

/// How often the log says why a connection cannot be opened, which is tried again and again.
const TELLING: Duration = Duration::from_secs(10);

/// Logs why a connection cannot be opened, in one line: libpq says it in several.
#[derive(Debug, Default)]
struct OpeningFailures {
    told: Mutex<Option<Instant>>,
}

impl OpeningFailures {
    fn is_to_be_told(&self, now: Instant) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = told.is_none_or(|told| now.saturating_duration_since(told) >= TELLING);
        if is_time {
            *told = Some(now);
        }
        is_time
    }
}

impl HandleError<diesel::r2d2::Error> for OpeningFailures {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        if self.is_to_be_told(Instant::now()) {
            log::warn!("no connection to the database: {}", first_line(&error.to_string()));
        }
    }
}

/// The limits of a queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueLimits {
    /// The number of connections.
    pub connections: u32,
    /// The number of jobs beside each connection that already wait on a thread. Whoever waits in the queue is woken by
    /// a thread of the network, which takes long when many requests arrive; a connection must not be idle until then.
    pub ready: u32,
    /// The maximum number of waiting requests. Further requests are refused at once.
    pub queue: usize,
    /// The maximum time that a request waits.
    pub patience: Duration,
    /// The maximum time that it waits once the queue has not been empty for as long as `burst`.
    pub standing: Duration,
    /// How long requests may arrive faster than they are served.
    pub burst: Duration,
    /// The maximum time that its work takes.
    pub work: Duration,
    /// Whether the work may have been done when its time is over.
    pub writes: bool,
}

impl QueueLimits {
    /// The number of jobs that are on a thread, at work or ready for it.
    fn jobs(&self) -> u32 {
        self.connections * (1 + self.ready)
    }

    /// The places of one client: half of them, but enough for all connections to work if nobody else asks.
    pub(super) fn share(&self) -> u32 {
        (self.jobs() / 2).max(self.connections)
    }

    /// The limits of one client among those who write: a place for each connection, and the next one.
    pub(super) fn waiting_of_one(&self) -> WaitingLimits {
        self.waiting(self.connections + 1)
    }

    /// The limits of the requests that wait for one of `places`.
    pub(super) fn waiting(&self, places: u32) -> WaitingLimits {
        let Self { queue, patience, standing, burst, .. } = *self;
        WaitingLimits { places, queue, patience, standing, burst }
    }
}

/// Connections for one purpose. A clone shares them.
#[derive(Clone)]
pub struct ConnectionQueue {
    url: DatabaseUrl,
    files: FileGuard,
    pool: Pool<ConnectionManager>,
    /// The places on a thread. A request that waits for a place does not occupy one.
    admission: Admission,
    limits: QueueLimits,
    metrics: QueueMetrics,
}

/// The server process of PostgreSQL that does the work, while it does it.
type BusyProcess = Arc<Mutex<Option<i32>>>;

/// The client that waits for some work; if it is dropped before it is served, the work is ended.
struct WaitingClient {
    url: DatabaseUrl,
    limit: Arc<WorkLimit>,
    backend: BusyProcess,
    is_served: bool,
}

impl WaitingClient {
    fn new(url: &DatabaseUrl, limit: Arc<WorkLimit>) -> Self {
        Self { url: url.clone(), limit, backend: BusyProcess::default(), is_served: false }
    }

    fn serve(mut self) {
        self.is_served = true;
    }
}

impl Drop for WaitingClient {
    fn drop(&mut self) {
        if self.is_served {
            return;
        }
        self.limit.abandon();
        if matches!(self.url, DatabaseUrl::Postgres(_)) {
            let (url, backend) = (self.url.clone(), Arc::clone(&self.backend));
            thread::spawn(move || {
                // Held until the server knows it, so that no later work of the same process is ended.
                let busy = backend.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(Err(error)) = busy.map(|backend| cancel(&url, backend)) {
                    log::warn!("a statement that nobody waits for goes on: {error}");
                }
            });
        }
    }
}

/// Names the process until it is dropped.
struct BusyBackend(BusyProcess);

impl BusyBackend {
    fn new(names: BusyProcess, backend: Option<i32>) -> Self {
        *names.lock().unwrap_or_else(PoisonError::into_inner) = backend;
        Self(names)
    }
}

impl Drop for BusyBackend {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl ConnectionQueue {
    /// Opens the pool: all connections to a file, the first one to a server.
    pub fn open(
        url: &DatabaseUrl,
        files: &FileGuard,
        limits: QueueLimits,
        metrics: QueueMetrics,
    ) -> Result<Self, OpenError> {
        // Connections to a file hold it and its write-ahead log, never grow old, and are not opened later, when the
        // path may name another file.
        let (lifetime, at_once) = match url {
            DatabaseUrl::Sqlite(_) => (None, limits.connections),
            DatabaseUrl::Postgres(_) => (Some(LIFETIME), 1),
        };
        let manager =
            ConnectionManager { url: url.clone(), files: files.clone(), limit: limits.work };
        let pool = Pool::builder()
            .max_lifetime(lifetime)
            .idle_timeout(lifetime)
            .max_size(limits.connections)
            .min_idle(Some(at_once))
            .connection_timeout(WAIT_FOR_POOL)
            .error_handler(Box::new(OpeningFailures::default()))
            .build(manager)
            .map_err(|error| OpenError::new(url, error))?;
        let admission = Admission::new(limits.waiting(limits.jobs()));
        Ok(Self { url: url.clone(), files: files.clone(), pool, admission, limits, metrics })
    }

    /// Begins to measure the wait of a request.
    pub(super) fn waiting(&self) -> QueueWait {
        self.metrics.waiting()
    }

    /// The number of threads that are busy at most.
    pub(super) fn jobs(&self) -> u32 {
        self.limits.jobs()
    }

    /// Runs `work` on a blocking thread as soon as a connection is free.
    ///
    /// A blocking job starts only with a place: if the client leaves while it waits, no job is left behind. If
    /// it leaves while the job runs, or if the job takes too long, its statement is ended.
    pub async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let waiting = self.metrics.waiting();
        let turn = match self.admission.enter().await {
            Ok(turn) => turn,
            Err(refusal) => {
                waiting.refused();
                return Err(refusal.into());
            }
        };
        let (pool, files, metrics) = (self.pool.clone(), self.files.clone(), self.metrics.clone());
        let (observed, allowed) = (waiting.observed(), self.limits.work);
        let client = WaitingClient::new(&self.url, WorkLimit::of(allowed));
        let (limit, backend) = (Arc::clone(&client.limit), Arc::clone(&client.backend));
        let job = move || {
            let mut pooled = match pool.get() {
                Ok(pooled) => pooled,
                Err(error) => return Err(no_connection(&pool, &metrics, waiting, &error).into()),
            };
            if limit.is_abandoned() {
                return Err(DbError::Unavailable("its client has left".to_owned()).into());
            }
            files.check_for_reading().map_err(DbError::of_file)?;
            let _busy = (BusyBackend::new(backend, pooled.backend), waiting.begun());
            let done = limit.run(|| observed.run(allowed, || work(&mut pooled.connection)));
            turn.served();
            done
        };
        // PostgreSQL limits each statement; this limits all of them, and the wait of a job that is ready.
        let longest = WAIT_FOR_POOL + self.limits.work + GRACE;
        let Ok(done) = timeout(longest, web::block(job)).await else {
            return Err(self.too_slow().into());
        };
        client.serve();
        done.map_err(|error| DbError::Internal(Box::new(error)))?
    }

    /// The error of work that was given up.
    pub(super) fn too_slow(&self) -> DbError {
        let (failure, error): (_, fn(Duration) -> DbError) = if self.limits.writes {
            (Failure::OutcomeUnknown, DbError::OutcomeUnknown)
        } else {
            (Failure::TooSlow, DbError::TooSlow)
        };
        self.metrics.failed(failure.as_str());
        error(self.limits.work)
    }
}

/// The error of a job that got no connection: all of them were at work, or none could be opened.
fn no_connection(
    pool: &Pool<ConnectionManager>,
    metrics: &QueueMetrics,
    waiting: QueueWait,
    error: &impl std::fmt::Display,
) -> DbError {
    if pool.state().connections >= pool.max_size() {
        waiting.refused();
        return DbError::Overloaded;
    }
    metrics.failed(Failure::Unreachable.as_str());
    DbError::Unavailable(format!("no database connection: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_told_now_and_then() {
        let (failures, began) = (OpeningFailures::default(), Instant::now());
        let told = [0, 1, 9, 10, 11, 20]
            .map(|seconds| failures.is_to_be_told(began + Duration::from_secs(seconds)));
        assert_eq!(told, [true, false, false, true, false, true]);
    }
}
