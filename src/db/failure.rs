//! What a database error means for the one who asked.

use diesel::result::{DatabaseErrorKind, Error};

/// What kind of trouble the database is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Another writer holds it, or it took too long: the same request can succeed soon.
    Busy,
    /// It cannot be reached now: it is restarting, or the connection was lost.
    Unreachable,
    /// No room, or no permission to write: the operator must act.
    CannotWrite,
    /// The file is damaged or is no database: the operator must act.
    Damaged,
    /// A fault of this program.
    Other,
}

/// The texts by which SQLite and libpq name their troubles; Diesel passes them on without a code.
const TEXTS: [(&str, Failure); 23] = [
    ("database is locked", Failure::Busy),
    ("database table is locked", Failure::Busy),
    ("statement timeout", Failure::Busy),
    ("lock timeout", Failure::Busy),
    ("deadlock detected", Failure::Busy),
    ("database or disk is full", Failure::CannotWrite),
    ("disk I/O error", Failure::CannotWrite),
    ("attempt to write a readonly database", Failure::CannotWrite),
    ("read-only transaction", Failure::CannotWrite),
    ("No space left on device", Failure::CannotWrite),
    ("database disk image is malformed", Failure::Damaged),
    ("file is not a database", Failure::Damaged),
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
];

/// Classifies an error of Diesel.
pub fn classify(error: &Error) -> Failure {
    match error {
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | Error::BrokenTransactionManager => {
            Failure::Unreachable
        }
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Failure::Busy,
        Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => Failure::CannotWrite,
        Error::RollbackErrorOnCommit { commit_error, .. } => classify(commit_error),
        Error::DatabaseError(_, information) => classify_text(information.message()),
        other => classify_text(&other.to_string()),
    }
}

fn classify_text(message: &str) -> Failure {
    TEXTS.iter().find(|(text, _)| message.contains(text)).map_or(Failure::Other, |(_, failure)| *failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_of_the_databases_has_its_meaning() {
        for (text, failure) in TEXTS {
            let error =
                Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(format!("ERROR: {text} (5)")));
            assert_eq!(classify(&error), failure, "{text}");
        }
        assert_eq!(classify(&Error::NotFound), Failure::Other);
    }

    #[test]
    fn of_a_failed_commit_the_cause_counts() {
        let error = |text: &str| {
            Box::new(Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(text.to_owned())))
        };
        let failed = Error::RollbackErrorOnCommit {
            commit_error: error("database or disk is full"),
            rollback_error: error("cannot rollback - no transaction is active; terminating connection"),
        };
        assert_eq!(classify(&failed), Failure::CannotWrite);
    }
}
