//! A pool of connections for one purpose, with a queue of requests that wait for one.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::{rt::time::timeout, web};
use diesel::{
    QueryResult,
    connection::SimpleConnection as _,
    r2d2::{HandleError, Pool, PooledConnection},
    result::Error,
};
use tokio::sync::oneshot;

use super::{
    DatabaseUrl, DbConnection,
    admission::{Admission, WaitingLimits},
    connect::{ConnectionManager, first_line},
    error::{DbError, OpenError},
    failure::{self, Failure},
    file_guard::FileGuard,
    public_state::KnownState,
    transaction::{self, Purpose},
    waiting_client::{BusyBackend, BusyProcess, WaitingClient},
    work_limit::WorkLimit,
};
use crate::telemetry::queue::{DatabaseWork, QueueMetrics, QueueWait};

/// How long a job waits for the pool, which has a connection for each permit. A broken connection is opened
/// again within this time.
const WAIT_FOR_POOL: Duration = Duration::from_secs(2);

/// How long it waits for a replica, in whose place the primary can be asked.
const WAIT_FOR_REPLICA: Duration = Duration::from_millis(250);

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

/// The database to whose connections requests queue up.
#[derive(Clone)]
pub struct QueueSource {
    /// Its address.
    pub(super) url: DatabaseUrl,
    /// The files that SQLite opened.
    pub(super) files: FileGuard,
    /// What is known of the primary; `None` for a replica.
    pub(super) primary: Option<KnownState>,
}

impl QueueSource {
    /// A database of which nothing is known.
    pub fn new(url: DatabaseUrl, files: FileGuard) -> Self {
        Self { url, files, primary: Some(KnownState::default()) }
    }
}

/// Connections for one purpose. A clone shares them.
#[derive(Clone)]
pub struct ConnectionQueue {
    source: QueueSource,
    pool: Pool<ConnectionManager>,
    /// The places on a thread. A request that waits for a place does not occupy one.
    admission: Admission,
    limits: QueueLimits,
    metrics: QueueMetrics,
}

impl ConnectionQueue {
    /// Opens the pool: all connections to a file, the first one to a server. A replica need not be there.
    pub fn open(
        source: &QueueSource,
        limits: QueueLimits,
        metrics: QueueMetrics,
    ) -> Result<Self, OpenError> {
        // Connections to a file hold it and its write-ahead log, never grow old, and are not opened later, when the
        // path may name another file.
        let (lifetime, at_once) = match source.url {
            DatabaseUrl::Sqlite(_) => (None, limits.connections),
            DatabaseUrl::Postgres(_) => (Some(LIFETIME), 1),
        };
        let (wait, at_once) = match source.primary {
            Some(_) => (WAIT_FOR_POOL, at_once),
            None => (WAIT_FOR_REPLICA, 0),
        };
        let manager = ConnectionManager { url: source.url.clone(), files: source.files.clone() };
        // Whether a connection still works shows when its transaction begins.
        let pool = Pool::builder()
            .max_lifetime(lifetime)
            .idle_timeout(lifetime)
            .max_size(limits.connections)
            .min_idle(Some(at_once))
            .connection_timeout(wait)
            .test_on_check_out(false)
            .error_handler(Box::new(OpeningFailures::default()))
            .build(manager)
            .map_err(|error| OpenError::new(&source.url, error))?;
        let admission = Admission::new(limits.waiting(limits.jobs()));
        Ok(Self { source: source.clone(), pool, admission, limits, metrics })
    }

    /// Begins to measure the wait of a request.
    pub(super) fn waiting(&self) -> QueueWait {
        self.metrics.waiting()
    }

    /// The number of threads that are busy at most.
    pub(super) fn jobs(&self) -> u32 {
        self.limits.jobs()
    }

    /// Runs `work` on a blocking thread as soon as a connection is free. It manages its transactions itself.
    pub async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let failed = |error: Error| DbError::Unavailable(error.to_string()).into();
        self.run_with((ping, failed), work).await
    }

    /// Runs `work` in a transaction for this purpose, as [`Self::run`] does.
    pub(super) async fn transact<T, E, F>(&self, purpose: Purpose, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let begin = move |connection: &mut DbConnection| transaction::begin(connection, purpose);
        let work =
            move |connection: &mut DbConnection| transaction::finish(connection, purpose, work);
        self.run_with((begin, E::from), work).await
    }

    /// Runs `work` after `begin`, by which a connection shows that it works.
    pub(super) async fn run_with<T, E, F, B>(
        &self,
        (begin, failed): (B, impl FnOnce(Error) -> E + Send + 'static),
        work: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
        B: Fn(&mut DbConnection) -> QueryResult<()> + Send + 'static,
    {
        let (sender, mut done) = oneshot::channel();
        let job: QueuedJob = Box::new(move |begun| {
            // Nobody receives it if the client has left.
            let _ = sender.send(begun.map_err(failed).and_then(work));
        });
        self.run_job(Box::new(begin), job).await?;
        done.try_recv().map_err(|error| DbError::Internal(Box::new(error)))?
    }

    /// Runs a job on a connection that has begun, or on none: one code for all of them, of which there are many.
    ///
    /// It starts on a blocking thread only with a place: if the client leaves while it waits, no job is left behind. If
    /// it leaves while the job runs, or if the job takes too long, its statement is ended.
    async fn run_job(&self, begin: Beginning, job: QueuedJob) -> Result<(), DbError> {
        let waiting = self.metrics.waiting();
        let entered = self.admission.enter().await;
        let Ok(turn) = entered else {
            waiting.refused();
            return Err(entered.err().unwrap_or(DbError::Overloaded));
        };
        let (queue, observed, allowed) = (self.clone(), waiting.observed(), self.limits.work);
        let client = WaitingClient::new(&queue.source.url, WorkLimit::of(allowed));
        let (limit, backend) = (Arc::clone(&client.limit), Arc::clone(&client.backend));
        let work = move || {
            let (pooled, _measured) = queue.checked_out(waiting, &limit)?;
            let work = || match queue.begun(pooled, &backend, &*begin) {
                Ok((mut pooled, _busy)) => {
                    job(Ok(&mut pooled.connection));
                    Ok(())
                }
                Err(NotBegun::Failed(error)) => {
                    job(Err(error));
                    Ok(())
                }
                Err(NotBegun::NoConnection(error)) => Err(error),
            };
            let done = limit.run(|| observed.run(allowed, work));
            turn.served();
            done
        };
        // PostgreSQL limits each statement; this limits all of them, and the wait of a job that is ready.
        let longest = WAIT_FOR_POOL + allowed + GRACE;
        let Ok(done) = timeout(longest, web::block(work)).await else {
            return Err(self.too_slow());
        };
        client.serve();
        done.map_err(|error| DbError::Internal(Box::new(error)))?
    }

    /// Takes a connection for a client that still waits.
    fn checked_out(
        &self,
        waiting: QueueWait,
        limit: &WorkLimit,
    ) -> Result<(Pooled, DatabaseWork), DbError> {
        let pooled = match self.pool.get() {
            Ok(pooled) => pooled,
            Err(error) => {
                let error = self.no_connection(&error);
                if matches!(error, DbError::Overloaded) {
                    waiting.refused();
                }
                return Err(error);
            }
        };
        if limit.is_abandoned() {
            return Err(DbError::Unavailable("its client has left".to_owned()));
        }
        self.source.files.check_for_reading().map_err(DbError::of_file)?;
        Ok((pooled, waiting.begun()))
    }

    /// Begins on a connection; on another one if it is lost, as all are after the server was restarted or another one has
    /// taken its place.
    fn begun(
        &self,
        mut pooled: Pooled,
        names: &BusyProcess,
        begin: &(dyn Fn(&mut DbConnection) -> QueryResult<()> + Send),
    ) -> Result<(Pooled, BusyBackend), NotBegun> {
        for _ in 0..self.pool.max_size() {
            let busy = BusyBackend::new(Arc::clone(names), pooled.backend);
            match begin(&mut pooled.connection) {
                Ok(()) => return Ok((pooled, busy)),
                Err(error) if !self.is_lost(&error) => return Err(NotBegun::Failed(error)),
                Err(error) => log::debug!("a connection was lost: {error}"),
            }
            pooled.is_lost = true;
            drop((busy, pooled)); // before the next one is opened, for which there is no other place
            let next = self.pool.get();
            pooled = next.map_err(|error| NotBegun::NoConnection(self.no_connection(&error)))?;
        }
        let busy = BusyBackend::new(Arc::clone(names), pooled.backend);
        begin(&mut pooled.connection).map_err(NotBegun::Failed)?;
        Ok((pooled, busy))
    }

    /// Whether another connection is needed. What comes after a connection to the primary was lost is not known.
    fn is_lost(&self, error: &Error) -> bool {
        let is_lost = matches!(self.source.url, DatabaseUrl::Postgres(_))
            && failure::needs_another_connection(error);
        if let (true, Some(known)) = (is_lost, &self.source.primary) {
            known.forget(Instant::now());
        }
        is_lost
    }

    /// The error of a job that got no connection: all of them were at work, or none could be opened.
    fn no_connection(&self, error: &impl std::fmt::Display) -> DbError {
        if self.pool.state().connections >= self.pool.max_size() {
            return DbError::Overloaded;
        }
        self.metrics.failed(Failure::Unreachable.as_str());
        DbError::Unavailable(format!("no database connection: {error}"))
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

type Pooled = PooledConnection<ConnectionManager>;

/// By what a connection shows that it works.
type Beginning = Box<dyn Fn(&mut DbConnection) -> QueryResult<()> + Send>;

/// What is done with a connection that has begun, or with why it has not.
type QueuedJob = Box<dyn FnOnce(QueryResult<&mut DbConnection>) + Send>;

/// Why work did not begin.
enum NotBegun {
    Failed(Error),
    NoConnection(DbError),
}

/// Asks a server whether it is there; a file always is.
fn ping(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(_) => Ok(()),
        DbConnection::Postgres(postgres) => postgres.batch_execute("SELECT 1"),
    }
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
