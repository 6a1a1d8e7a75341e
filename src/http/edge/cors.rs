//! Pages of other origins (CORS, as the Fetch standard has it).

use actix_web::{
    HttpRequest, HttpResponseBuilder,
    http::header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
        ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, HeaderMap,
        HeaderName, ORIGIN, VARY,
    },
};

use super::offer::READING;
use crate::http::header_list::members;

/// The response headers that pages of other origins may read, beside those that every page may.
pub(crate) const EXPOSED: &str = "API-Version, Accept, Accept-Encoding, Accept-Patch, Accept-Post, Allow, \
     Content-Disposition, Content-Language, Date, ETag, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, \
     Twinning-Instance, Twinning-Position, WWW-Authenticate, X-Request-Id";

/// The request headers on which the response to a preflight request depends.
const VARIES_BY: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// The most request headers of one preflight request; browsers send a handful.
const MOST_HEADERS: usize = 100;

/// For how many seconds a browser may keep the response to a preflight request.
const KEPT_SECONDS: &str = "86400";

/// Tells a page what it may do at an address with these methods: a page of any origin may read with any header, and a
/// page of one of the `write_origins` may also write.
pub(super) fn allow(
    response: &mut HttpResponseBuilder,
    request: &HttpRequest,
    methods: &str,
    write_origins: &[String],
) {
    let headers = request.headers();
    let value = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let may_write =
        value(ORIGIN).is_some_and(|origin| write_origins.iter().any(|allowed| allowed == origin));
    let reads = value(ACCESS_CONTROL_REQUEST_METHOD)
        .is_none_or(|method| READING.split(", ").any(|reading| reading == method));
    let asked = asked_headers(headers);
    // Browsers allow POST to every origin, whatever the methods are, so that what stops it is a header that is refused.
    // They also keep allowed headers for all methods of an address: one that makes a POST possible is not kept.
    let is_kept = may_write || !asked.contains(&AUTHORIZATION);
    response
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, if may_write { methods } else { READING }))
        .insert_header((ACCESS_CONTROL_MAX_AGE, if is_kept { KEPT_SECONDS } else { "0" }))
        .insert_header((VARY, VARIES_BY));
    if !asked.is_empty() && (reads || may_write) {
        let names: Vec<&str> = asked.iter().map(HeaderName::as_str).collect();
        response.insert_header((ACCESS_CONTROL_ALLOW_HEADERS, names.join(", ")));
    }
}

/// The headers that the page wants to send.
fn asked_headers(headers: &HeaderMap) -> Vec<HeaderName> {
    let names = members(headers, &ACCESS_CONTROL_REQUEST_HEADERS);
    names.iter().filter_map(|name| name.parse().ok()).take(MOST_HEADERS).collect()
}
