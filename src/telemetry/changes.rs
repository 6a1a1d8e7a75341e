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

/// The changes of a transaction that has not ended.
#[derive(Default)]
pub(super) struct PendingChanges(Mutex<Vec<ChangeNote>>);

impl PendingChanges {
    /// Notes a change.
    pub(super) fn note(&self, change: ChangeNote) {
        self.lock().push(change);
    }

    /// Logs the changes.
    pub(super) fn log(&self, request_id: &str) {
        for change in self.take() {
            let ChangeNote { revision, action, record, actor } = &change;
            log::info!(
                target: TARGET,
                revision = *revision, action = *action, record = record.as_str(), actor = actor.as_str(),
                request_id = request_id;
                "{revision} {action} {record} by {actor:?} {request_id}"
            );
        }
    }

    /// Forgets the changes.
    pub(super) fn forget(&self) {
        drop(self.take());
    }

    fn take(&self) -> Vec<ChangeNote> {
        std::mem::take(&mut *self.lock())
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, Vec<ChangeNote>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
