//! Every error: of an answer ([`ApiError`], its status and its body) and of a command ([`CommandError`]).
//!
//! What the reader is told and what the operator finds in the log are never mixed: the cause of an internal
//! error is logged, the answer says only that there was one.

use std::fmt;

use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError, http::StatusCode, http::header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{
        DatabaseUrl,
        failure::{Failure, classify},
    },
    http::problem::Problem,
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
    /// 415: the body is compressed.
    UnsupportedEncoding,
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

    /// What the reader is told.
    fn problem(&self) -> Problem {
        let status = self.status_code();
        let (code, title, detail) = match self {
            Self::Invalid(_) => {
                ("invalid-request", "The request is not valid", "See `errors` for each fault.".to_owned())
            }
            Self::NotFound(what) => ("not-found", "Not found", what.clone()),
            Self::MethodNotAllowed { allow } => {
                ("method-not-allowed", "Method not allowed", format!("This address answers {allow}."))
            }
            Self::NotAcceptable => (
                "not-acceptable",
                "Not acceptable",
                "This address answers application/json: send `Accept: application/json` or no Accept at all."
                    .to_owned(),
            ),
            Self::RequestTimeout => (
                "request-timeout",
                "Request timeout",
                "The request took too long; send it again, or ask for less.".to_owned(),
            ),
            Self::UnsupportedEncoding => (
                "unsupported-encoding",
                "Unsupported media type",
                "Send the request body without Content-Encoding.".to_owned(),
            ),
            Self::Unavailable(_) => (
                "unavailable",
                "Service unavailable",
                "The data cannot be reached right now; try again in a moment.".to_owned(),
            ),
            Self::Internal(_) => (
                "internal",
                "Internal error",
                "Something went wrong here. Tell the operator the requestId.".to_owned(),
            ),
        };
        let errors = if let Self::Invalid(faults) = self { faults.clone() } else { Vec::new() };
        Problem { errors, ..Problem::new(status, code, title, detail) }
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
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::UnsupportedEncoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status_code());
        match self {
            Self::MethodNotAllowed { allow } => {
                response.insert_header((header::ALLOW, allow.as_str()));
            }
            Self::UnsupportedEncoding => {
                response.insert_header((header::ACCEPT_ENCODING, "identity"));
            }
            Self::Unavailable(cause) => {
                log::warn!("unavailable: {cause}");
                response.insert_header((header::RETRY_AFTER, "2"));
            }
            Self::RequestTimeout => {
                response.insert_header((header::RETRY_AFTER, "2"));
            }
            Self::Internal(cause) => log::error!("internal error: {cause}"),
            Self::Invalid(_) | Self::NotFound(_) | Self::NotAcceptable => {}
        }
        self.problem().into_response(&mut response)
    }
}

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
