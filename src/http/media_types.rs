//! The media types of request bodies, and the headers that tell them.

use actix_web::http::header::{ACCEPT, HeaderName};

/// JSON (RFC 8259).
pub(crate) const JSON: &str = "application/json";

/// A merge patch (RFC 7396).
pub(crate) const MERGE_PATCH: &str = "application/merge-patch+json";

/// The header with the media types of PATCH (RFC 5789 §3.1).
pub(crate) const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// The header with the media types of POST (Linked Data Platform 1.0, section 7.1).
pub(crate) const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");

/// The headers of a response to a body of another type than the accepted ones; patches have one of their own (RFC 5789
/// §2.2).
pub(crate) fn told(accepted: &str) -> Vec<(HeaderName, String)> {
    let patches = (accepted == MERGE_PATCH).then_some(ACCEPT_PATCH);
    [ACCEPT].into_iter().chain(patches).map(|name| (name, accepted.to_owned())).collect()
}
