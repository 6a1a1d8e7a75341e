//! The heads of requests as nobody should send them, on a raw socket.

use crate::support::{
    TestApp,
    client::Answer,
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

/// Targets as they are typed, and as they should be sent.
const TYPED: [(&str, &str); 7] = [
    ("/api/v1/search?q=Kętrzyn", "/api/v1/search?q=K%C4%99trzyn"),
    ("/api/v1/search?q=\"Kętrzyn\"", "/api/v1/search?q=%22K%C4%99trzyn%22"),
    (
        "/api/v1/search?q=<b>`Озёрск`",
        "/api/v1/search?q=%3Cb%3E%60%D0%9E%D0%B7%D1%91%D1%80%D1%81%D0%BA%60",
    ),
    ("/api/v1/partners/kętrzyn", "/api/v1/partners/k%C4%99trzyn"),
    ("/api/v1/kętrzyn?q=ą#ę", "/api/v1/k%C4%99trzyn?q=%C4%85"),
    ("/api/v1/partners?ż=1", "/api/v1/partners?%C5%BC=1"),
    ("http://localhost/api/v1/search?q=日本", "/api/v1/search?q=%E6%97%A5%E6%9C%AC"),
];

#[test]
fn a_target_that_is_not_percent_encoded_is_read_as_if_it_were() {
    let app = TestApp::new();
    let id = "X-Request-Id: same-number\r\n";
    let mut kept = Raw::connect(app.address);
    for (typed, encoded) in TYPED {
        let expected = exchange(app.address, get(encoded, id)).unwrap();
        let same = |answer: Answer, how: &str| {
            assert_eq!(answer.status, expected.status, "{typed} {how}");
            assert_eq!(answer.text(), expected.text(), "{typed} {how}");
            assert_eq!(answer.header_if_any("etag"), expected.header_if_any("etag"), "{typed}");
        };
        same(exchange(app.address, get(typed, id)).unwrap(), "alone");
        same(kept.send(get(typed, id)).answer().unwrap(), "on a connection that is kept");
        for byte in get(typed, id).as_bytes() {
            kept.send([*byte]);
        }
        same(kept.answer().unwrap(), "byte by byte");
        kept.send([get(typed, id), get(encoded, id), get(typed, id)].concat());
        (0..3).for_each(|_| same(kept.answer().unwrap(), "in a row"));
    }
    let bytes = b"GET /api/v1/search?q=\xff HTTP/1.1\r\nHost: a\r\n\r\n";
    let answer = exchange(app.address, bytes).unwrap();
    assert_eq!((answer.status, answer.text().contains("UTF-8")), (400, true), "{}", answer.text());
    lives(&app);
}

#[test]
fn a_body_is_left_as_it_is_whatever_it_contains() {
    let app = TestApp::new();
    let token = app.editor().token;
    let name = "GET /ę\\\" HTTP/1.1";
    let body = format!(
        "{{\"kind\":\"county\",\"status\":\"active\",\"country\":\"FR\",\r\n\r\n\
         \"translations\":{{\"en\":{{\"name\":\"{name}\"}}}}}}"
    );
    let head = format!(
        "HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    );
    let chunks = body.chars().fold(String::new(), |chunks, letter| {
        format!("{chunks}{:x}\r\n{letter}\r\n", letter.len_utf8())
    });
    let mut raw = Raw::connect(app.address);
    for (id, sent) in [
        ("whole", format!("Content-Length: {}\r\n\r\n{body}", body.len())),
        ("pieces", format!("Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n")),
    ] {
        let put = format!("PUT /api/v1/partners/{id} {head}{sent}");
        raw.send(put + &get("/api/v1/search?q=Kętrzyn", ""));
        let answer = raw.answer_to("PUT").unwrap();
        assert_eq!(answer.status, 201, "{id}: {}", answer.text());
        assert_eq!(answer.json()["name"], "GET /ę\" HTTP/1.1", "{id}");
        assert_eq!(raw.answer().unwrap().status, 200, "{id}: what follows");
    }
}

#[test]
fn a_head_that_is_none_is_answered_like_every_request() {
    let app = TestApp::empty();
    let good = get("/health/live", "");
    for (head, status, said) in [
        ("GET /api/v1 HTTP/1.1\r\n\r\n".to_owned(), 400, "Host"),
        (get("/api/v1", "Host: b\r\n"), 400, "Host"),
        (get("/api/v1 x", ""), 400, "%20"),
        (get("http://a:b:c/", ""), 400, "target"),
        (get(&format!("/{}", "a".repeat(66_000)), ""), 400, "65,534"),
        ("GET / HTTP/3\r\n\r\n".to_owned(), 400, "HTTP/1.1"),
        (get("/api/v1", &"X-A: a\r\n".repeat(120)), 431, "96 header lines"),
        (get("/api/v1", &format!("X-A: {}\r\n", "a".repeat(200_000))), 431, "128 KiB"),
        ("REFUSED / HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), 400, "method"),
    ] {
        let shown: String = head.chars().take(40).collect();
        let mut raw = Raw::connect(app.address);
        raw.send(&good).send(head);
        assert_eq!(raw.answer().unwrap().status, 200, "{shown}");
        let answer = raw.answer().unwrap_or_else(|| panic!("no answer to {shown:?}"));
        assert_eq!(answer.status, status, "{shown}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{shown}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{shown}");
        assert_eq!(answer.json()["requestId"], answer.header("x-request-id"), "{shown}");
        assert!(answer.text().contains(said), "{shown}: {}", answer.text());
        if !shown.starts_with("REFUSED") {
            assert!(raw.is_closed(), "{shown}: nothing after it is a request");
        }
    }
    lives(&app);
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
    let mut second = Raw::connect(app.address);
    assert_eq!(second.send(get("/health/live", "")).answer().unwrap().status, 200);
    let mut silent = Raw::connect(app.address);
    for raw in [&mut slow, &mut second] {
        raw.send("GET /api/v1 HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    }
    for raw in [&mut slow, &mut second, &mut silent] {
        let answer = raw.answer().unwrap();
        assert_eq!((answer.status, answer.json()["status"].as_u64()), (408, Some(408)));
    }
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
