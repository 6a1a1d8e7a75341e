//! One line of the log for each change that a request made.
//!
//! A change is logged when its transaction is committed: what is rolled back has not happened. Commands report their
//! changes themselves.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The target of these lines.
pub(crate) const TARGET: &str = "change";

/// A change of a record, without its content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ChangeNote {
    /// The revision.
    pub revision: i64,
    /// What was done.
    pub action: &'static str,
    /// The path of the record, such as `events/some-id`.
    pub record: String,
    /// Who did it.
    pub actor: String,
}

/// Whether a transaction was committed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CommitOutcome {
    /// It was.
    Committed,
    /// The database did not say.
    Unknown,
}

impl CommitOutcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Unknown => "unknown",
        }
    }
}

/// The changes of a request.
#[derive(Default)]
pub(super) struct RequestChanges(Mutex<Changes>);

#[derive(Default)]
struct Changes {
    /// Those of the transaction that has not ended.
    open: Vec<ChangeNote>,
    ended: Vec<(ChangeNote, CommitOutcome)>,
}

impl RequestChanges {
    /// Notes a change.
    pub(super) fn note(&self, change: ChangeNote) {
        self.lock().open.push(change);
    }

    /// Ends the transaction.
    pub(super) fn end(&self, outcome: CommitOutcome) {
        let mut changes = self.lock();
        let ended = std::mem::take(&mut changes.open);
        changes.ended.extend(ended.into_iter().map(|change| (change, outcome)));
    }

    /// Forgets the changes of a transaction that was rolled back.
    pub(super) fn forget(&self) {
        self.lock().open.clear();
    }

    /// Logs the changes of the transactions that have ended, once. Not while the writer is held: others wait for it.
    pub(super) fn log(&self, request_id: &str) {
        let ended = std::mem::take(&mut self.lock().ended);
        for (change, outcome) in ended {
            let ChangeNote { revision, action, record, actor } = &change;
            let doubt = match outcome {
                CommitOutcome::Committed => "",
                CommitOutcome::Unknown => " (outcome unknown)",
            };
            log::info!(
                target: TARGET,
                revision = *revision, action = *action, record = record.as_str(), actor = actor.as_str(),
                outcome = outcome.as_str(), request_id = request_id;
                "{revision} {action} {record} by {actor:?} {request_id}{doubt}"
            );
        }
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, Changes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
