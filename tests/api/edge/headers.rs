//! What every answer says beside its body: safety, other origins, the number of the request.

use std::fs;

use crate::{
    project::console_blocks::root,
    support::{
        TestApp,
        client::Answer,
        raw::{Raw, exchange},
    },
};

/// One address for each way in which an answer is made, with its status.
const ANSWERS: [(&str, &str, u16); 19] = [
    ("GET", "/api/v1", 200),
    ("GET", "/api/v1/partners", 200),
    ("HEAD", "/api/v1/partners", 200),
    ("GET", "/api/v1/openapi.json", 200),
    ("GET", "/api/v1/partners?kinds=x", 400),
    ("GET", "/api/v1/partners/no-such-partner", 404),
    ("GET", "/", 200),
    ("GET", "/favicon.ico", 200),
    ("GET", "/nothing", 404),
    ("POST", "/api/v1/partners", 401),
    ("POST", "/api/v1/search", 405),
    ("TRACE", "/api/v1/partners", 405),
    ("OPTIONS", "/api/v1/partners", 204),
    ("OPTIONS", "/api/v1/no-such-thing", 404),
    ("GET", "/health/live", 200),
    ("GET", "/health/ready", 200),
    ("GET", "/swagger-ui", 307),
    ("GET", "/swagger-ui/", 200),
    ("GET", "/swagger-ui/no-such-file", 404),
];

fn ask(app: &TestApp, method: &str, path: &str, headers: &str) -> Answer {
    let request = format!("{method} {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
    Raw::connect(app.address).send(request).answer_to(method).unwrap()
}

#[test]
fn every_answer_has_the_headers_that_all_have() {
    let app = TestApp::new();
    for (method, path, status) in ANSWERS {
        let answer = ask(&app, method, path, "");
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        for (name, value) in [
            ("api-version", "1.0.0"),
            ("access-control-allow-origin", "*"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), value, "{method} {path}: {name}");
        }
        assert!(answer.header("access-control-expose-headers").contains("ETag"), "{method} {path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(
            policy.contains("script-src 'self'"),
            path.starts_with("/swagger-ui/"),
            "{path}"
        );
        assert_eq!(
            (answer.header_if_any("server"), answer.header_if_any("x-powered-by")),
            (None, None)
        );
    }
}

#[test]
fn the_guide_names_each_header_that_scripts_of_other_origins_can_read() {
    let guide = fs::read_to_string(root().join("docs/api/guide.md")).unwrap();
    let (_, named) = guide.split_once("Scripts can read the headers").unwrap();
    let named = named.split_once('.').unwrap().0;
    let named: Vec<&str> = named.split('`').skip(1).step_by(2).collect();
    let app = TestApp::empty();
    assert_eq!(app.get("").header("access-control-expose-headers"), named.join(", "));
}

#[test]
fn an_answer_that_has_not_changed_has_them_too() {
    let app = TestApp::new();
    let tag = app.get("/partners").header("etag").to_owned();
    let answer = ask(&app, "GET", "/api/v1/partners", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!(answer.status, 304);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("api-version"), "1.0.0");
    assert_eq!(answer.header("etag"), tag);
    assert!(answer.header("vary").contains("Accept-Language"));
    assert!(!answer.header("cache-control").is_empty());
}

#[test]
fn a_page_of_another_origin_may_ask_for_everything_that_is_there() {
    let app = TestApp::empty();
    let headers = "Origin: https://portal.example\r\nAccess-Control-Request-Method: GET\r\n\
                   Access-Control-Request-Headers: if-none-match\r\n";
    for (path, methods) in [
        ("/api/v1", ""),
        ("/api/v1/events", "POST, "),
        ("/api/v1/events/x", "PATCH, PUT, DELETE, "),
        ("/api/v1/openapi.json", ""),
        ("/health/live", ""),
    ] {
        let answer = ask(&app, "OPTIONS", path, headers);
        assert_eq!(answer.status, 204, "{path}");
        let mut allowed: Vec<_> = answer.header("allow").split(", ").collect();
        let mut expected: Vec<_> =
            format!("{methods}GET, HEAD, OPTIONS").split(", ").map(str::to_owned).collect();
        allowed.sort_unstable();
        expected.sort_unstable();
        assert_eq!(allowed, expected, "{path}");
        assert_eq!(answer.header("access-control-allow-methods"), "GET, HEAD, OPTIONS", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-headers"), "if-none-match", "{path}");
        assert_eq!(answer.header("access-control-max-age"), "86400", "{path}");
        assert_eq!(answer.header_if_any("access-control-allow-credentials"), None, "{path}");
    }
}

#[test]
fn a_head_is_a_get_without_its_body() {
    let app = TestApp::new();
    let paths = [
        "/api/v1",
        "/api/v1/municipality",
        "/api/v1/events?limit=2",
        "/api/v1/partners/oziersk",
        "/api/v1/search?q=oziersk",
        "/api/v1/topics",
        "/api/v1/openapi.json",
        "/api/v1/no-such-thing",
        "/",
        "/favicon.ico",
        "/robots.txt",
        "/catalog",
        "/catalog.rdf",
        "/dane-gov-pl.md5",
        "/sitemap.xml",
        "/llms.txt",
        "/.well-known/api-catalog",
        "/health/live",
        "/health/ready",
        "/swagger-ui",
        "/swagger-ui/",
        "/swagger-ui/swagger-ui-bundle.js",
        "/swagger-ui/no-such-file",
    ];
    for path in paths {
        for coding in ["", "Accept-Encoding: br\r\n"] {
            let headers = format!("X-Request-Id: same-number\r\n{coding}");
            let (get, head) = (ask(&app, "GET", path, &headers), ask(&app, "HEAD", path, &headers));
            assert_eq!(head.status, get.status, "{path}");
            assert!(head.bytes.is_empty(), "{path}");
            assert_eq!(head.header("content-length"), get.header("content-length"), "{path}");
            for (name, value) in get.headers.iter().filter(|(name, _)| *name != "date") {
                assert_eq!(head.headers.get(name), Some(value), "{path}: {name}");
            }
        }
    }
}

#[test]
fn the_number_of_a_request_is_taken_over_when_a_log_can_have_it() {
    let app = TestApp::empty();
    for given in ["01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11", "trace.1_a-B", "12345678"] {
        let answer = ask(&app, "GET", "/api/v1/none", &format!("X-Request-Id: {given}\r\n"));
        assert_eq!(answer.header("x-request-id"), given);
        assert_eq!(answer.json()["requestId"], given);
    }
    for given in [
        "",
        "short",
        "has blank in it",
        "a\"><script>",
        "\u{e4}\u{e4}\u{e4}\u{e4}",
        &"x".repeat(65),
    ] {
        let answer = ask(&app, "GET", "/api/v1/none", &format!("X-Request-Id: {given}\r\n"));
        let number = answer.header("x-request-id");
        assert_ne!(number, given);
        assert_eq!(number.len(), 36, "{given:?} became {number}");
        assert_eq!(answer.json()["requestId"], number);
    }
    let two = [0, 1].map(|_| exchange(app.address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap());
    assert_ne!(two[0].header("x-request-id"), two[1].header("x-request-id"));
}
