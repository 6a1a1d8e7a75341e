//! Errors as answers: status, problem and headers.

use std::fmt;

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError,
    http::{StatusCode, header},
};

use super::problem::Problem;
use crate::{
    error::{ApiError, Fault},
    http::read::VARY,
};

/// What `WWW-Authenticate` says (RFC 6750 §3).
const NO_TOKEN: &str = "Bearer realm=\"twinning\"";
const INVALID_TOKEN: &str = "Bearer realm=\"twinning\", error=\"invalid_token\"";

/// The most faults that an answer lists: a body of a megabyte can have hundreds of thousands.
const LISTED: usize = 500;

/// The faults as an answer lists them.
fn listed(faults: &[Fault]) -> Vec<Fault> {
    let mut listed: Vec<Fault> = faults.iter().take(LISTED).cloned().collect();
    let more = faults.len() - listed.len();
    if more > 0 {
        listed.push(Fault::at("", "too-many", format!("there are {more} more faults")));
    }
    listed
}

impl ApiError {
    /// The code of the problem's type, its title and its detail.
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
                    "Send a token as `Authorization: Bearer …`; the operator creates one with `twinning token create`.",
                ),
            ),
            Self::Unauthorized { given: true } => (
                "unauthorized",
                "The token is not valid",
                text(
                    "Send a valid token, or none to read what is public; the operator creates one with `twinning token create`.",
                ),
            ),
            Self::Forbidden { needed } => (
                "forbidden",
                "The role is not sufficient",
                format!("This operation needs a token with the role “{needed}”."),
            ),
            Self::NotFound(what) => ("not-found", "Not found", what.clone()),
            Self::MethodNotAllowed { allow } => {
                ("method-not-allowed", "Method not allowed", format!("This address allows {allow}."))
            }
            Self::NotAcceptable => (
                "not-acceptable",
                "Not acceptable",
                text("Answers are application/json: send `Accept: application/json`, or no `Accept`."),
            ),
            Self::RequestTimeout => (
                "request-timeout",
                "Request timeout",
                text("The request took too long; send it again, or ask for less."),
            ),
            Self::Conflict { detail, .. } => ("conflict", "Conflict", detail.clone()),
            Self::Gone { detail, .. } => ("gone", "The record was deleted", detail.clone()),
            Self::PreconditionFailed(detail) => {
                ("precondition-failed", "The record has changed", detail.clone())
            }
            Self::TooLarge { limit } => {
                ("too-large", "The body is too large", format!("Send at most {limit} bytes."))
            }
            Self::UnsupportedEncoding => (
                "unsupported-encoding",
                "Unsupported media type",
                text("Send the request body without `Content-Encoding`."),
            ),
            Self::UnsupportedMediaType { accepted } => (
                "unsupported-media-type",
                "Unsupported media type",
                format!("Send the body as `Content-Type: {accepted}`."),
            ),
            Self::PreconditionRequired => (
                "precondition-required",
                "If-Match is required",
                text(
                    "GET the record and send its `ETag` as `If-Match`, so that no change by someone else is overwritten.",
                ),
            ),
            Self::TooManyRequests(_) => (
                "too-many-requests",
                "Too many wrong tokens",
                text("Too many wrong tokens came from this address; wait for `Retry-After` seconds."),
            ),
            Self::Unavailable(_) => (
                "unavailable",
                "Service unavailable",
                text("The data cannot be reached at the moment; try again after `Retry-After` seconds."),
            ),
            Self::Internal(_) => (
                "internal",
                "Internal error",
                text("The service has failed; tell the operator the `requestId`."),
            ),
        }
    }

    /// The body of the answer.
    fn problem(&self) -> Problem {
        let (code, title, detail) = self.told();
        let problem = Problem::new(self.status_code(), code, title, detail);
        match self {
            Self::Invalid(faults) | Self::Conflict { faults, .. } => {
                Problem { errors: listed(faults), ..problem }
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
                // Deletion can be undone: nobody keeps this without asking again.
                return response
                    .insert_header((header::LOCATION, location.as_str()))
                    .insert_header((header::CACHE_CONTROL, "no-cache"))
                    .insert_header((header::VARY, VARY))
                    .finish();
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
