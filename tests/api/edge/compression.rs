//! Answers in the coding that the reader likes best.

use std::{
    io::Read as _,
    time::{Duration, Instant},
};

use flate2::read::GzDecoder;

use crate::support::{
    TestApp,
    client::Answer,
    raw::{Raw, get},
};

const LARGE: &str = "/api/v1/events";

fn in_coding(app: &TestApp, path: &str, accepted: &str) -> Answer {
    app.ask("GET", path, &[("accept-encoding", accepted)])
}

fn decoded(answer: &Answer) -> Vec<u8> {
    let mut bytes = Vec::new();
    match answer.header_if_any("content-encoding") {
        Some("br") => brotli::BrotliDecompress(&mut &*answer.bytes, &mut bytes).unwrap(),
        Some("gzip") => drop(GzDecoder::new(&*answer.bytes).read_to_end(&mut bytes).unwrap()),
        None => bytes.clone_from(&answer.bytes),
        Some(other) => panic!("{other} was not asked for"),
    }
    bytes
}

#[test]
fn the_reader_gets_what_it_likes_best() {
    let app = TestApp::new();
    let plain = app.get("/events");
    for (accepted, coding) in [
        ("br", Some("br")),
        ("gzip", Some("gzip")),
        ("GZIP", Some("gzip")),
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip, deflate", Some("gzip")),
        ("br;q=0.5, gzip", Some("gzip")),
        ("br;q=0.1, gzip;q=0.2, identity;q=0.1", Some("gzip")),
        ("br;q=0, gzip", Some("gzip")),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("identity, br;q=0.5", None),
        ("deflate, zstd, compress, x", None),
        ("br;q=0.3, *;q=0", Some("br")),
        ("identity;q=0, br", Some("br")),
        ("*;q=0", None),
        ("", None),
        ("br;q=oops", None),
        (",,;", None),
    ] {
        let answer = in_coding(&app, LARGE, accepted);
        assert_eq!(answer.status, 200, "{accepted:?}");
        assert_eq!(answer.header_if_any("content-encoding"), coding, "{accepted:?}");
        assert_eq!(decoded(&answer), plain.bytes, "{accepted:?}");
        let length = answer.bytes.len().to_string();
        assert_eq!(answer.header("content-length"), length, "{accepted:?}");
        assert_eq!(answer.bytes.len() < plain.bytes.len() / 2, coding.is_some(), "{accepted:?}");
    }
}

#[test]
fn each_coding_has_a_tag_of_its_own_and_each_is_known_again() {
    let app = TestApp::new();
    for path in [LARGE, "/api/v1/openapi.json"] {
        let tags = ["identity", "br", "gzip"]
            .map(|accepted| in_coding(&app, path, accepted).header("etag").to_owned());
        for (at, accepted) in ["identity", "br", "gzip"].into_iter().enumerate() {
            assert!(tags[at].starts_with('"') && tags[at].ends_with('"'), "{}", tags[at]);
            assert!(tags.iter().filter(|other| **other == tags[at]).count() == 1, "{tags:?}");
            let headers = [("accept-encoding", accepted), ("if-none-match", &*tags[at])];
            let answer = app.ask("GET", path, &headers);
            assert_eq!(answer.status, 304, "{path} {accepted}");
            assert_eq!(answer.header("etag"), tags[at], "a cache finds what it has by this tag");
            assert!(answer.header("vary").contains("Accept-Encoding"), "{path}");
        }
        let other = app.ask("GET", path, &[("if-none-match", "\"0-none-br\", W/\"x\"")]);
        assert_eq!(other.status, 200);
    }
}

#[test]
fn what_is_compressed_once_is_the_same_for_everybody() {
    let app = TestApp::empty();
    for path in
        ["/api/v1/openapi.json", "/swagger-ui/swagger-ui-bundle.js", "/swagger-ui/swagger-ui.css"]
    {
        let plain = in_coding(&app, path, "identity");
        for coding in ["br", "gzip", "br", "gzip"] {
            let answer = in_coding(&app, path, coding);
            assert_eq!(answer.header("content-encoding"), coding, "{path}");
            assert_eq!(answer.header("content-type"), plain.header("content-type"), "{path}");
            assert!(answer.header("etag").ends_with(&format!("-{coding}\"")), "{path}");
            assert!(decoded(&answer) == plain.bytes, "{path} in {coding}");
        }
    }
}

#[test]
fn a_small_answer_and_a_problem_are_not_compressed() {
    let app = TestApp::empty();
    for path in ["/api/v1/partners", "/health/live", "/api/v1/none", "/api/v1/partners?x=1"] {
        let answer = in_coding(&app, path, "br, gzip");
        assert_eq!(answer.header_if_any("content-encoding"), None, "{path}");
        assert!(answer.bytes.len() < 1_024, "{path}");
        answer.json();
    }
}

#[test]
fn whatever_could_be_compressed_says_that_it_varies() {
    let app = TestApp::new();
    for path in [
        "/api/v1",
        LARGE,
        "/api/v1/topics",
        "/api/v1/openapi.json",
        "/swagger-ui/",
        "/swagger-ui/swagger-ui.css",
    ] {
        for accepted in ["identity", "br"] {
            let answer = in_coding(&app, path, accepted);
            assert!(answer.header("vary").contains("Accept-Encoding"), "{path} {accepted}");
        }
    }
}

/// The middle of the times of fifty requests, one after another on one connection.
fn typical_time(app: &TestApp, headers: &str) -> Duration {
    let mut connection = Raw::connect(app.address);
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let began = Instant::now();
            assert_eq!(
                connection.send(get("/api/v1/events?limit=5", headers)).answer().unwrap().status,
                200
            );
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
fn a_compressed_answer_does_not_wait_for_an_acknowledgement() {
    let app = TestApp::new();
    let plain = typical_time(&app, "");
    for accepted in ["gzip", "br"] {
        let compressed = typical_time(&app, &format!("Accept-Encoding: {accepted}\r\n"));
        let most = plain * 5 + Duration::from_millis(20);
        assert!(compressed < most, "{accepted} takes {compressed:?}, uncompressed {plain:?}");
    }
}
