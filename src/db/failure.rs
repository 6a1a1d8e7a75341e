//! Classifies database errors by what can be done about them.

use diesel::result::{DatabaseErrorKind, Error};

use super::{server_language, work_limit::INTERRUPTED};

/// A commit whose answer was lost: nobody knows whether the transaction was committed.
#[derive(Debug, thiserror::Error)]
#[error("the answer to COMMIT was lost: {0}")]
struct CommitLost(Error);

/// The error of a write whose commit failed: if the database may have committed before it failed, the error says
/// that the outcome is unknown.
pub(super) fn of_commit(error: Error) -> Error {
    match classify(&error) {
        Failure::Unreachable | Failure::DeviceFailed => {
            Error::QueryBuilderError(Box::new(CommitLost(error)))
        }
        _ => error,
    }
}

/// The same error for another client whose change failed with it.
pub(super) fn again(error: &Error) -> Error {
    match error {
        Error::QueryBuilderError(cause) => match cause.downcast_ref::<CommitLost>() {
            Some(CommitLost(lost)) => Error::QueryBuilderError(Box::new(CommitLost(again(lost)))),
            None => told(error),
        },
        other => told(other),
    }
}

/// The error of a change whose transaction was rolled back because of another change in it. It can be made again.
pub(super) fn rolled_back_with_another() -> Error {
    let text = "rolled back with another change in the same transaction".to_owned();
    Error::DatabaseError(DatabaseErrorKind::SerializationFailure, Box::new(text))
}

/// The error of a change of which nobody knows whether it was committed.
pub(super) fn commit_lost() -> Error {
    let lost = Error::QueryBuilderError("nobody waited for the commit".into());
    Error::QueryBuilderError(Box::new(CommitLost(lost)))
}

/// An error that is classified as the first one is.
fn told(error: &Error) -> Error {
    let (kind, text) = match error {
        Error::BrokenTransactionManager => return Error::BrokenTransactionManager,
        Error::RollbackErrorOnCommit { commit_error, .. } => return told(commit_error),
        Error::DatabaseError(kind, information) => (*kind, information.message().to_owned()),
        other => (DatabaseErrorKind::Unknown, other.to_string()),
    };
    Error::DatabaseError(kind, Box::new(text))
}

/// The reason why the database failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    /// Another writer holds a lock. The same request can succeed soon.
    Busy,
    /// The work took longer than it may, or nobody waits for it any more (see `work_limit`).
    TooSlow,
    /// The database is restarting, or the connection was lost.
    Unreachable,
    /// The disk is full, or the database is read-only. The operator must act.
    CannotWrite,
    /// The disk reports errors. The operator must act.
    DeviceFailed,
    /// The write may have been committed, or not.
    OutcomeUnknown,
    /// The file is damaged or is not a database. The operator must act.
    Damaged,
    /// Any other error: a fault of this program.
    Other,
}

impl Failure {
    /// All reasons.
    pub(crate) const ALL: [Self; 8] = [
        Self::Busy,
        Self::TooSlow,
        Self::Unreachable,
        Self::CannotWrite,
        Self::DeviceFailed,
        Self::OutcomeUnknown,
        Self::Damaged,
        Self::Other,
    ];

    /// Returns the name of the reason in the metrics.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::TooSlow => "too_slow",
            Self::Unreachable => "unreachable",
            Self::CannotWrite => "cannot_write",
            Self::DeviceFailed => "device_failed",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Damaged => "damaged",
            Self::Other => "other",
        }
    }
}

/// Parts of the error texts of SQLite, of libpq (both always English) and of PostgreSQL in English: Diesel does not
/// pass on their codes. For PostgreSQL in other languages see `server_language`.
const TEXTS: [(&str, Failure); 31] = [
    ("database is locked", Failure::Busy),
    ("database table is locked", Failure::Busy),
    ("statement timeout", Failure::TooSlow),
    ("statement due to user request", Failure::TooSlow),
    (INTERRUPTED, Failure::TooSlow),
    ("lock timeout", Failure::Busy),
    ("deadlock detected", Failure::Busy),
    ("database or disk is full", Failure::CannotWrite),
    ("disk I/O error", Failure::DeviceFailed),
    ("attempt to write a readonly database", Failure::CannotWrite),
    ("read-only transaction", Failure::CannotWrite),
    ("No space left on device", Failure::CannotWrite),
    ("database disk image is malformed", Failure::Damaged),
    ("file is not a database", Failure::Damaged),
    ("invalid fts5 file format", Failure::Damaged),
    ("vtable constructor failed", Failure::Damaged),
    ("server closed the connection", Failure::Unreachable),
    ("terminating connection", Failure::Unreachable),
    ("SSL SYSCALL error", Failure::Unreachable),
    ("SSL connection has been closed", Failure::Unreachable),
    ("could not receive data from server", Failure::Unreachable),
    ("could not send data to server", Failure::Unreachable),
    ("could not connect to server", Failure::Unreachable),
    ("connection to server", Failure::Unreachable),
    ("no connection to the server", Failure::Unreachable),
    ("the database system is", Failure::Unreachable),
    ("unable to open database file", Failure::Unreachable),
    // Of PgBouncer, in place of a server.
    ("server conn crashed", Failure::Unreachable),
    ("pgbouncer cannot connect", Failure::Unreachable),
    ("server login has been failing", Failure::Unreachable),
    ("query_wait_timeout", Failure::Unreachable),
];

/// Returns the reason for an error of Diesel.
pub(crate) fn classify(error: &Error) -> Failure {
    match error {
        Error::QueryBuilderError(cause) if cause.is::<CommitLost>() => Failure::OutcomeUnknown,
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
        | Error::BrokenTransactionManager => Failure::Unreachable,
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Failure::Busy,
        Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => Failure::CannotWrite,
        Error::RollbackErrorOnCommit { commit_error, .. } => classify(commit_error),
        Error::DatabaseError(_, information) => classify_text(information.message()),
        other => classify_text(&other.to_string()),
    }
}

/// Whether this says that the server is gone, or no longer the one that may be written to, so that another connection is
/// needed.
pub(super) fn needs_another_connection(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _))
        || classify(error) == Failure::Unreachable
}

/// Whether a text says that the file is damaged.
pub(super) fn tells_damage(message: &str) -> bool {
    classify_text(message) == Failure::Damaged
}

fn classify_text(message: &str) -> Failure {
    match TEXTS.iter().find(|(text, _)| message.contains(text)) {
        Some((_, failure)) => *failure,
        None if server_language::is_busy(message) => Failure::Busy,
        None if server_language::is_disk_full(message) => Failure::CannotWrite,
        None => Failure::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_text_is_classified() {
        for (text, failure) in TEXTS {
            let error = Error::DatabaseError(
                DatabaseErrorKind::Unknown,
                Box::new(format!("ERROR: {text} (5)")),
            );
            assert_eq!(classify(&error), failure, "{text}");
        }
        assert_eq!(classify(&Error::NotFound), Failure::Other);
    }

    #[test]
    fn a_failed_commit_is_classified_by_its_cause() {
        let error = |text: &str| {
            Box::new(Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(text.to_owned())))
        };
        let failed = Error::RollbackErrorOnCommit {
            commit_error: error("database or disk is full"),
            rollback_error: error(
                "cannot rollback - no transaction is active; terminating connection",
            ),
        };
        assert_eq!(classify(&failed), Failure::CannotWrite);
    }

    #[test]
    fn all_whose_change_failed_are_told_the_same() {
        let of_kind = |kind| Error::DatabaseError(kind, Box::new("ein Fehler".to_owned()));
        let error = |text: &str| {
            Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(text.to_owned()))
        };
        let (commit, rollback) = (error("database or disk is full"), error("disk I/O error"));
        let (commit_error, rollback_error) = (Box::new(commit), Box::new(rollback));
        let errors = [
            of_kind(DatabaseErrorKind::ReadOnlyTransaction),
            of_kind(DatabaseErrorKind::SerializationFailure),
            of_kind(DatabaseErrorKind::ClosedConnection),
            Error::BrokenTransactionManager,
            Error::RollbackErrorOnCommit { commit_error, rollback_error },
            of_commit(error("disk I/O error")),
            commit_lost(),
            rolled_back_with_another(),
            error("lock timeout"),
            Error::NotFound,
        ];
        for error in errors {
            assert_eq!(classify(&again(&error)), classify(&error), "{error}");
        }
    }

    #[test]
    fn a_commit_that_may_have_succeeded_is_not_said_to_have_failed() {
        for (text, failure) in [
            ("server closed the connection unexpectedly", Failure::OutcomeUnknown),
            ("disk I/O error", Failure::OutcomeUnknown),
            ("database or disk is full", Failure::CannotWrite),
            ("database is locked", Failure::Busy),
            ("FOREIGN KEY constraint failed", Failure::Other),
        ] {
            let cause = Box::new(text.to_owned());
            let error = of_commit(Error::DatabaseError(DatabaseErrorKind::Unknown, cause));
            assert_eq!(classify(&error), failure, "{text}");
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
