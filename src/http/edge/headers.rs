//! The headers that every answer has.

use actix_web::{
    HttpResponse,
    http::header::{
        ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_SECURITY_POLICY, HeaderMap,
        HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    },
};

use super::request_id;

/// The version of the API (Semantic Versioning), in every answer (NL API Design Rules, `API-57`).
pub const API_VERSION: &str = "1.0.0";

/// The header of [`API_VERSION`].
pub const API_VERSION_HEADER: HeaderName = HeaderName::from_static("api-version");

/// What a page of another origin may read of an answer.
const EXPOSED: &str =
    "API-Version, Content-Language, ETag, Link, Preference-Applied, Retry-After, X-Request-Id";

/// JSON runs nothing and is shown in no frame.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Swagger UI needs its own scripts, inline styles, and images inside its style sheet.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Where Swagger UI is.
pub const SWAGGER_UI: &str = "/swagger-ui/";

/// Adds them.
pub fn add<B>(response: &mut HttpResponse<B>, path: &str, request_id: &str, over_https: bool) {
    let headers = response.headers_mut();
    let policy = if path.starts_with(SWAGGER_UI) { PAGE_POLICY } else { DATA_POLICY };
    for (name, value) in [
        (API_VERSION_HEADER, API_VERSION),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Handlers of pages set a policy of their own.
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if over_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    add_request_id(headers, request_id);
}

fn add_request_id(headers: &mut HeaderMap, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(request_id::HEADER, value);
    }
}
