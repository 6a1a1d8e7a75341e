//! The id of a request, which appears in its response, in problem documents and in the log.

use actix_web::http::header::{HeaderMap, HeaderName};
use uuid::Uuid;

/// The header that carries the id, in requests and responses.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id set by the client or a proxy, if it is safe to write to a log; otherwise a new one.
pub(crate) fn of(headers: &HeaderMap) -> String {
    headers
        .get(HEADER)
        .and_then(|value| value.to_str().ok())
        .filter(|given| is_harmless(given))
        .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

fn is_harmless(given: &str) -> bool {
    (8..=64).contains(&given.len())
        && given
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_numbers_are_taken_over() {
        assert!(is_harmless("01936d2e-8c1f-7a3b") && is_harmless("a.b_c-d1"));
        for given in
            ["", "short", "has blank in it", "new\nline-in-it", "ünïcode-number", &"x".repeat(65)]
        {
            assert!(!is_harmless(given), "{given}");
        }
    }
}
