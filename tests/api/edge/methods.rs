//! Methods and media types: GET and HEAD read, OPTIONS tells, everything else is refused.

use crate::support::TestApp;

const READABLE: [&str; 8] = [
    "",
    "/municipality",
    "/partners",
    "/partners/oziersk",
    "/events?limit=1",
    "/search?q=a",
    "/topics",
    "/openapi.json",
];

#[test]
fn head_answers_as_get_without_the_body() {
    let app = TestApp::new();
    for path in READABLE.iter().chain(&["/partners/nobody", "/events?limit=0", "/nothing"]) {
        let path = format!("/api/v1{path}");
        let (get, head) = (app.ask("GET", &path, &[]), app.ask("HEAD", &path, &[]));
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.bytes.is_empty(), "{path}");
        let names = |answer: &crate::support::client::Answer| {
            let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(names(&head), names(&get), "{path}");
        for (name, value) in &get.headers {
            if !["date", "x-request-id"].contains(&name.as_str()) {
                assert_eq!(head.headers.get(name), Some(value), "{path}: {name}");
            }
        }
    }
}

#[test]
fn a_head_that_the_reader_has_is_304() {
    let app = TestApp::new();
    let tag = app.get("/partners").header("etag").to_owned();
    assert_eq!(app.ask("HEAD", "/api/v1/partners", &[("If-None-Match", &tag)]).status, 304);
}

#[test]
fn other_methods_are_405_and_say_which_there_are() {
    let app = TestApp::new();
    for path in ["", "/search?q=a", "/topics", "/openapi.json"] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE"] {
            let answer = app.ask(method, &format!("/api/v1{path}"), &[]);
            assert_eq!(
                (answer.status, answer.header("allow")),
                (405, "GET, HEAD, OPTIONS"),
                "{method} {path}"
            );
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
    let answer = app.ask("DELETE", "/api/v1/partners", &[]);
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, POST, OPTIONS"));
    assert_eq!(
        app.ask("DELETE", "/api/v1/nothing", &[]).status,
        404,
        "what is not there has no methods"
    );
}

#[test]
fn options_says_what_pages_of_other_origins_may_do() {
    let app = TestApp::new();
    for path in READABLE.iter().chain(&["/"]) {
        let headers =
            [("Origin", "https://gmina.example"), ("Access-Control-Request-Method", "GET")];
        let answer = app.ask("OPTIONS", &format!("/api/v1{path}"), &headers);
        assert_eq!((answer.status, answer.bytes.len()), (204, 0), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-methods"), "GET, HEAD, OPTIONS", "{path}");
        assert_eq!(
            answer.header_if_any("access-control-allow-headers"),
            None,
            "{path}: none asked"
        );
    }
    assert!(app.get("/partners").header("access-control-expose-headers").contains("ETag"));
}

#[test]
fn json_is_sent_to_who_takes_it() {
    let app = TestApp::new();
    for (accept, status) in [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.1", 200),
        ("text/html, application/xhtml+xml, */*;q=0.8", 200),
        ("application/json;charset=utf-8", 200),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/json;q=0, */*", 406),
        ("application/xml, text/csv", 406),
    ] {
        for path in ["", "/topics", "/search?q=Oziersk", "/openapi.json"] {
            let answer = app.get_with(path, &[("Accept", accept)]);
            assert_eq!(answer.status, status, "{accept} {path}");
        }
    }
    assert_eq!(app.get("/partners").header("content-type"), "application/json");
    let other = app.get_with("/partners/oziersk", &[("Accept", "application/json;q=0, */*")]);
    assert_eq!(other.header("content-type"), "application/geo+json", "what has other formats");
}
