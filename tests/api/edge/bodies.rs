//! The bodies of requests: nothing here reads one, and none may cost anything.

use std::{io::Write as _, thread, time::Instant};

use flate2::{Compression, write::GzEncoder};

use crate::support::{
    TestApp,
    client::Answer,
    database::TestDatabase,
    program::Serving,
    raw::{Raw, exchange, get},
    waiting::eventually,
};

/// This many blanks, compressed.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        encoder.write_all(&blanks).unwrap();
    }
    encoder.finish().unwrap()
}

fn post(headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST /api/v1/partners HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n{headers}\r\n"
    )
    .into_bytes();
    request.extend(body);
    request
}

#[test]
fn a_compressed_body_is_refused_with_what_would_be_taken() {
    let app = TestApp::empty();
    for coding in ["gzip", "br", "deflate", "zstd", "GZIP", "gzip, identity", "x"] {
        let headers = format!("Content-Type: application/json\r\nContent-Encoding: {coding}\r\n");
        let answer = exchange(app.address, post(&headers, &bomb(1))).unwrap();
        assert_eq!(answer.status, 415, "{coding}");
        assert_eq!(answer.header("accept-encoding"), "identity", "{coding}");
        assert_eq!(answer.json()["type"], "urn:twinning:problem:unsupported-encoding");
    }
    let answer = exchange(app.address, post("Content-Encoding: Identity\r\n", b"{}")).unwrap();
    assert_eq!(answer.status, 401, "a body that is not compressed is no reason");
}

#[test]
fn forty_compressed_bombs_at_once_raise_no_memory() {
    let database = TestDatabase::new();
    let serving = Serving::start(&database.argument(), &[], &[]);
    assert_eq!(exchange(serving.address, get("/api/v1/partners", "")).unwrap().status, 200);
    let before = serving.peak_memory();
    let request = post("Content-Type: application/json\r\nContent-Encoding: gzip\r\n", &bomb(200));
    thread::scope(|scope| {
        let senders: Vec<_> = (0..40)
            .map(|_| {
                scope.spawn(|| exchange(serving.address, &request).map(|answer| answer.status))
            })
            .collect();
        for sender in senders {
            assert_eq!(sender.join().unwrap(), Some(415));
        }
    });
    let grown = serving.peak_memory() - before;
    assert!(grown < 100_000, "{grown} kB more");
}

#[test]
fn a_body_that_does_not_come_holds_nothing() {
    let app = TestApp::empty();
    let began = Instant::now();
    let mut slow = Raw::connect(app.address);
    slow.send("POST /api/v1/partners HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
    assert_eq!(slow.answer().unwrap().status, 401);
    assert!(began.elapsed().as_secs() < 20, "answered after {:?}", began.elapsed());
    assert!(slow.is_closed());
    assert!(began.elapsed().as_secs() < 45, "closed after {:?}", began.elapsed());
    assert_eq!(exchange(app.address, get("/health/live", "")).unwrap().status, 200);
}

#[test]
fn a_large_body_is_refused_and_not_collected() {
    let app = TestApp::empty();
    let answer =
        exchange(app.address, post("Content-Type: application/json\r\n", &vec![b' '; 8 << 20]))
            .unwrap();
    assert_eq!(answer.status, 401);
    assert_eq!(exchange(app.address, get("/health/live", "")).unwrap().status, 200);
}

#[test]
fn bodies_that_never_end_have_a_share_of_the_memory() {
    const ALMOST: usize = (1 << 20) - 10;
    let app = TestApp::empty();
    let editor = app.editor();
    let head = format!(
        "POST /api/v1/partners HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        editor.token,
        1 << 20
    );
    let begin = || {
        let mut one = Raw::connect(app.address);
        one.send(&head).send(vec![b' '; ALMOST]);
        one
    };
    let mut endless: Vec<Raw> = (0..32).map(|_| begin()).collect();
    eventually("the bodies have come", || app.service.received.held() == 32 * ALMOST);
    let refused: Answer = begin().answer().unwrap();
    assert_eq!((refused.status, refused.header("retry-after")), (503, "2"), "{}", refused.text());
    assert_eq!(refused.json()["type"], "urn:twinning:problem:unavailable");
    assert_eq!(exchange(app.address, get("/health/live", "")).unwrap().status, 200);
    let end = endless[0].send(" ".repeat(10)).answer().unwrap();
    assert_eq!(end.status, 400, "a body that ends is read: {}", end.text());
    drop(endless);
    eventually("their memory is free again", || app.service.received.held() == 0);
    let last = begin().send(" ".repeat(10)).answer().unwrap();
    assert_eq!(last.status, 400, "{}", last.text());
}
