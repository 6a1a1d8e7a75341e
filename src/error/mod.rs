//! Every error: of an answer ([`ApiError`], its status and its body) and of a command ([`CommandError`]).
//!
//! What the reader is told and what the operator finds in the log are never mixed: the cause of an internal
//! error is logged, the answer says only that there was one.

mod command;
mod fault;

use std::time::Duration;

use crate::{
    db::{
        error::DbError,
        failure::{Failure, classify},
    },
    values::instant::Instant,
};

pub use command::CommandError;
pub use fault::Fault;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What can go wrong with a request.
#[derive(Debug)]
pub enum ApiError {
    /// 400: the request is wrong in these places.
    Invalid(Vec<Fault>),
    /// 301: it was deleted and this address has taken its place.
    Moved(String),
    /// 401: who asks must say who they are. Whether a token was wrong, revoked or expired is not told.
    Unauthorized {
        /// Whether there was a token.
        given: bool,
    },
    /// 403: who asks may not.
    Forbidden {
        /// The role that may.
        needed: &'static str,
    },
    /// 404: there is no such thing; the text says what was looked for.
    NotFound(String),
    /// 405: the path exists, but not with this method.
    MethodNotAllowed {
        /// The methods that it has.
        allow: String,
    },
    /// 406: we do not have the format that was asked for.
    NotAcceptable,
    /// 408: the request did not arrive in time.
    RequestTimeout,
    /// 409: what is asked for contradicts what there is.
    Conflict {
        /// What contradicts.
        detail: String,
        /// Each contradiction, where there are several.
        faults: Vec<Fault>,
    },
    /// 410: it was deleted.
    Gone {
        /// What was deleted.
        detail: String,
        /// When.
        deleted_at: Instant,
    },
    /// 412: the state is another than the one that `If-Match` or `If-None-Match` names.
    PreconditionFailed(String),
    /// 413: the body is too large.
    TooLarge {
        /// How many bytes it may have.
        limit: usize,
    },
    /// 415: the body is compressed.
    UnsupportedEncoding,
    /// 415: the body has another media type.
    UnsupportedMediaType {
        /// The types that it may have.
        accepted: &'static str,
    },
    /// 428: which state is to be changed must be said.
    PreconditionRequired,
    /// 429: too many wrong tokens came from this address.
    TooManyRequests(Duration),
    /// 503: the database is busy or away.
    Unavailable(String),
    /// 500: a fault of this program.
    Internal(Cause),
}

impl ApiError {
    /// One wrong parameter.
    pub fn parameter(name: &str, code: &'static str, detail: String) -> Self {
        Self::Invalid(vec![Fault::of(name, code, detail)])
    }

    /// 503, with a cause for the log.
    pub fn unavailable(cause: &str) -> Self {
        Self::Unavailable(cause.to_owned())
    }

    /// 409, for one reason.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::Conflict { detail: detail.into(), faults: Vec::new() }
    }
}

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        match classify(&error) {
            Failure::Other | Failure::Damaged => Self::Internal(Box::new(error)),
            Failure::Busy | Failure::Unreachable | Failure::CannotWrite => {
                Self::Unavailable(error.to_string())
            }
        }
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(cause) => Self::Unavailable(cause),
            DbError::Internal(cause) => Self::Internal(cause),
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}
