//! What is sent from memory, and what never is.

use std::{sync::Barrier, thread};

use twinning::http::{kept::answers::KeptAnswers, state::AppState};

use super::{at_hand, kept, watched};
use crate::support::{TestApp, client::Answer, waiting::eventually};

/// The headers of a request.
type Headers<'h> = &'h [(&'h str, &'h str)];

/// An answer without what is another each time.
fn compared(answer: &Answer) -> (u16, Vec<(String, String)>, &[u8]) {
    let headers = answer.headers.iter().filter(|(name, _)| {
        !matches!(name.as_str(), "date" | "x-request-id" | "ratelimit" | "connection")
    });
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status, headers, &answer.bytes)
}

/// Asks until the answer comes from memory.
fn from_memory(app: &TestApp, method: &str, path: &str, headers: Headers<'_>) -> Answer {
    let mut answer = None;
    eventually("the answer comes from memory", || {
        let before = at_hand(app);
        answer = Some(app.ask(method, path, headers));
        at_hand(app) > before
    });
    answer.unwrap()
}

#[test]
fn what_everybody_gets_is_the_same_from_memory() {
    let app = TestApp::new();
    let making = app.again(|service| AppState { kept: KeptAnswers::of(0), ..service });
    let _watch = watched(&app);
    let tag = making.get("/events").header("etag").to_owned();
    let coded = format!("{}-br\"", tag.trim_end_matches('"'));
    let cases: &[(&str, Headers<'_>)] = &[
        ("/api/v1/events", &[]),
        ("/api/v1", &[]),
        ("/api/v1/partners/oziersk", &[]),
        ("/api/v1/municipality", &[]),
        ("/api/v1/search?q=oziersk", &[]),
        ("/api/v1/changes", &[]),
        ("/api/v1/topics?lang=en", &[]),
        ("/api/v1/events?period=past&limit=2", &[("Accept-Language", "en-GB, pl;q=0.5")]),
        ("/api/v1/events?fields=id,title", &[("Accept-Encoding", "gzip")]),
        ("/api/v1/events?limit=20", &[("Accept-Encoding", "gzip, deflate, br")]),
        ("/api/v1/partners", &[("Accept", "text/csv")]),
        ("/api/v1/events?format=ics", &[]),
        ("/api/v1/events?format=atom", &[("Accept-Encoding", "br")]),
        ("/api/v1/events?format=xlsx", &[("Accept-Encoding", "br")]),
        ("/api/v1/partners?format=geojson", &[]),
        ("/events.ics", &[]),
        ("/api/v1/events", &[("If-None-Match", &tag)]),
        ("/api/v1/events", &[("If-None-Match", &coded), ("Accept-Encoding", "br")]),
        ("/api/v1/events", &[("If-None-Match", "\"other\""), ("Accept-Encoding", "br")]),
        ("/api/v1/events", &[("If-None-Match", "*")]),
        ("/api/v1/events", &[("Authorization", "Basic cG9ydGFsOng="), ("If-None-Match", "*")]),
    ];
    for (path, headers) in cases {
        for method in ["GET", "HEAD"] {
            let anew = making.ask(method, path, headers);
            if headers.iter().any(|(name, _)| *name == "Authorization") {
                let answer = app.ask(method, path, headers);
                assert_eq!(compared(&answer), compared(&anew), "{method} {path} {headers:?}");
                continue;
            }
            let first = app.ask(method, path, headers);
            assert_eq!(compared(&first), compared(&anew), "{method} {path} {headers:?}");
            let again = from_memory(&app, method, path, headers);
            assert_eq!(compared(&again), compared(&anew), "{method} {path} {headers:?}");
        }
    }
    assert_eq!((at_hand(&making), kept(&making)), (0, 0), "a service that keeps nothing");
}

#[test]
fn what_is_for_one_alone_is_never_sent_from_memory_nor_kept() {
    let app = TestApp::new();
    let _watch = watched(&app);
    let (editor, tag) = (app.editor(), app.get("/events").header("etag").to_owned());
    let bearer = format!("Bearer {}", editor.token);
    let cases: &[(&str, &str, Headers<'_>, u16)] = &[
        ("GET", "/events", &[("Authorization", &bearer)], 200),
        ("GET", "/events", &[("Authorization", "Bearer wrong")], 401),
        ("GET", "/events", &[("Authorization", "Basic cG9ydGFsOng=")], 200),
        ("GET", "/changes?after=21", &[("Prefer", "wait=0")], 200),
        ("GET", "/events", &[("If-Match", &tag)], 200),
        ("GET", "/events", &[("If-Match", "\"other\"")], 412),
        ("GET", "/events", &[("Content-Encoding", "gzip")], 415),
        ("GET", "/events?limit=x", &[], 400),
        ("GET", "/events/none", &[], 404),
        ("GET", "/audit", &[], 401),
        ("GET", "/events?state=draft", &[], 401),
        ("GET", "/events", &[("Accept", "text/html")], 406),
        ("OPTIONS", "/events", &[], 204),
        ("POST", "/events", &[("Content-Type", "application/json")], 401),
    ];
    let before = (at_hand(&app), kept(&app));
    for (method, path, headers, status) in cases {
        for _ in 0..3 {
            let answer = app.ask(method, &format!("/api/v1{path}"), headers);
            assert_eq!(answer.status, *status, "{method} {path} {headers:?}: {}", answer.text());
        }
        assert_eq!((at_hand(&app), kept(&app)), before, "{method} {path} {headers:?}");
    }
    for path in ["/health/live", "/health/ready"] {
        assert_eq!([0; 3].map(|_| app.ask("GET", path, &[]).status), [200; 3]);
    }
    assert_eq!((at_hand(&app), kept(&app)), before);
}

#[test]
fn what_many_ask_at_once_is_made_once() {
    const CLIENTS: usize = 24;
    let app = TestApp::new();
    let _watch = watched(&app);
    from_memory(&app, "GET", "/api/v1/partners", &[]); // the state is known
    let barrier = Barrier::new(CLIENTS);
    for round in 0..5 {
        let (before, path) = (kept(&app), format!("/events?limit={}", round + 1));
        let answers = thread::scope(|scope| {
            let ask = || {
                barrier.wait();
                app.get(&path).bytes
            };
            let asking: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(ask)).collect();
            asking.into_iter().map(|asked| asked.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{path}");
        assert!(kept(&app) <= before + 1, "{path}");
    }
}

#[test]
fn readers_are_counted_and_limited_as_without_it() {
    let app = TestApp::with_quota(20);
    let _watch = watched(&app);
    let answers = [0; 30].map(|_| app.get("/partners"));
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert!((9..=12).contains(&refused), "{refused}");
    for answer in &answers {
        assert!(answer.header_if_any("ratelimit").is_some(), "{}", answer.status);
    }
    let all = app.service.metrics.written().unwrap();
    let counted = |status: u16| {
        let labels = format!("{{route=\"/api/v1/partners\",method=\"GET\",status=\"{status}\"}}");
        let name = format!("twinning_http_requests_total{labels} ");
        all.lines().find_map(|line| line.strip_prefix(&name)).and_then(|text| text.parse().ok())
    };
    assert_eq!((counted(200), counted(429)), (Some(30 - refused), Some(refused)), "{all}");
}

#[test]
fn one_answer_has_a_small_part_of_the_memory_at_most() {
    let app = TestApp::new();
    let small = app.again(|service| AppState { kept: KeptAnswers::of(240_000), ..service });
    let _watch = watched(&small);
    let (large, little) = ("/events?limit=20", "/partners?fields=id");
    assert!(small.get(large).bytes.len() > 240_000 / 64 && small.get(little).bytes.len() < 1_000);
    from_memory(&small, "GET", &format!("/api/v1{little}"), &[]);
    let before = at_hand(&small);
    for _ in 0..5 {
        assert_eq!(small.get(large).status, 200);
    }
    assert_eq!(at_hand(&small), before);
}
