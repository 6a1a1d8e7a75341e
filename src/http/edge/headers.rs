//! The headers that every response has.

use actix_web::{
    HttpResponse,
    http::header::{
        ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_SECURITY_POLICY,
        HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

use super::{cors::EXPOSED, request_id};
use crate::http::rate_limit::Allowance;

/// The semantic version of the API, sent in every response (NL API Design Rules, `API-57`).
pub(crate) const API_VERSION: &str = "1.0.0";

/// The header that carries [`API_VERSION`].
pub(crate) const API_VERSION_HEADER: HeaderName = HeaderName::from_static("api-version");

/// The content security policy of JSON, which needs no resources and must not be framed.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// The content security policy of pages for people: no script at all, and nothing from elsewhere.
pub(crate) const PAGES_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'self'";

/// The content security policy of a page with one of its own in a frame.
pub(crate) const FRAME_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// The content security policy of what other sites show in a frame.
pub(crate) const EMBED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors *";

/// The beginning of the addresses of what other sites show.
pub(crate) const EMBED: &str = "/embed/";

/// The content security policy of the desk: its own script, which makes no markup from strings, and no frame around it.
pub(crate) const DESK_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// The beginning of the addresses of the desk.
pub(crate) const DESK: &str = "/desk";

/// The content security policy of Swagger UI, which needs its own scripts, inline styles, and
/// images embedded in its style sheet.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The path of Swagger UI.
pub(crate) const SWAGGER_UI: &str = "/swagger-ui/";

/// Adds the headers to a response.
pub(crate) fn add<B>(
    response: &mut HttpResponse<B>,
    path: &str,
    request_id: &str,
    over_https: bool,
) {
    let headers = response.headers_mut();
    let policy = if path.starts_with(SWAGGER_UI) { PAGE_POLICY } else { DATA_POLICY };
    // What the desk sends is for who has signed in, and for no other site.
    let is_desk = path == DESK || path.starts_with("/desk/");
    let shared = if is_desk { "same-origin" } else { "cross-origin" };
    for (name, value) in [
        (API_VERSION_HEADER, API_VERSION),
        (REFERRER_POLICY, if is_desk { "same-origin" } else { "no-referrer" }),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), shared),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let open = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)];
    for (name, value) in open.into_iter().filter(|_| !is_desk) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Handlers of HTML pages set their own policy.
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    add_framing(headers);
    if over_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    add_request_id(headers, request_id);
}

/// Says what `frame-ancestors` of the policy says, for browsers and scanners that do not know it.
fn add_framing(headers: &mut HeaderMap) {
    let policy = headers.get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let framed = match policy.and_then(|policy| policy.rsplit_once("frame-ancestors ")) {
        Some((_, "*")) => return,
        Some((_, "'self'")) => "SAMEORIGIN",
        _ => "DENY",
    };
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static(framed));
}

/// Tells a client what is left of its quota.
pub(crate) fn add_allowance(headers: &mut HeaderMap, allowance: Option<Allowance>) {
    let Some(allowance) = allowance else { return };
    for (name, value) in
        [("ratelimit-policy", allowance.policy()), ("ratelimit", allowance.state())]
    {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

fn add_request_id(headers: &mut HeaderMap, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(request_id::HEADER, value);
    }
}
