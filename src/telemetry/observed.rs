//! What is observed of the request that is being answered, wherever it is worked on: its task, and the thread that asks
//! the database for it.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use super::{
    changes::{ChangeNote, CommitOutcome, RequestChanges},
    failures::DatabaseFailures,
    stopwatch::Stopwatch,
};

tokio::task_local! {
    static CURRENT: Observed;
}

/// The service and, unless it works for itself, the request for which something is done.
#[derive(Clone)]
pub(crate) struct Observed {
    failures: DatabaseFailures,
    request: Option<Arc<ObservedRequest>>,
    /// How long the work of this thread may take.
    allowed: Option<Duration>,
}

/// The bearer of the token that a request had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ObservedActor {
    name: String,
    token_id: String,
}

impl ObservedActor {
    /// The name of the token.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The public id of the token.
    pub(crate) fn token_id(&self) -> &str {
        &self.token_id
    }
}

/// What is observed of one request.
pub(crate) struct ObservedRequest {
    id: String,
    waits: Stopwatch,
    work: Stopwatch,
    actor: OnceLock<ObservedActor>,
    changes: RequestChanges,
}

impl ObservedRequest {
    /// Begins with the request of this id.
    pub(crate) fn new(id: &str) -> Arc<Self> {
        Arc::new(Self {
            id: id.to_owned(),
            waits: Stopwatch::default(),
            work: Stopwatch::default(),
            actor: OnceLock::new(),
            changes: RequestChanges::default(),
        })
    }

    /// Logs the changes that it made.
    pub(crate) fn log_changes(&self) {
        self.changes.log(&self.id);
    }

    /// How long it waited for connections so far, in microseconds.
    pub(crate) fn queue_micros(&self) -> u64 {
        micros(self.waits.total(Instant::now()))
    }

    /// How long it used connections so far, in microseconds.
    pub(crate) fn database_micros(&self) -> u64 {
        micros(self.work.total(Instant::now()))
    }

    /// Whose token it had, if it was valid.
    pub(crate) fn actor(&self) -> Option<&ObservedActor> {
        self.actor.get()
    }
}

impl Drop for ObservedRequest {
    /// The work of a client that has left can still be committed.
    fn drop(&mut self) {
        self.log_changes();
    }
}

impl Observed {
    /// What a request is observed by.
    pub(crate) fn request(failures: &DatabaseFailures, request: &Arc<ObservedRequest>) -> Self {
        Self { failures: failures.clone(), request: Some(Arc::clone(request)), allowed: None }
    }

    /// What is observed where this is called; the service itself outside of a request.
    pub(crate) fn here(failures: &DatabaseFailures) -> Self {
        CURRENT.try_with(Self::clone).unwrap_or_else(|_outside| Self {
            failures: failures.clone(),
            request: None,
            allowed: None,
        })
    }

    /// Observes what the future does.
    pub(crate) fn follow<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, work)
    }

    /// Observes what is done on this thread, where it may take so long.
    pub(crate) fn run<T>(self, allowed: Duration, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(Self { allowed: Some(allowed), ..self }, work)
    }

    /// Notes that the request begins to wait for a connection, or for a place before one.
    pub(super) fn begins_to_wait(&self) {
        if let Some(request) = &self.request {
            request.waits.start(Instant::now());
        }
    }

    /// Notes that it waits no more.
    pub(super) fn ends_to_wait(&self) {
        if let Some(request) = &self.request {
            request.waits.stop(Instant::now());
        }
    }

    /// Notes that the request begins to use a connection.
    pub(super) fn begins_to_work(&self) {
        if let Some(request) = &self.request {
            request.work.start(Instant::now());
        }
    }

    /// Notes that it uses it no more.
    pub(super) fn ends_to_work(&self) {
        if let Some(request) = &self.request {
            request.work.stop(Instant::now());
        }
    }
}

/// Microseconds, as the log has them.
pub(crate) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Counts a failure of the database, if it is one of a service.
pub(crate) fn database_failed(kind: &'static str) {
    // A command is observed by nobody: it ends with its failure.
    let _ = CURRENT.try_with(|observed| observed.failures.count(kind));
}

/// How long the work of this thread may take; `None` if it may take any time, as that of a command.
pub(crate) fn time_allowed() -> Option<Duration> {
    CURRENT.try_with(|observed| observed.allowed).ok().flatten()
}

/// Notes whose token the request had.
pub(crate) fn identified(name: &str, token_id: &str) {
    with_request(|request| {
        let actor = || ObservedActor { name: name.to_owned(), token_id: token_id.to_owned() };
        request.actor.get_or_init(actor);
    });
}

/// Notes a change that is logged if its transaction is committed.
pub(crate) fn changed(change: impl FnOnce() -> ChangeNote) {
    with_request(|request| request.changes.note(change()));
}

/// Keeps the changes of a transaction that was committed for the log.
pub(crate) fn committed() {
    with_request(|request| request.changes.end(CommitOutcome::Committed));
}

/// Keeps the changes of a transaction that may have been committed.
pub(crate) fn outcome_unknown() {
    with_request(|request| request.changes.end(CommitOutcome::Unknown));
}

/// Forgets the changes of a transaction that was rolled back.
pub(crate) fn rolled_back() {
    with_request(|request| request.changes.forget());
}

fn with_request(note: impl FnOnce(&ObservedRequest)) {
    // Outside of a request there is nothing to note.
    let _ = CURRENT.try_with(|observed| observed.request.as_deref().map(note));
}
