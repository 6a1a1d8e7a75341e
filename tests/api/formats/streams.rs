//! Long lists: sent while they are read, from one state, and never silently short.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use twinning::model::record_type::RecordType;

use crate::support::{TestApp, made_up, sheets::put, waiting::eventually};

/// A service with more events than an answer in memory has.
fn long() -> TestApp {
    with_summaries(20)
}

/// The same with texts of this length.
fn with_summaries(times: usize) -> TestApp {
    let summary = "Wizyta delegacji. ".repeat(times);
    let lines: String = (0..1_300)
        .map(|at| {
            let texts = json!({"pl": {"title": format!("Wizyta {at:04}"), "summary": summary}});
            made_up::event(&format!("e{at:04}"), json!({ "translations": texts }))
        })
        .collect();
    TestApp::with(&lines)
}

#[test]
fn a_long_list_is_whole_in_each_format() {
    let app = long();
    let ndjson = app.get("/events?format=ndjson&sort=title");
    assert_eq!(ndjson.header("transfer-encoding"), "chunked");
    let text = ndjson.text();
    for (at, line) in text.lines().enumerate() {
        let record: Value = serde_json::from_str(line).unwrap();
        assert_eq!(record["id"], format!("e{at:04}"));
    }
    assert_eq!(text.lines().count(), 1_300);
    let csv = app.get("/events?format=csv");
    assert_eq!(csv.text().split_terminator("\r\n").count(), 1_301);
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"events.csv\"");
    let map = app.get("/events?format=geojson").json();
    assert_eq!(map["features"].as_array().unwrap().len(), 1_300);
    let calendar = app.get("/events?format=ics").text();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1_300);
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
    let tag = csv.header("etag");
    let known = app.get_with("/events?format=csv", &[("If-None-Match", tag)]);
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    let head = app.ask("HEAD", "/api/v1/events?format=csv", &[]);
    assert_eq!((head.status, head.header("etag"), head.bytes.len()), (200, tag, 0));
    let wrong = app.get_with("/events?format=csv", &[("If-Match", "\"other\"")]);
    assert_eq!(wrong.status, 412);
}

#[test]
fn a_long_list_is_compressed_on_its_way() {
    let app = long();
    let plain = app.get("/events?format=ndjson");
    let packed = app.get_with("/events?format=ndjson", &[("Accept-Encoding", "gzip, br")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), plain.header("etag"));
    assert!(packed.bytes.len() * 5 < plain.bytes.len());
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.bytes);
}

#[test]
fn a_long_workbook_is_made_at_length_or_refused() {
    let app = long();
    let whole = app.get("/events?format=xlsx");
    assert_eq!(whole.status, 200);
    let report = put(&app.database, RecordType::Events, &whole.bytes, false);
    assert_eq!((report.unchanged, report.refused), (1_300, 0), "{report}");
    let refused = with_summaries(1_100).refused("/events?format=xlsx");
    assert_eq!(refused.faults(), [("format".to_owned(), "too-many".to_owned())]);
    assert!(refused.text().contains("format=csv"));
}

/// Asks for a list and reads only the head of the answer.
fn begin(app: &TestApp, path: &str) -> BufReader<TcpStream> {
    let address = app.address;
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET /api/v1{path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut reader = BufReader::with_capacity(1_024, stream);
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).unwrap();
    }
    reader
}

#[test]
fn the_list_is_that_of_the_moment_at_which_it_begins() {
    let app = long();
    let mut reading = begin(&app, "/events?format=ndjson&sort=title");
    let editor = app.editor();
    let late = json!({"id": "late", "translations": {"pl": {"title": "Zzz"}}, "kind": "visit",
        "status": "held", "startDate": "2017-05-20"});
    assert_eq!(editor.post("/events", &late).status, 201);
    let mut text = Vec::new();
    let mut buffer = [0; 4_096];
    while !text.ends_with(b"0\r\n\r\n") {
        let read = reading.read(&mut buffer).unwrap();
        assert!(read > 0, "the answer is broken off");
        text.extend_from_slice(&buffer[..read]);
    }
    let text = String::from_utf8_lossy(&text);
    assert_eq!(text.matches("\"type\":\"events\"").count(), 1_300);
    assert!(!text.contains("\"late\""));
}

#[test]
fn who_reads_slowly_keeps_nobody_else_out() {
    let app = with_summaries(400);
    let slow = begin(&app, "/events?format=ndjson");
    // More than the network takes: the service waits for its reader.
    for format in ["csv", "xlsx"] {
        app.get(&format!("/events?format={format}")).is_busy();
    }
    for path in ["/partners", "/events?limit=5", "/events?format=ndjson&limit=5"] {
        assert_eq!(app.get(path).status, 200, "{path}");
    }
    drop(slow);
    eventually("the place is free", || app.get("/events?format=csv").status == 200);
}
