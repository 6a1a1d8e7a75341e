//! The running program: its log, and how it stops.

use std::net::TcpStream;

use diesel::connection::SimpleConnection as _;

use crate::support::{
    database::TestDatabase,
    program::{Serving, run},
    raw::{Raw, exchange, get},
    waiting::eventually,
};

#[test]
fn the_log_has_one_line_a_request_and_no_query() {
    let database = TestDatabase::new();
    let serving = Serving::start(&database.argument(), &["--demo"], &[]);
    let asked = [
        ("/api/v1/partners?q=who-searches-this", 200),
        ("/api/v1/partners?secret=who-searches-this", 400),
        ("/api/v1/none?q=who-searches-this", 404),
        ("/swagger-ui/?q=who-searches-this", 200),
        ("/health/live", 200),
    ];
    for (path, status) in asked {
        let answer =
            exchange(serving.address, get(path, "X-Request-Id: number-of-this\r\n")).unwrap();
        assert_eq!(answer.status, status, "{path}");
    }
    eventually("each request has its line", || {
        serving.log().matches("number-of-this").count() == asked.len()
    });
    let log = serving.log();
    for (path, status) in asked {
        let line = format!(" GET {} {status} ", path.split('?').next().unwrap());
        assert_eq!(log.matches(&line).count(), 1, "{line}: {log}");
    }
    assert!(!log.contains("who-searches-this"), "{log}");
}

#[test]
fn what_is_no_request_has_one_line_in_the_log_like_every_other() {
    let database = TestDatabase::sqlite();
    let serving = Serving::start(&database.argument(), &[], &[]);
    for at in 0..50 {
        exchange(serving.address, format!("garbage {at}\r\n\r\n"));
        exchange(serving.address, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n");
        drop(TcpStream::connect(serving.address).unwrap());
    }
    exchange(serving.address, get("/health/live", "X-Request-Id: number-of-this\r\n")).unwrap();
    eventually("the last request has its line", || serving.log().contains("number-of-this"));
    let log = serving.log();
    assert_eq!(log.matches("REFUSED / 400").count(), 100, "{log}");
    assert!(log.lines().count() < 120, "{log}");
}

#[test]
fn a_path_cannot_write_lines_into_the_log() {
    let database = TestDatabase::sqlite();
    let serving = Serving::start(&database.argument(), &[], &[]);
    let path = "/a%0AGET%20/forged%20200%1b[31m";
    exchange(serving.address, get(path, "X-Request-Id: number-of-this\r\n")).unwrap();
    eventually("the request has its line", || serving.log().contains("number-of-this"));
    let log = serving.log();
    assert!(!log.lines().any(|line| line.starts_with("GET")) && !log.contains('\u{1b}'), "{log}");
}

#[test]
fn a_request_in_flight_is_answered_before_the_program_ends() {
    let database = TestDatabase::new();
    let mut serving = Serving::start(&database.argument(), &["--demo"], &[]);
    let mut lock = database.connection();
    if database.is_postgres() {
        // Of a table that nothing reads but the request.
        lock.batch_execute("BEGIN; LOCK TABLE record IN ACCESS EXCLUSIVE MODE").unwrap();
    }
    let mut idle = Raw::connect(serving.address);
    let mut busy = Raw::connect(serving.address);
    busy.send(get("/api/v1/partners", ""));
    // Where nothing holds it up it is answered at once, and the answer is read when the program has ended.
    if database.is_postgres() {
        database.somebody_waits();
    } else {
        eventually("it is answered", || serving.log().contains(" GET /api/v1/partners 200 "));
    }
    serving.terminate();
    eventually("it takes no more connections", || TcpStream::connect(serving.address).is_err());
    if database.is_postgres() {
        lock.batch_execute("ROLLBACK").unwrap();
    }
    assert_eq!(busy.answer().unwrap().status, 200);
    assert!(idle.is_closed());
    assert_eq!(serving.ended(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_told_before_anything_is_made() {
    let database = TestDatabase::sqlite();
    let serving = Serving::start(&database.argument(), &[], &[]);
    let other = TestDatabase::sqlite();
    let bind = serving.address.to_string();
    let line = run(&["serve", "--bind", &bind, "--database-url", &other.argument()]).refused();
    assert!(line.contains(&format!("{bind} is in use")) && line.contains("--bind"), "{line}");
    assert!(other.folder.path().read_dir().unwrap().next().is_none(), "nothing was made");
}
