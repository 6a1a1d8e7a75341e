//! Heads that are no requests, such as one with two `Host`: what takes their place, so that they are answered like every
//! other request.

use actix_web::{dev::ServiceRequest, http::header::HeaderName};

use crate::{
    error::{ApiError, Fault},
    text::messages::MessageText,
};

/// The method of the request that takes the place. A client that sends it by itself gets the same response.
const METHOD: &str = "REFUSED";

/// The header of this request that names the reason.
const REASON: HeaderName = HeaderName::from_static("x-refusal");

/// Why a head is no request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// The method is none.
    Method,
    /// The target is no URI, or too long.
    Target,
    /// It is not HTTP/1.
    Version,
    /// A line of it breaks the rules.
    Head,
    /// It is too large.
    TooLarge,
    /// It did not come to its end in time.
    Slow,
}

/// All of them, with their names.
const ALL: [(Refusal, &str); 6] = [
    (Refusal::Method, "method"),
    (Refusal::Target, "target"),
    (Refusal::Version, "version"),
    (Refusal::Head, "head"),
    (Refusal::TooLarge, "too-large"),
    (Refusal::Slow, "slow"),
];

impl Refusal {
    /// The request that takes the place of the head. It is the last of its connection.
    pub(crate) fn request(self) -> String {
        let name = ALL.iter().find(|(refusal, _)| *refusal == self).map_or("", |(_, name)| name);
        format!("{METHOD} / HTTP/1.1\r\nHost: -\r\nConnection: close\r\n{REASON}: {name}\r\n\r\n")
    }

    /// The error of a request that took the place of a head; `None` for any other.
    pub(super) fn of(request: &ServiceRequest) -> Option<ApiError> {
        if request.method().as_str() != METHOD {
            return None;
        }
        let name = request.headers().get(REASON).and_then(|name| name.to_str().ok());
        let refusal = ALL.iter().find(|(_, known)| Some(*known) == name);
        Some(refusal.map_or(Self::Method, |(refusal, _)| *refusal).error())
    }

    fn error(self) -> ApiError {
        let detail = match self {
            Self::TooLarge => return ApiError::HeadTooLarge,
            Self::Slow => return ApiError::SlowHead,
            Self::Method => {
                MessageText("the method is not a token of RFC 9110, section 9.1, such as GET")
            }
            Self::Target => MessageText("the target is not a URI, or is longer than 65,534 bytes"),
            Self::Version => MessageText(
                "after the target, HTTP/1.1 or HTTP/1.0 must follow; a blank in the target is %20",
            ),
            Self::Head => MessageText(
                "the head is not that of a request (RFC 9112): it needs a line such as `GET /api/v1 HTTP/1.1`, one `Host`, \
                 at most one `Content-Length` or `Transfer-Encoding: chunked`, and no control characters",
            ),
        };
        ApiError::Invalid(vec![Fault::whole("malformed", detail.into())])
    }
}
