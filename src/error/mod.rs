//! Errors of requests ([`ApiError`]) and of commands ([`CommandError`]).
//!
//! The cause of an internal error is for the operator only: it is logged, and the response does not have it.

mod command;
mod fault;

use std::time::Duration;

use crate::{
    db::{
        error::DbError,
        failure::{Failure, classify},
    },
    telemetry::observed,
    text::messages::Message,
    values::instant::Instant,
};

pub use command::CommandError;
pub use fault::Fault;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An error of a request. The first word of each description is the status of the response.
#[derive(Debug)]
pub enum ApiError {
    /// 400: the request has these faults.
    Invalid(Vec<Fault>),
    /// 301: the record was deleted, and the record at this address replaces it.
    Moved(String),
    /// 501: another format of oEmbed than JSON.
    NotImplemented,
    /// 403: a form of the desk that another site sent.
    ForeignForm,
    /// 401: a valid token is needed. The response does not reveal whether a token was wrong, revoked or
    /// expired.
    Unauthorized {
        /// Whether the request had a token.
        given: bool,
    },
    /// 403: the token does not permit this.
    Forbidden {
        /// The role that permits it.
        needed: &'static str,
    },
    /// 404: the resource does not exist. The text names it.
    NotFound(Message),
    /// 405: the address does not support this method.
    MethodNotAllowed {
        /// The supported methods.
        allow: String,
    },
    /// 406: none of the requested formats is available.
    NotAcceptable,
    /// 408: the request did not arrive in time.
    RequestTimeout,
    /// 408: the head of the request did not come to its end in time.
    SlowHead,
    /// 431: the head of the request has too many bytes or lines.
    HeadTooLarge,
    /// 409: the request contradicts the current data.
    Conflict {
        /// The contradiction.
        detail: Message,
        /// The contradictions, if there are several.
        faults: Vec<Fault>,
    },
    /// 410: the record was deleted.
    Gone {
        /// The name of the deleted record.
        detail: Message,
        /// The moment of deletion.
        deleted_at: Instant,
    },
    /// 412: `If-Match` or `If-None-Match` does not match the current record.
    PreconditionFailed(Message),
    /// 412: records of a file were changed after what its author has seen.
    RecordsChanged(Vec<Fault>),
    /// 413: the body is too large.
    TooLarge {
        /// The maximum size in bytes.
        limit: usize,
    },
    /// 413: the records of a file keep other writers waiting for longer than they may.
    TooManyRecords {
        /// The time that they may take.
        most: Duration,
    },
    /// 415: the body is compressed.
    UnsupportedEncoding,
    /// 415: the body has another media type.
    UnsupportedMediaType {
        /// The accepted types.
        accepted: &'static str,
    },
    /// 428: `If-Match` is required.
    PreconditionRequired,
    /// 429: too many wrong tokens came from this address.
    TooManyRequests(Duration),
    /// 429: this client, or this token, made too many requests.
    RateLimited(Duration),
    /// 503: something is in use that is free again soon. The text is for the log.
    Busy(String),
    /// 503: the database cannot be used until somebody acts, or it restarts. The text is for the log.
    Unavailable(String),
    /// 503: more is asked than can be answered soon. The log tells of all together.
    Overloaded,
    /// 503: the answer takes more time than a request may. The text is for the log.
    TooSlow(String),
    /// 503: the connection was lost while the database committed. The text is for the log.
    OutcomeUnknown(String),
    /// 500: a fault of this program.
    Internal(Cause),
}

impl ApiError {
    /// Makes an error of one query parameter.
    pub fn parameter(name: &str, code: &'static str, detail: Message) -> Self {
        Self::Invalid(vec![Fault::of(name, code, detail)])
    }

    /// Makes a 503 of something in use, with a cause for the log.
    pub fn busy(cause: &str) -> Self {
        Self::Busy(cause.to_owned())
    }

    /// Makes a 409 with one reason.
    pub fn conflict(detail: Message) -> Self {
        Self::Conflict { detail, faults: Vec::new() }
    }
}

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        let failure = classify(&error);
        observed::database_failed(failure.as_str());
        match failure {
            Failure::Other => Self::Internal(Box::new(error)),
            Failure::TooSlow => Self::TooSlow(too_slow(&error)),
            Failure::Busy => Self::Busy(error.to_string()),
            Failure::OutcomeUnknown => Self::OutcomeUnknown(error.to_string()),
            Failure::Unreachable
            | Failure::CannotWrite
            | Failure::Damaged
            | Failure::DeviceFailed => Self::Unavailable(error.to_string()),
        }
    }
}

/// The text of a statement that was ended: the databases do not say how long it was allowed to take.
fn too_slow(error: &diesel::result::Error) -> String {
    match observed::time_allowed() {
        Some(time) => format!("{}: {error}", DbError::TooSlow(time)),
        None => error.to_string(),
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(cause) => Self::Unavailable(cause),
            DbError::Overloaded => Self::Overloaded,
            DbError::TooSlow(_) => Self::TooSlow(error.to_string()),
            DbError::OutcomeUnknown(_) => Self::OutcomeUnknown(error.to_string()),
            DbError::Internal(cause) => Self::Internal(cause),
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}
