//! Questions to replicas of the database, which the primary answers where no replica can.
//!
//! A replica answers if it has the state that this process knew when it was asked: who changed something reads it
//! afterwards. One that does not have it is waited for, for a moment; then the primary answers, and the replica is left
//! out until it receives changes in time again.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use diesel::{QueryResult, result::Error};

use super::{
    DatabaseUrl, DbConnection,
    connection_queue::{ConnectionQueue, QueueSource},
    error::{DbError, OpenError},
    file_guard::FileGuard,
    limits::Readers,
    public_state::{KnownState, SeenState, Standing, WantedState},
    replica_standing::{LeftOut, ReplicaStanding},
    transaction::{self, Purpose},
};
use crate::telemetry::metrics::Metrics;

/// How long a question waits for a replica to receive the last state, and the time between two looks.
const PATIENCE: Duration = Duration::from_millis(100);
const BETWEEN: Duration = Duration::from_millis(4);

/// The replicas. A clone shares them.
#[derive(Clone, Default)]
pub(super) struct Replicas {
    all: Arc<[Replica]>,
    turn: Arc<AtomicUsize>,
}

/// One replica.
pub(super) struct Replica {
    pub(super) url: DatabaseUrl,
    readers: ConnectionQueue,
    long_lists: ConnectionQueue,
    pub(super) standing: ReplicaStanding,
}

/// The length of a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Length {
    Short,
    Long,
}

/// How a question to a replica ends.
pub(super) enum Replied<T, E, F> {
    /// With an answer, or with an error of its own.
    Done(Result<T, E>),
    /// It was not asked: the primary has to be.
    PassedBy(F),
}

/// Why there is no answer.
enum NoAnswer<E> {
    /// The error of the question.
    Own(E),
    /// The replica cannot be used.
    Db(DbError),
    Failed(Error),
}

impl<E> From<DbError> for NoAnswer<E> {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl<E> From<Error> for NoAnswer<E> {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Replicas {
    /// Opens queues at these addresses. Nobody needs to be there.
    pub(super) fn open(
        urls: &[DatabaseUrl],
        readers: Readers,
        metrics: &Metrics,
    ) -> Result<Self, OpenError> {
        let count = u32::try_from(urls.len()).unwrap_or(u32::MAX);
        let open = |(number, url): (usize, &DatabaseUrl)| {
            let files = FileGuard::begin(url).map_err(|error| OpenError::new(url, error))?;
            let source = QueueSource { url: url.clone(), files, primary: None };
            let queue = |name, limits: super::connection_queue::QueueLimits| {
                let metrics = metrics.queue(name, limits.connections.saturating_mul(count));
                ConnectionQueue::open(&source, limits, metrics)
            };
            let label = u32::try_from(number + 1).unwrap_or(u32::MAX);
            Ok(Replica {
                url: url.clone(),
                readers: queue("replica_readers", readers.reading())?,
                long_lists: queue("replica_long_lists", readers.long())?,
                standing: ReplicaStanding::new(number + 1, metrics.replica(label)),
            })
        };
        let all = urls.iter().enumerate().map(open).collect::<Result<Vec<_>, OpenError>>()?;
        Ok(Self { all: all.into(), turn: Arc::default() })
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Replica] {
        &self.all
    }

    /// The number of threads that are busy for them at most.
    pub(super) fn jobs(&self) -> u32 {
        self.all.iter().map(|replica| replica.readers.jobs() + replica.long_lists.jobs()).sum()
    }

    /// The next one that is used, by turns.
    fn next(&self) -> Option<&Replica> {
        let count = self.all.len().max(1);
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        (0..count)
            .filter_map(|at| self.all.get((turn.wrapping_add(at)) % count))
            .find(|replica| replica.standing.is_used())
    }

    /// Asks the next one.
    pub(super) async fn ask<T, E, F>(
        &self,
        known: &KnownState,
        length: Length,
        work: F,
    ) -> Replied<T, E, F>
    where
        T: Send + 'static,
        E: From<DbError> + From<Error> + Send + 'static,
        F: FnOnce(&mut DbConnection, SeenState) -> Result<T, E> + Send + 'static,
    {
        match self.next() {
            Some(replica) => replica.ask(known.clone(), length, work).await,
            None => Replied::PassedBy(work),
        }
    }
}

impl Replica {
    async fn ask<T, E, F>(&self, known: KnownState, length: Length, work: F) -> Replied<T, E, F>
    where
        T: Send + 'static,
        E: From<DbError> + From<Error> + Send + 'static,
        F: FnOnce(&mut DbConnection, SeenState) -> Result<T, E> + Send + 'static,
    {
        let work = Arc::new(Mutex::new(Some(work)));
        let (asked, standing, wanted) = (Arc::clone(&work), self.standing.clone(), known.wanted());
        let reply = move |connection: &mut DbConnection| {
            let Some(seen) = caught_up(connection, (&known, &wanted), &standing)? else {
                return Ok(None);
            };
            let work = asked.lock().unwrap_or_else(PoisonError::into_inner).take();
            work.map(|work| work(connection, seen).map_err(NoAnswer::Own)).transpose()
        };
        let queue = match length {
            Length::Short => &self.readers,
            Length::Long => &self.long_lists,
        };
        let reply = queue.transact(Purpose::Read, reply).await;
        let left = work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let error = match (reply, left) {
            (Ok(Some(answer)), _) => return Replied::Done(Ok(answer)),
            (Err(NoAnswer::Own(error)), _) => return Replied::Done(Err(error)),
            // That more is asked than can be answered is no reason to ask the primary, which has to write.
            (Err(NoAnswer::Db(DbError::Overloaded)), _) => DbError::Overloaded.into(),
            (Err(error), Some(work)) => {
                log::debug!("a replica does not answer: {}", error.text());
                self.standing.leave_out(LeftOut::Unreachable, Instant::now());
                return self.pass_by(work);
            }
            (Ok(None), Some(work)) => return self.pass_by(work),
            (Err(NoAnswer::Db(error)), None) => error.into(),
            (Err(NoAnswer::Failed(error)), None) => error.into(),
            (Ok(None), None) => DbError::Internal("a question was lost".into()).into(),
        };
        Replied::Done(Err(error))
    }

    fn pass_by<T, E, F>(&self, work: F) -> Replied<T, E, F> {
        self.standing.passed_by();
        Replied::PassedBy(work)
    }
}

impl<E> NoAnswer<E> {
    fn text(&self) -> String {
        match self {
            Self::Own(_) => String::new(),
            Self::Db(error) => error.to_string(),
            Self::Failed(error) => error.to_string(),
        }
    }
}

/// Waits until the transaction sees what is wanted; `None` if that takes too long, or if it sees what may have been lost.
fn caught_up(
    connection: &mut DbConnection,
    (known, wanted): (&KnownState, &WantedState),
    standing: &ReplicaStanding,
) -> QueryResult<Option<SeenState>> {
    let end = Instant::now() + PATIENCE;
    loop {
        let (seen, stands) = SeenState::of_replica(connection, known, wanted)?;
        let now = Instant::now();
        standing.note(stands, now);
        match stands {
            Standing::Current(_) => return Ok(Some(seen)),
            Standing::Ahead => return Ok(None),
            Standing::Behind if now >= end => {
                standing.leave_out(LeftOut::Lags, now);
                return Ok(None);
            }
            Standing::Behind => {
                thread::sleep(BETWEEN);
                transaction::renew(connection)?;
            }
        }
    }
}
