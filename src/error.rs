//! Every error: of an answer ([`ApiError`], its status and its body) and of a command ([`CommandError`]).
//!
//! What the reader is told and what the operator finds in the log are never mixed: the cause of an internal
//! error is logged, the answer says only that there was one.

use std::{fmt, time::Duration};

use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError, http::StatusCode, http::header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{
        DatabaseUrl,
        failure::{Failure, classify},
    },
    http::problem::Problem,
    values::instant::Instant,
};

/// One thing that is wrong with a request or a record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Fault {
    /// The query parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "kind")]
    pub parameter: Option<String>,
    /// Where in the body it is wrong: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/startDate")]
    pub pointer: Option<String>,
    /// What kind of fault it is, for programs.
    #[schema(value_type = String, example = "invalid-value")]
    pub code: &'static str,
    /// What is wrong and what would be valid, for people.
    #[schema(example = "“visti” is not a kind of event; did you mean “visit”?")]
    pub detail: String,
}

impl Fault {
    /// A fault of a query parameter.
    pub fn of(parameter: &str, code: &'static str, detail: String) -> Self {
        Self { parameter: Some(parameter.to_owned()), pointer: None, code, detail }
    }

    /// A fault at a place in a document.
    pub fn at(pointer: impl Into<String>, code: &'static str, detail: String) -> Self {
        Self { parameter: None, pointer: Some(pointer.into()), code, detail }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter.as_deref().or(self.pointer.as_deref()) {
            Some("") | None => f.write_str(&self.detail),
            Some(place) => write!(f, "{place}: {}", self.detail),
        }
    }
}

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

    /// What the reader is told: the code of the problem's type, and what went wrong.
    fn told(&self) -> (&'static str, &'static str, String) {
        let text = str::to_owned;
        match self {
            Self::Invalid(_) => {
                ("invalid-request", "The request is not valid", text("See `errors` for each fault."))
            }
            Self::Moved(_) => ("moved", "Moved", text("See `Location`.")),
            Self::Unauthorized { given: false } => (
                "unauthorized",
                "A token is needed",
                text(
                    "Send `Authorization: Bearer …` with a token; the operator makes one with `twinning token create`.",
                ),
            ),
            Self::Unauthorized { given: true } => (
                "unauthorized",
                "The token is not valid",
                text(
                    "Send a token that is valid, or none to read what is public; the operator makes one with `twinning token create`.",
                ),
            ),
            Self::Forbidden { needed } => (
                "forbidden",
                "The token may not do this",
                format!("This takes a token with the role “{needed}”."),
            ),
            Self::NotFound(what) => ("not-found", "Not found", what.clone()),
            Self::MethodNotAllowed { allow } => {
                ("method-not-allowed", "Method not allowed", format!("This address answers {allow}."))
            }
            Self::NotAcceptable => (
                "not-acceptable",
                "Not acceptable",
                text(
                    "This address answers application/json: send `Accept: application/json` or no Accept at all.",
                ),
            ),
            Self::RequestTimeout => (
                "request-timeout",
                "Request timeout",
                text("The request took too long; send it again, or ask for less."),
            ),
            Self::Conflict { detail, .. } => ("conflict", "Conflict", detail.clone()),
            Self::Gone { detail, .. } => ("gone", "Deleted", detail.clone()),
            Self::PreconditionFailed(detail) => {
                ("precondition-failed", "The record has another state", detail.clone())
            }
            Self::TooLarge { limit } => {
                ("too-large", "The body is too large", format!("Send at most {limit} bytes."))
            }
            Self::UnsupportedEncoding => (
                "unsupported-encoding",
                "Unsupported media type",
                text("Send the request body without Content-Encoding."),
            ),
            Self::UnsupportedMediaType { accepted } => (
                "unsupported-media-type",
                "Unsupported media type",
                format!("Send the body as `Content-Type: {accepted}`."),
            ),
            Self::PreconditionRequired => (
                "precondition-required",
                "Which state is to be changed?",
                text("GET the record, and send its `ETag` as `If-Match`: then nobody's change is lost."),
            ),
            Self::TooManyRequests(_) => (
                "too-many-requests",
                "Too many wrong tokens",
                text("Too many wrong tokens came from this address; wait as long as `Retry-After` says."),
            ),
            Self::Unavailable(_) => (
                "unavailable",
                "Service unavailable",
                text("The data cannot be reached right now; try again in a moment."),
            ),
            Self::Internal(_) => (
                "internal",
                "Internal error",
                text("Something went wrong here. Tell the operator the requestId."),
            ),
        }
    }

    /// The body of the answer.
    fn problem(&self) -> Problem {
        let (code, title, detail) = self.told();
        let problem = Problem::new(self.status_code(), code, title, detail);
        match self {
            Self::Invalid(faults) | Self::Conflict { faults, .. } => {
                Problem { errors: faults.clone(), ..problem }
            }
            Self::Gone { deleted_at, .. } => Problem { deleted_at: Some(*deleted_at), ..problem },
            _ => problem,
        }
    }
}

impl fmt::Display for ApiError {
    /// For the log: with the cause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(cause) => write!(f, "unavailable: {cause}"),
            Self::Internal(cause) => write!(f, "internal error: {cause}"),
            other => f.write_str(&other.problem().title),
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Moved(_) => StatusCode::MOVED_PERMANENTLY,
            Self::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden { .. } => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::Gone { .. } => StatusCode::GONE,
            Self::PreconditionFailed(_) => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedEncoding | Self::UnsupportedMediaType { .. } => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Self::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status_code());
        match self {
            Self::Moved(location) => {
                return response.insert_header((header::LOCATION, location.as_str())).finish();
            }
            Self::Unauthorized { given } => {
                // RFC 6750 §3.1: no error code for who brought nothing.
                let challenge = if *given { INVALID_TOKEN } else { NO_TOKEN };
                response.insert_header((header::WWW_AUTHENTICATE, challenge));
            }
            Self::Forbidden { needed } => {
                // RFC 6750 §3.1: which role would do is the scope.
                let challenge = format!("{NO_TOKEN}, error=\"insufficient_scope\", scope=\"{needed}\"");
                response.insert_header((header::WWW_AUTHENTICATE, challenge));
            }
            Self::MethodNotAllowed { allow } => {
                response.insert_header((header::ALLOW, allow.as_str()));
            }
            Self::UnsupportedEncoding => {
                response.insert_header((header::ACCEPT_ENCODING, "identity"));
            }
            Self::UnsupportedMediaType { accepted } => {
                response.insert_header((header::ACCEPT, *accepted));
            }
            Self::TooManyRequests(wait) => {
                response.insert_header((header::RETRY_AFTER, wait.as_secs().max(1).to_string()));
            }
            Self::Unavailable(cause) => {
                log::warn!("unavailable: {cause}");
                response.insert_header((header::RETRY_AFTER, "2"));
            }
            Self::RequestTimeout => {
                response.insert_header((header::RETRY_AFTER, "2"));
            }
            Self::Internal(cause) => log::error!("internal error: {cause}"),
            _ => {}
        }
        self.problem().into_response(&mut response)
    }
}

/// What `WWW-Authenticate` says (RFC 6750 §3).
const NO_TOKEN: &str = "Bearer realm=\"twinning\"";
const INVALID_TOKEN: &str = "Bearer realm=\"twinning\", error=\"invalid_token\"";

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        match classify(&error) {
            Failure::Other => Self::Internal(Box::new(error)),
            Failure::Busy | Failure::Unreachable | Failure::CannotWrite | Failure::Damaged => {
                Self::Unavailable(error.to_string())
            }
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// What stops a command: one line that says what, and what to do.
#[derive(Debug)]
pub struct CommandError(pub String);

impl CommandError {
    /// The database cannot be used.
    pub fn database(url: &DatabaseUrl, why: &str) -> Self {
        Self(format!("cannot use the database {url}: {why}"))
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CommandError {}

impl From<diesel::result::Error> for CommandError {
    fn from(error: diesel::result::Error) -> Self {
        Self(format!("the database refused: {error}"))
    }
}
