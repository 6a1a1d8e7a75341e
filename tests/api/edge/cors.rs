//! Pages of other origins: they may read with whatever headers they send, and write if the operator allows it.

use crate::support::{TestApp, client::Answer};

const PORTAL: &str = "https://portal.example";
const EDITOR: &str = "https://editor.example";

fn preflight(app: &TestApp, origin: &str, method: &str, headers: &str) -> Answer {
    let mut sent = vec![("Origin", origin), ("Access-Control-Request-Method", method)];
    if !headers.is_empty() {
        sent.push(("Access-Control-Request-Headers", headers));
    }
    app.ask("OPTIONS", "/api/v1/partners/oziersk", &sent)
}

/// Whether a browser sends the request after this response (Fetch, section 4.8).
fn is_sent(answer: &Answer, method: &str, headers: &str) -> bool {
    let names = |header: &str| -> Vec<String> {
        let value = answer.header_if_any(header).unwrap_or_default();
        value.split(',').map(|name| name.trim().to_ascii_lowercase()).collect()
    };
    let methods = names("access-control-allow-methods");
    let allowed = names("access-control-allow-headers");
    let is_method =
        ["GET", "HEAD", "POST"].contains(&method) || methods.contains(&method.to_lowercase());
    let asked = headers.split(',').map(|name| name.trim().to_ascii_lowercase());
    let is_header = asked.filter(|name| !name.is_empty()).all(|name| allowed.contains(&name));
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    is_method && is_header
}

#[test]
fn any_page_reads_with_any_header_and_only_named_ones_write() {
    let app = TestApp::with_write_origins(&[EDITOR, "http://localhost:8081"]);
    let write = "authorization,content-type,if-match";
    for (origin, method, headers, sent) in [
        (PORTAL, "GET", "", true),
        (PORTAL, "GET", "content-type, x-requested-with, cache-control, authorization", true),
        (PORTAL, "HEAD", "If-None-Match,Prefer,traceparent", true),
        ("null", "GET", "pragma", true),
        (PORTAL, "POST", write, false),
        (PORTAL, "PUT", write, false),
        (PORTAL, "PATCH", "", false),
        (PORTAL, "DELETE", write, false),
        ("null", "DELETE", write, false),
        (EDITOR, "GET", "authorization", true),
        (EDITOR, "POST", write, true),
        (EDITOR, "PUT", write, true),
        (EDITOR, "PATCH", write, true),
        (EDITOR, "DELETE", write, true),
        (EDITOR, "TRACE", "", false),
        ("http://localhost:8081", "PATCH", write, true),
        ("http://localhost:8082", "PATCH", write, false),
        ("http://editor.example", "PATCH", write, false),
        ("https://editor.example.evil.example", "PATCH", write, false),
        ("https://EDITOR.example", "PATCH", write, false),
    ] {
        let answer = preflight(&app, origin, method, headers);
        assert_eq!(answer.status, 204);
        assert_eq!(is_sent(&answer, method, headers), sent, "{origin} {method} {headers}");
        let vary = answer.header("vary");
        for name in ["Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"] {
            assert!(vary.contains(name), "{vary}");
        }
        assert_eq!(answer.header_if_any("access-control-allow-credentials"), None);
    }
}

#[test]
fn what_a_browser_keeps_of_reading_lets_no_page_write() {
    let app = TestApp::with_write_origins(&[EDITOR]);
    for (origin, headers, seconds) in [
        (PORTAL, "if-none-match", "86400"),
        (PORTAL, "if-none-match, Authorization", "0"),
        (EDITOR, "authorization", "86400"),
    ] {
        let answer = preflight(&app, origin, "GET", headers);
        assert_eq!(answer.header("access-control-max-age"), seconds, "{origin} {headers}");
    }
}

#[test]
fn what_is_no_name_of_a_header_is_not_allowed() {
    let app = TestApp::empty();
    let answer = preflight(&app, PORTAL, "GET", "x-a, b c, (x), <script>, ,é, x-d");
    assert_eq!(answer.header("access-control-allow-headers"), "x-a, x-d");
    let many = (0..300).map(|number| format!("x-{number}")).collect::<Vec<_>>().join(",");
    let answer = preflight(&app, PORTAL, "GET", &many);
    assert_eq!(answer.header("access-control-allow-headers").split(',').count(), 100);
}

/// Headers that every page may read (Fetch, section 4.8.3), and those that are for browsers and caches themselves.
const NEEDS_NO_MENTION: [&str; 18] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "content-encoding",
    "content-security-policy",
    "cross-origin-resource-policy",
    "referrer-policy",
    "strict-transport-security",
    "vary",
    "x-content-type-options",
    "x-frame-options",
    "connection",
];

#[test]
fn pages_can_read_every_header_that_means_something_to_them() {
    let app = TestApp::with_quota(1_000);
    let editor = app.editor();
    let bearer = format!("Bearer {}", editor.token);
    let authorized = ("Authorization", bearer.as_str());
    let patch = ("Content-Type", "application/merge-patch+json");
    for (method, path, headers) in [
        ("GET", "/api/v1/partners", vec![]),
        ("GET", "/api/v1/partners?limit=0", vec![]),
        ("GET", "/api/v1/changes", vec![("Prefer", "wait=1")]),
        ("GET", "/api/v1/openapi.json", vec![]),
        ("GET", "/", vec![("Accept", "text/html")]),
        ("OPTIONS", "/api/v1/import", vec![]),
        ("OPTIONS", "/api/v1/partners/oziersk", vec![]),
        ("TRACE", "/api/v1/partners", vec![]),
        ("PUT", "/api/v1/partners/oziersk", vec![]),
        ("PATCH", "/api/v1/partners/oziersk", vec![authorized]),
        ("PATCH", "/api/v1/partners/oziersk", vec![authorized, patch]),
        ("POST", "/api/v1/partners", vec![("Content-Encoding", "gzip")]),
    ] {
        let answer = app.ask(method, path, &headers);
        let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
        let exposed: Vec<&str> = exposed.split(", ").collect();
        for name in answer.headers.keys().map(ureq::http::HeaderName::as_str) {
            assert!(
                exposed.contains(&name) || NEEDS_NO_MENTION.contains(&name),
                "{method} {path}: {name}"
            );
        }
    }
}

const PATCH: Option<&str> = Some("application/merge-patch+json");
const JSON: Option<&str> = Some("application/json");
const FILES: Option<&str> = Some(
    "application/x-ndjson, application/vnd.oasis.opendocument.spreadsheet, \
     application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, text/csv",
);

#[test]
fn an_address_tells_the_media_types_of_its_bodies() {
    let app = TestApp::new();
    let editor = app.editor();
    for (path, patches, posts) in [
        ("/api/v1", None, None),
        ("/api/v1/partners", None, JSON),
        ("/api/v1/partners/oziersk", PATCH, None),
        ("/api/v1/partners/oziersk/restore", None, JSON),
        ("/api/v1/municipality", PATCH, JSON),
        ("/api/v1/import", None, FILES),
        ("/", None, None),
    ] {
        let answer = app.ask("OPTIONS", path, &[]);
        let told = ["accept-patch", "accept-post"].map(|name| answer.header_if_any(name));
        assert_eq!(told, [patches, posts], "{path}");
    }
    for (method, path, patches) in [
        ("PATCH", "/partners/oziersk", PATCH),
        ("PATCH", "/municipality", PATCH),
        ("POST", "/partners", None),
        ("PUT", "/partners/oziersk", None),
        ("POST", "/import", None),
    ] {
        for media_type in ["text/plain", "application/json-patch+json", ""] {
            let headers = [("Content-Type", media_type), ("If-Match", "*")];
            let answer = editor.raw(method, path, &headers, b"{}");
            assert_eq!(answer.status, 415, "{method} {path}");
            assert_eq!(answer.header_if_any("accept-patch"), patches, "{method} {path}");
            assert!(!answer.header("accept").is_empty());
        }
    }
}
