//! For which service something is done, wherever it is done: in the task of a request, and on the thread that asks the
//! database for it.

use super::failures::DatabaseFailures;

tokio::task_local! {
    static CURRENT: Observed;
}

/// The service for which something is done.
#[derive(Clone)]
pub(crate) struct Observed {
    failures: DatabaseFailures,
}

impl Observed {
    /// What is observed where this is called.
    pub(crate) fn here(failures: &DatabaseFailures) -> Self {
        CURRENT.try_with(Self::clone).unwrap_or_else(|_outside| Self { failures: failures.clone() })
    }

    /// Observes what is done on this thread.
    pub(crate) fn run<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }
}

/// Counts a failure of the database, if it is one of a service.
pub(crate) fn database_failed(kind: &'static str) {
    // A command is observed by nobody: it ends with its failure.
    let _ = CURRENT.try_with(|observed| observed.failures.count(kind));
}
