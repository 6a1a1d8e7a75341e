//! Changes of several clients in one transaction.
//!
//! A commit waits for the disk, which takes as long for one change as for many. So the changes that have come while a
//! transaction was committed share the next one. Each is made behind a savepoint, so that one that fails leaves nothing
//! behind and takes nothing from the others; and each client is answered when the transaction is committed.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use actix_web::rt::time::timeout;
use diesel::result::Error;
use tokio::sync::oneshot;

use super::{
    DbConnection,
    client_lanes::{ClientKey, ClientLanes},
    connection_queue::{ConnectionQueue, QueueLimits},
    error::DbError,
    failure,
    public_state::{self, KnownState, MadeState},
    transaction::{self, Before},
    work_limit::{self, WorkLimit},
};
use crate::telemetry::{
    observed::Observed,
    queue::{QueueWait, WaitMetrics},
};

/// The most changes of one transaction, and the time after which no further one joins it.
const MOST: usize = 64;
const LONGEST: Duration = Duration::from_millis(20);

/// The most changes that wait.
const MOST_WAITING: usize = 256;

/// The changes of one client that wait at the same time at most: half of a transaction.
const OF_ONE: u32 = 32;

/// How long after its time a change may say by itself that it was ended.
const GRACE: Duration = Duration::from_secs(1);

/// The changes that wait for a transaction. A clone shares them.
#[derive(Clone)]
pub(super) struct ChangeGroups {
    lobby: Arc<Mutex<Lobby>>,
    clients: ClientLanes,
    /// How long a change waits and works at most.
    longest: Duration,
}

#[derive(Default)]
struct Lobby {
    waiting: VecDeque<Box<dyn GroupedChange>>,
    /// Whether somebody sees to it that they are made.
    is_led: bool,
}

/// A change that waits.
trait GroupedChange: Send {
    /// Makes it in the transaction that is open; returns what is told to its client afterwards.
    fn make(self: Box<Self>, connection: &mut DbConnection, before: Before) -> Box<dyn MadeChange>;

    /// Tells its client that it was not made.
    fn refuse(self: Box<Self>, why: &NotMade);
}

/// Why changes are not made.
pub(super) enum NotMade {
    /// They do not get a connection in time.
    Refused(DbError),
    /// The transaction does not begin.
    Failed(Error),
}

impl From<DbError> for NotMade {
    fn from(error: DbError) -> Self {
        Self::Refused(error)
    }
}

impl From<Error> for NotMade {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// A change that was made, or refused, in a transaction that has not ended.
trait MadeChange: Send {
    /// Whether something was written.
    fn has_written(&self) -> bool;

    /// Tells its client, after the transaction was committed or failed.
    fn conclude(self: Box<Self>, failed: Option<&Error>);
}

/// What is known of a change while it waits.
struct ChangeWait {
    waiting: QueueWait,
    /// Whether its client still waits.
    limit: Arc<WorkLimit>,
    /// How long it may take.
    most: Duration,
}

/// Tells a change that waits that its client has left.
struct AbandonedOnDrop(Arc<WorkLimit>);

impl Drop for AbandonedOnDrop {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

struct TypedChange<T, E, F> {
    wait: ChangeWait,
    work: F,
    client: oneshot::Sender<Result<T, E>>,
}

struct TypedResult<T, E> {
    observed: Observed,
    most: Duration,
    done: Result<T, E>,
    client: oneshot::Sender<Result<T, E>>,
}

/// The changes of one transaction, to be concluded when the state that they made is known. If nobody does, because the
/// commit took too long, their outcome is unknown.
#[derive(Default)]
pub(super) struct Group {
    made: Vec<Box<dyn MadeChange>>,
    /// What they made of the data set.
    state: Option<MadeState>,
    failed: Option<Error>,
}

impl ChangeGroups {
    /// Groups the changes that wait in a queue of these limits.
    pub(super) fn new(limits: QueueLimits, waits: WaitMetrics) -> Self {
        let clients = ClientLanes::new(limits.waiting(OF_ONE), waits);
        Self { lobby: Arc::default(), clients, longest: limits.patience + limits.work + GRACE }
    }

    /// Makes a change of a client, which takes no longer than `most`, together with others. If nobody sees to it that the
    /// changes are made, `lead` does from now on.
    pub(super) async fn commit<T, E, F>(
        &self,
        writers: &ConnectionQueue,
        client: ClientKey,
        most: Duration,
        work: F,
        lead: impl FnOnce(),
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let lane = self.clients.enter(client).await?;
        let limit = WorkLimit::of(most);
        let _left = AbandonedOnDrop(Arc::clone(&limit));
        let (result, leads) =
            self.join(ChangeWait { waiting: writers.waiting(), limit, most }, work)?;
        if leads {
            lead();
        }
        let Ok(done) = timeout(self.longest, result).await else {
            return Err(writers.too_slow().into());
        };
        lane.served();
        // Nobody is left who could tell.
        done.unwrap_or_else(|_gone| Err(writers.too_slow().into()))
    }

    /// Lets a change wait. Returns its result to come, and whether somebody has to lead the changes now.
    fn join<T, E, F>(
        &self,
        wait: ChangeWait,
        work: F,
    ) -> Result<(oneshot::Receiver<Result<T, E>>, bool), DbError>
    where
        T: Send + 'static,
        E: From<DbError> + From<Error> + Send + 'static,
        F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
    {
        let mut lobby = self.lock();
        if lobby.waiting.len() >= MOST_WAITING {
            drop(lobby);
            wait.waiting.refused();
            return Err(DbError::Overloaded);
        }
        let (client, result) = oneshot::channel();
        lobby.waiting.push_back(Box::new(TypedChange { wait, work, client }));
        let leads = !std::mem::replace(&mut lobby.is_led, true);
        Ok((result, leads))
    }

    /// Makes the changes that wait, in the transaction that is open, and ends it.
    pub(super) fn make(&self, connection: &mut DbConnection) -> Group {
        let (mut group, began) = (Group::default(), Instant::now());
        let mut before = Before::Nothing;
        drop(public_state::made());
        while let Some(change) = self.next(&group, began) {
            let made = change.make(connection, before);
            let (has_written, state) = (made.has_written(), public_state::made());
            group.made.push(made);
            if has_written {
                before = Before::Changes;
                group.state = state.or(group.state.take());
            }
            if !transaction::is_open(connection) {
                let is_lost = before == Before::Changes;
                group.failed = is_lost.then(failure::rolled_back_with_another);
                return group;
            }
        }
        group.failed = transaction::end_group(connection, before).err();
        group
    }

    /// Takes the change that has waited longest, if the transaction may have another one.
    fn next(&self, group: &Group, began: Instant) -> Option<Box<dyn GroupedChange>> {
        let is_full = group.made.len() >= MOST || began.elapsed() >= LONGEST;
        if is_full { None } else { self.lock().waiting.pop_front() }
    }

    /// Refuses all changes that wait.
    pub(super) fn refuse(&self, why: &NotMade) {
        let waiting = std::mem::take(&mut self.lock().waiting);
        for change in waiting {
            change.refuse(why);
        }
    }

    /// Whether further changes wait. If not, whoever comes next leads.
    pub(super) fn go_on(&self) -> bool {
        let mut lobby = self.lock();
        lobby.is_led = !lobby.waiting.is_empty();
        lobby.is_led
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, Lobby> {
        self.lobby.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Group {
    /// Notes what the changes made of the data set, before their clients hear of it.
    pub(super) fn note(&self, known: &KnownState, connection: &mut DbConnection) {
        known.note_end(self.failed.is_none(), self.state.as_ref(), connection);
    }

    /// Tells all clients.
    pub(super) fn conclude(mut self) {
        for made in self.made.drain(..) {
            made.conclude(self.failed.as_ref());
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for made in self.made.drain(..) {
            made.conclude(Some(&failure::commit_lost()));
        }
    }
}

impl<T, E, F> GroupedChange for TypedChange<T, E, F>
where
    T: Send + 'static,
    E: From<DbError> + From<Error> + Send + 'static,
    F: FnOnce(&mut DbConnection) -> Result<T, E> + Send + 'static,
{
    fn make(self: Box<Self>, connection: &mut DbConnection, before: Before) -> Box<dyn MadeChange> {
        let Self { wait: ChangeWait { waiting, limit, most }, work, client } = *self;
        let observed = waiting.observed();
        let done = if limit.is_abandoned() {
            Err(DbError::Unavailable("its client has left".to_owned()).into())
        } else {
            let _measured = waiting.begun();
            // A client that leaves meanwhile does not interrupt a statement: SQLite would roll back the changes of the
            // others with it. Nor does a fault of the program.
            let change = |connection: &mut DbConnection| {
                let done = catch_unwind(AssertUnwindSafe(|| work(connection)));
                let value =
                    done.map_err(|_panic| DbError::Internal("a change panicked".into()))??;
                work_limit::check()?;
                if limit.is_abandoned() { Err(work_limit::interrupted().into()) } else { Ok(value) }
            };
            let made =
                || work_limit::part(most, || transaction::in_group(connection, before, change)).0;
            observed.clone().run(most, made)
        };
        Box::new(TypedResult { observed, most, done, client })
    }

    fn refuse(self: Box<Self>, why: &NotMade) {
        let ChangeWait { waiting, most, .. } = self.wait;
        let error = match why {
            NotMade::Refused(error) => {
                waiting.refused();
                error.again().into()
            }
            // Made where it is counted for the request.
            NotMade::Failed(error) => waiting.observed().run(most, || failure::again(error).into()),
        };
        let _ = self.client.send(Err(error)); // a client that has left needs no answer
    }
}

impl<T, E> MadeChange for TypedResult<T, E>
where
    T: Send + 'static,
    E: From<DbError> + From<Error> + Send + 'static,
{
    fn has_written(&self) -> bool {
        self.done.is_ok()
    }

    fn conclude(self: Box<Self>, failed: Option<&Error>) {
        let Self { observed, most, done, client } = *self;
        let done = observed.run(most, || {
            let done = done.and_then(|value| match failed {
                None => Ok(value),
                Some(error) => Err(failure::again(error).into()),
            });
            transaction::note_end(done.is_ok(), failed);
            done
        });
        let _ = client.send(done); // as above
    }
}
