//! What an error is as an answer: its status, its words, its headers.

use std::fmt;

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError,
    http::{StatusCode, header},
};

use super::problem::Problem;
use crate::{
    error::{ApiError, Fault},
    http::{made::VARY, media_types},
    text::messages::{Message, MessageText, message},
    values::instant::whole_seconds,
};

/// What `WWW-Authenticate` says (RFC 6750 §3).
const NO_TOKEN: &str = "Bearer realm=\"twinning\"";
const INVALID_TOKEN: &str = "Bearer realm=\"twinning\", error=\"invalid_token\"";

/// How many faults an answer lists: a body of a megabyte can have hundreds of thousands.
const LISTED: usize = 500;

/// The faults as an answer lists them.
fn listed(faults: &[Fault]) -> Vec<Fault> {
    let mut listed: Vec<Fault> = faults.iter().take(LISTED).cloned().collect();
    let more = faults.len() - listed.len();
    if more > 0 {
        listed.push(Fault::at("", "too-many", message!("there are {more} more faults", more)));
    }
    listed
}

const RATE_LIMITED: MessageText = MessageText(
    "This client, or this token, made more requests than `RateLimit-Policy` allows; wait as long as `Retry-After` \
     says, use `ETag` and `If-None-Match`, or ask for more records at a time.",
);

const WRONG_TOKENS: MessageText = MessageText(
    "Too many wrong tokens came from this address; wait as long as `Retry-After` says.",
);

const RECORDS_CHANGED: MessageText = MessageText(
    "Records were changed after what this file is based on, see `errors`; nothing was changed. See \
     what these records are now, and correct the rows. Then import again with the `position` of a dry run; a row with a \
     `revision` needs the present one.",
);

const UNKNOWN_OUTCOME: MessageText = MessageText(
    "The change may have been made or not. GET the record to find out; or repeat the request with the same \
                 `Idempotency-Key`, which changes nothing twice.",
);

const ONLY_JSON: MessageText = MessageText("oEmbed is served as JSON alone.");

const FOREIGN_FORM: MessageText =
    MessageText("Forms of the desk are sent from the desk itself: open it and try again.");

const BUSY: MessageText =
    MessageText("The service is busy: try again after the seconds that `Retry-After` says.");

const UNUSABLE: MessageText = MessageText(
    "The database cannot be used. If this goes on, the operator has to act: the reason is in the log of the \
     service.",
);

impl ApiError {
    /// The code of the problem's type.
    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid-request",
            Self::Moved(_) => "moved",
            Self::Unauthorized { .. } => "unauthorized",
            Self::Forbidden { .. } => "forbidden",
            Self::ForeignForm => "foreign-form",
            Self::NotImplemented => "not-implemented",
            Self::NotFound(_) => "not-found",
            Self::MethodNotAllowed { .. } => "method-not-allowed",
            Self::NotAcceptable => "not-acceptable",
            Self::RequestTimeout | Self::SlowHead => "request-timeout",
            Self::HeadTooLarge => "head-too-large",
            Self::Conflict { .. } => "conflict",
            Self::Gone { .. } => "gone",
            Self::PreconditionFailed(_) | Self::RecordsChanged(_) => "precondition-failed",
            Self::TooLarge { .. } | Self::TooManyRecords { .. } => "too-large",
            Self::UnsupportedEncoding => "unsupported-encoding",
            Self::UnsupportedMediaType { .. } => "unsupported-media-type",
            Self::PreconditionRequired => "precondition-required",
            Self::TooManyRequests(_) => "too-many-requests",
            Self::RateLimited(_) => "rate-limited",
            Self::Busy(_) | Self::Overloaded | Self::Unavailable(_) => "unavailable",
            Self::TooSlow(_) => "too-slow",
            Self::OutcomeUnknown(_) => "outcome-unknown",
            Self::Internal(_) => "internal",
        }
    }

    /// The title of the problem's type.
    fn title(&self) -> MessageText {
        match self {
            Self::Invalid(_) => MessageText("The request is not valid"),
            Self::Moved(_) => MessageText("Moved"),
            Self::Unauthorized { given: false } => MessageText("A token is required"),
            Self::Unauthorized { given: true } => MessageText("The token is not valid"),
            Self::Forbidden { .. } => MessageText("The role of the token does not allow this"),
            Self::NotImplemented => MessageText("Not implemented"),
            Self::ForeignForm => MessageText("The form does not come from the desk"),
            Self::NotFound(_) => MessageText("Not found"),
            Self::MethodNotAllowed { .. } => MessageText("Method not allowed"),
            Self::NotAcceptable => MessageText("Not acceptable"),
            Self::RequestTimeout | Self::SlowHead => MessageText("Request timeout"),
            Self::HeadTooLarge => MessageText("The head of the request is too large"),
            Self::Conflict { .. } => MessageText("Conflict"),
            Self::Gone { .. } => MessageText("Deleted"),
            Self::PreconditionFailed(_) => MessageText("A precondition failed"),
            Self::RecordsChanged(_) => MessageText("Records have changed"),
            Self::TooLarge { .. } | Self::TooManyRecords { .. } => {
                MessageText("The body is too large")
            }
            Self::UnsupportedEncoding | Self::UnsupportedMediaType { .. } => {
                MessageText("Unsupported media type")
            }
            Self::PreconditionRequired => MessageText("If-Match is required"),
            Self::TooManyRequests(_) => MessageText("Too many wrong tokens"),
            Self::RateLimited(_) => MessageText("Too many requests"),
            Self::Busy(_) | Self::Overloaded | Self::Unavailable(_) => {
                MessageText("Service unavailable")
            }
            Self::TooSlow(_) => MessageText("The answer takes too long"),
            Self::OutcomeUnknown(_) => MessageText("The outcome is not known"),
            Self::Internal(_) => MessageText("Internal error"),
        }
    }

    /// What went wrong this time, and what to do.
    fn detail(&self) -> Message {
        match self {
            Self::NotFound(detail)
            | Self::Conflict { detail, .. }
            | Self::Gone { detail, .. }
            | Self::PreconditionFailed(detail) => detail.clone(),
            Self::Forbidden { needed } => {
                message!("A token with the role “{needed}” is required.", needed)
            }
            Self::MethodNotAllowed { allow } => {
                message!("The methods of this address are {allow}.", allow)
            }
            Self::TooLarge { limit } => message!("Send at most {limit} bytes.", limit),
            Self::TooManyRecords { most } => message!(
                "These records took longer than the {seconds} s for which an import over HTTP may keep other writers waiting; \
                 nothing was changed. Split the file, or use `twinning import FILE` on the server.",
                seconds = most.as_secs()
            ),
            Self::UnsupportedEncoding => {
                message!("Send the request body without Content-Encoding.")
            }
            Self::UnsupportedMediaType { accepted } => {
                message!("Send the body as `Content-Type: {accepted}`.", accepted)
            }
            Self::RateLimited(_) => RATE_LIMITED.into(),
            other => other.fixed_detail().into(),
        }
    }

    /// The detail of an error that is the same every time.
    fn fixed_detail(&self) -> MessageText {
        match self {
            Self::NotImplemented => ONLY_JSON,
            Self::ForeignForm => FOREIGN_FORM,
            Self::Moved(_) => MessageText("See `Location`."),
            Self::Unauthorized { given: false } => MessageText(
                "Send `Authorization: Bearer …` with a token; the operator creates one with `twinning token create`.",
            ),
            Self::Unauthorized { given: true } => MessageText(
                "Send a valid token, or none to read public data; the operator creates one with `twinning token create`.",
            ),
            Self::NotAcceptable => MessageText(
                "`Accept` excludes every format of this address: send `Accept: application/json`, or no Accept at all.",
            ),
            Self::RequestTimeout => MessageText(
                "The request took too long; send it again, or ask for less. A change may have been made: GET the record \
                 before you repeat it, or repeat it with the same `Idempotency-Key`.",
            ),
            Self::SlowHead => MessageText("Send the head of a request within 5 seconds."),
            Self::HeadTooLarge => {
                MessageText("Send at most 96 header lines, and at most 128 KiB with the address.")
            }
            Self::RecordsChanged(_) => RECORDS_CHANGED,
            Self::PreconditionRequired => MessageText(
                "GET the record, and send its `ETag` as `If-Match`, so that no other change is lost.",
            ),
            Self::TooManyRequests(_) => WRONG_TOKENS,
            Self::Busy(_) | Self::Overloaded => BUSY,
            Self::Unavailable(_) => UNUSABLE,
            Self::TooSlow(_) => MessageText(
                "This takes more time than one request may; ask for less, such as fewer values or a shorter period.",
            ),
            Self::OutcomeUnknown(_) => UNKNOWN_OUTCOME,
            Self::Internal(_) => MessageText(
                "Something went wrong in the service. Report the requestId to the operator.",
            ),
            _ => MessageText("See `errors` for each fault."),
        }
    }

    /// What a page may say of the error, if the reader can mend it; `None` if the service has to.
    pub(crate) fn told_to_reader(&self) -> Option<Vec<Message>> {
        let faults: &[Fault] = match self {
            Self::Invalid(faults)
            | Self::Conflict { faults, .. }
            | Self::RecordsChanged(faults) => faults,
            _ => &[],
        };
        let whole = (!matches!(self, Self::Invalid(_))).then(|| self.detail());
        let told = whole.into_iter().chain(listed(faults).into_iter().map(|fault| fault.detail));
        self.status_code().is_client_error().then(|| told.collect())
    }

    /// The headers that belong to the error.
    fn headers(&self) -> Vec<(header::HeaderName, String)> {
        match self {
            // A deletion can be undone: caches must not keep this without asking again.
            Self::Moved(location) => vec![
                (header::LOCATION, location.clone()),
                (header::CACHE_CONTROL, "no-cache".to_owned()),
                (header::VARY, VARY.to_owned()),
            ],
            // RFC 6750 §3.1: no error code for a request without a token.
            Self::Unauthorized { given } => {
                vec![(
                    header::WWW_AUTHENTICATE,
                    (if *given { INVALID_TOKEN } else { NO_TOKEN }).to_owned(),
                )]
            }
            // RFC 6750 §3.1: the role that would do is the scope.
            Self::Forbidden { needed } => {
                let challenge =
                    format!("{NO_TOKEN}, error=\"insufficient_scope\", scope=\"{needed}\"");
                vec![(header::WWW_AUTHENTICATE, challenge)]
            }
            Self::MethodNotAllowed { allow } => vec![(header::ALLOW, allow.clone())],
            Self::UnsupportedEncoding => vec![(header::ACCEPT_ENCODING, "identity".to_owned())],
            Self::UnsupportedMediaType { accepted } => media_types::told(accepted),
            Self::TooManyRequests(wait) | Self::RateLimited(wait) => {
                vec![(header::RETRY_AFTER, whole_seconds(*wait).max(1).to_string())]
            }
            Self::Busy(_)
            | Self::Overloaded
            | Self::Unavailable(_)
            | Self::TooSlow(_)
            | Self::OutcomeUnknown(_)
            | Self::RequestTimeout => {
                vec![(header::RETRY_AFTER, "2".to_owned())]
            }
            _ => Vec::new(),
        }
    }

    /// The body of the answer.
    fn problem(&self) -> Problem {
        let problem =
            Problem::new(self.status_code(), self.code(), self.title().into(), self.detail());
        match self {
            Self::Invalid(faults)
            | Self::Conflict { faults, .. }
            | Self::RecordsChanged(faults) => Problem { errors: listed(faults), ..problem },
            Self::Gone { deleted_at, .. } => Problem { deleted_at: Some(*deleted_at), ..problem },
            _ => problem,
        }
    }
}

impl fmt::Display for ApiError {
    /// For the log: with the cause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(cause) | Self::Unavailable(cause) => write!(f, "unavailable: {cause}"),
            Self::TooSlow(cause) => write!(f, "too slow: {cause}"),
            Self::OutcomeUnknown(cause) => write!(f, "outcome unknown: {cause}"),
            Self::Internal(cause) => write!(f, "internal error: {cause}"),
            other => other.title().fmt(f),
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Moved(_) => StatusCode::MOVED_PERMANENTLY,
            Self::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden { .. } | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::RequestTimeout | Self::SlowHead => StatusCode::REQUEST_TIMEOUT,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::Gone { .. } => StatusCode::GONE,
            Self::PreconditionFailed(_) | Self::RecordsChanged(_) => {
                StatusCode::PRECONDITION_FAILED
            }
            Self::TooLarge { .. } | Self::TooManyRecords { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedEncoding | Self::UnsupportedMediaType { .. } => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Self::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Self::TooManyRequests(_) | Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_)
            | Self::Overloaded
            | Self::Unavailable(_)
            | Self::TooSlow(_)
            | Self::OutcomeUnknown(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Busy(cause) | Self::Unavailable(cause) => log::warn!("unavailable: {cause}"),
            Self::TooSlow(cause) => log::warn!("too slow: {cause}"),
            Self::OutcomeUnknown(cause) => log::warn!("outcome unknown: {cause}"),
            Self::Internal(cause) => log::error!("internal error: {cause}"),
            _ => {}
        }
        let mut response = HttpResponseBuilder::new(self.status_code());
        for header in self.headers() {
            response.insert_header(header);
        }
        match self {
            Self::Moved(_) => response.finish(),
            _ => self.problem().into_response(&mut response),
        }
    }
}
