//! The heads of requests as nobody should send them, on a raw socket.

use crate::support::{
    TestApp,
    raw::{Raw, exchange, get},
};

#[track_caller]
fn lives(app: &TestApp) {
    let answer = exchange(app.address, get("/health/live", "")).unwrap();
    assert_eq!(answer.status, 200);
}

/// Every one of these is answered with this status, and the service lives.
#[track_caller]
fn all_are(app: &TestApp, status: u16, requests: &[String]) {
    for request in requests {
        let shown: String = request.chars().take(120).collect();
        let answer =
            exchange(app.address, request).unwrap_or_else(|| panic!("no answer to {shown:?}"));
        assert_eq!(answer.status, status, "{shown:?}: {}", answer.text());
    }
    lives(app);
}

#[test]
fn a_hostile_host_is_answered_and_shows_in_no_link() {
    let app = TestApp::new();
    for host in
        ["a b", "a\"><x", "evil.example", "evil.example:99999", "[::1", "", "ö", "a/b?c#d", "%00"]
    {
        for path in
            ["/api/v1/partners?limit=1", "/api/v1/no-such-thing", "/swagger-ui", "/swagger-ui/"]
        {
            let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            let answer =
                exchange(app.address, request).unwrap_or_else(|| panic!("no answer to {host:?}"));
            assert!(
                [200, 307, 308, 400, 404].contains(&answer.status),
                "{host:?}: {}",
                answer.status
            );
            let shown = format!("{:?} {}", answer.headers, answer.text());
            assert!(
                !shown.contains("evil.example") && !shown.contains("a\"><x"),
                "{host:?}: {shown}"
            );
        }
    }
    lives(&app);
}

#[test]
fn letters_that_are_not_percent_encoded_are_refused_by_the_parser() {
    let app = TestApp::new();
    let answer = exchange(app.address, get("/api/v1/search?q=Ozërsk", "")).unwrap();
    assert_eq!((answer.status, answer.text().as_str()), (400, ""));
    let encoded = exchange(app.address, get("/api/v1/search?q=Oz%C3%ABrsk", "")).unwrap();
    assert_eq!(encoded.status, 200);
}

#[test]
fn one_host_is_needed() {
    let app = TestApp::empty();
    let request = |hosts: &str| format!("GET /api/v1 HTTP/1.1\r\n{hosts}\r\n");
    let requests =
        [request(""), request("Host: a\r\nHost: b\r\n"), request("Host: a\r\nHost: a\r\n")];
    all_are(&app, 400, &requests);
}

#[test]
fn a_length_that_can_be_read_in_two_ways_is_refused() {
    let app = TestApp::empty();
    let requests = [
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "Content-Length: +3\r\n\r\nabc",
        "Content-Length: 3,3\r\n\r\nabc",
        "Content-Length: -1\r\n\r\n",
        "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip\r\n\r\n",
    ]
    .map(|rest| format!("POST /api/v1 HTTP/1.1\r\nHost: a\r\n{rest}"));
    all_are(&app, 400, &requests);
}

#[test]
fn characters_that_no_head_has_are_refused() {
    let app = TestApp::empty();
    let requests = [
        get("/api/v1", "X-A: a\rb\r\n"),
        get("/api/v1", "X-A: a\0b\r\n"),
        get("/api/v1", "X-A: a\u{1b}b\r\n"),
        get("/api/v1", "X A: b\r\n"),
        get("/api/v1", " folded\r\n"),
        get("/api/v1\0", ""),
        get("/api/v1 x", ""),
        "GET /api/v1 HTTP/9.9\r\nHost: a\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1} hello\r\n\r\n".to_owned(),
    ];
    all_are(&app, 400, &requests);
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let app = TestApp::empty();
    let many = "X-A: a\r\n".repeat(120);
    let long = format!("X-A: {}\r\n", "a".repeat(200_000));
    all_are(&app, 431, &[get("/api/v1", &many), get("/api/v1", &long)]);
    let path = format!("/api/v1/{}", "a".repeat(66_000));
    all_are(&app, 400, &[get(&path, "")]);
}

#[test]
fn what_is_not_utf8_names_nothing() {
    let app = TestApp::new();
    for path in [
        "/partners/%FF",
        "/partners/a%00b",
        "/partners/%2e%2e%2fevents",
        "/partners/ozi%2Fersk",
        "/%C0%AF",
    ] {
        let answer = exchange(app.address, get(&format!("/api/v1{path}"), "")).unwrap();
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    for query in ["q=%FF", "q=a%00b", "%FF=1", "q=%", "q=%4", "q=%zz", "q=%EF%BF%BD"] {
        let answer = exchange(app.address, get(&format!("/api/v1/partners?{query}"), "")).unwrap();
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
        assert!(!answer.json()["errors"].as_array().unwrap().is_empty(), "{query}");
    }
    let answer =
        exchange(app.address, b"GET /api/v1/partners?q=\xff HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert_eq!(answer.status, 400);
    lives(&app);
}

#[test]
fn forwarded_headers_change_no_link() {
    let app = TestApp::new();
    let plain = exchange(app.address, get("/api/v1/partners", "")).unwrap();
    let forged = "Forwarded: host=evil.example;proto=gopher;for=1.2.3.4\r\nX-Forwarded-Host: evil.example\r\n\
                  X-Forwarded-Proto: gopher\r\nX-Forwarded-Prefix: /evil\r\nX-Original-URL: /evil\r\n";
    let answer = exchange(app.address, get("/api/v1/partners", forged)).unwrap();
    assert_eq!(answer.bytes, plain.bytes);
    assert_eq!(answer.header("link"), plain.header("link"));
    assert_eq!(answer.header("etag"), plain.header("etag"));
    assert!(plain.text().contains("https://twinning.example/api/v1/partners/oziersk"));
    assert!(
        plain.header("link").contains("<https://twinning.example/api/v1/partners>; rel=\"self\"")
    );
}

#[test]
fn a_head_that_does_not_come_to_an_end_is_cut() {
    let app = TestApp::empty();
    let began = std::time::Instant::now();
    let mut slow = Raw::connect(app.address);
    let answer = slow.send("GET /api/v1 HTTP/1.1\r\nHost: a\r\nX-Slow: ").answer().unwrap();
    assert_eq!(answer.status, 408);
    assert!(slow.is_closed());
    let seconds = began.elapsed().as_secs();
    assert!((3..20).contains(&seconds), "cut after {seconds} s");
    lives(&app);
}

#[test]
fn requests_in_a_row_are_all_answered_in_their_order() {
    let app = TestApp::new();
    let mut raw = Raw::connect(app.address);
    let paths = ["/api/v1/partners", "/health/live", "/nothing", "/swagger-ui/"];
    let request = |path: &&str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
    let requests: String = paths.iter().cycle().take(400).map(request).collect();
    raw.send(&requests);
    for number in 0..400 {
        let answer = raw.answer().unwrap_or_else(|| panic!("answer {number}"));
        let expected = if number % 4 == 2 { 404 } else { 200 };
        assert_eq!(answer.status, expected, "answer {number}");
    }
    let body = "{\"a\": \"GET / HTTP/1.1\"}\r\n".repeat(200);
    let head = format!(
        "POST /api/v1/import HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n",
        app.editor().token,
        body.len()
    );
    raw.send(head + &body);
    assert_eq!(raw.answer().unwrap().status, 400, "a body is no request");
}
