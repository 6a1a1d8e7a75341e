//! `POST /import`: a file of records, with a report by row and column.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::Answer,
    export::{DATA, export, lines_with},
    keeper::Keeper,
    made_up,
    raw::Raw,
    waiting::eventually,
    workbooks::{Workbook, sheet},
};

const CSV: &str = "text/csv; charset=utf-8";
const NDJSON: &str = "application/x-ndjson";

fn import(app: &TestApp, editor: &Keeper<'_>, query: &str, media_type: &str, file: &str) -> Answer {
    import_with(app, editor, query, &[("Content-Type", media_type)], file)
}

fn import_with(
    app: &TestApp,
    editor: &Keeper<'_>,
    query: &str,
    headers: &[(&str, &str)],
    file: &str,
) -> Answer {
    let bearer = format!("Bearer {}", editor.token);
    let headers: Vec<_> =
        [("Authorization", bearer.as_str())].iter().chain(headers).copied().collect();
    app.send("POST", &format!("/api/v1/import{query}"), &headers, file)
}

/// How many rows were created, replaced, unchanged and refused.
fn counts(report: &Value) -> [u64; 4] {
    ["created", "replaced", "unchanged", "refused"].map(|name| report[name].as_u64().unwrap())
}

#[test]
fn a_dry_run_tells_what_the_import_then_does() {
    let app = TestApp::empty();
    let editor = app.editor();
    let dry = import(&app, &editor, "?dryRun=true", NDJSON, DATA);
    assert_eq!(dry.status, 200, "{}", dry.text());
    assert_eq!((counts(&dry.json()), &dry.json()["applied"]), ([21, 0, 0, 0], &json!(false)));
    assert_eq!(app.json("")["revision"], 0, "nothing was changed");
    let done = import(&app, &editor, "", NDJSON, DATA);
    assert_eq!((done.status, &done.json()["applied"]), (200, &json!(true)));
    assert_eq!(done.json()["rows"], dry.json()["rows"]);
    assert_eq!(export(&app.database), DATA);
    assert_eq!(counts(&import(&app, &editor, "?dryRun=false", NDJSON, DATA).json()), [0, 0, 21, 0]);
    assert_eq!(app.json("")["revision"], 21);
}

#[test]
fn a_spreadsheet_from_excel_in_poland_is_taken() {
    let app = TestApp::new();
    let editor = app.editor();
    let file = "\u{feff}id;title.pl;kind;direction;status;startDate;partners\r\n\
                wizyta-2026;\"Wizyta; spotkanie\";visit;incoming;held;16.06.2026;oziersk\r\n\
                2015-06-16-konferencja-stadiony-sportowe-oziersk;;;;;;\r\n";
    let file = file.lines().take(2).collect::<Vec<_>>().join("\r\n");
    let report = import(&app, &editor, "?type=events", CSV, &file);
    assert_eq!((report.status, counts(&report.json())), (200, [1, 0, 0, 0]), "{}", report.text());
    let event = app.json("/events/wizyta-2026");
    assert_eq!(
        (&event["startDate"], &event["title"]),
        (&json!("2026-06-16"), &json!("Wizyta; spotkanie"))
    );
    let again = "id,status\nwizyta-2026,cancelled\n";
    let dry = import(&app, &editor, "?type=events&dryRun=true", CSV, again).json();
    let change = &dry["rows"][0]["changes"][0];
    assert_eq!((&change["field"], &change["column"]), (&json!("/status"), &json!("status")));
    assert_eq!((&change["before"], &change["after"]), (&json!("held"), &json!("cancelled")));
    assert_eq!(import(&app, &editor, "?type=events", CSV, again).status, 200);
    assert_eq!(app.json("/events/wizyta-2026")["status"], "cancelled");
    assert_eq!(
        app.json("/events/wizyta-2026")["title"],
        "Wizyta; spotkanie",
        "what has no column stays"
    );
}

#[test]
fn faults_are_told_by_row_and_column_and_nothing_is_changed() {
    let app = TestApp::new();
    let editor = app.editor();
    let file = "id;title.pl;kind;direction;status;startDate;partners\n\
                good;Dobra;visit;incoming;held;16.06.2026;oziersk\n\
                bad;Zła;visti;incoming;held;31.06.2026;nobody\n";
    let dry = import(&app, &editor, "?type=events&dryRun=true", CSV, file);
    assert_eq!((dry.status, counts(&dry.json())), (200, [1, 0, 0, 1]), "{}", dry.text());
    let refused = import(&app, &editor, "?type=events", CSV, file);
    assert_eq!(refused.status, 400, "{}", refused.text());
    let mut places: Vec<_> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), fault["column"].as_str().unwrap().to_owned()))
        .collect();
    places.sort();
    places.dedup();
    assert!(
        places.contains(&(3, "kind".to_owned())) && places.contains(&(3, "startDate".to_owned())),
        "{places:?}"
    );
    assert_eq!(app.json("")["revision"], 21);
    assert_eq!(app.get("/events/good").status, 404, "all or nothing");
}

#[test]
fn the_actor_is_the_one_of_the_token() {
    let app = TestApp::new();
    let editor = app.editor();
    let file =
        lines_with("oziersk", |partner| partner["website"] = json!("https://oziersk.example/"));
    assert_eq!(counts(&import(&app, &editor, "", NDJSON, &file).json()), [0, 1, 20, 0]);
    assert_eq!(crate::support::journal::actors(&app.database), ["demo", "the editor"]);
}

#[test]
fn a_key_makes_an_import_safe_to_send_again() {
    let app = TestApp::empty();
    let editor = app.editor();
    let headers = [("Content-Type", NDJSON), ("Idempotency-Key", "import-1")];
    let first = import_with(&app, &editor, "", &headers, DATA);
    let again = import_with(&app, &editor, "", &headers, DATA);
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(
        first.bytes, again.bytes,
        "it says what was done, and not that nothing is to be done"
    );
    assert_eq!(import_with(&app, &editor, "?dryRun=true", &headers, DATA).status, 409);
}

#[test]
fn what_is_asked_wrongly_is_told() {
    let app = TestApp::new();
    let editor = app.editor();
    for (query, media_type, file, place, code) in [
        ("", CSV, "id\n", "type", "missing"),
        ("?type=events", NDJSON, DATA, "type", "conflict"),
        ("?type=event", CSV, "id\n", "type", "invalid-value"),
        ("?dryRun=yes", NDJSON, DATA, "dryRun", "invalid-value"),
        ("?dryrun=true", NDJSON, DATA, "dryrun", "unknown-parameter"),
    ] {
        let answer = import(&app, &editor, query, media_type, file);
        assert_eq!(answer.status, 400, "{query} {media_type}: {}", answer.text());
        assert_eq!(answer.faults(), [(place.to_owned(), code.to_owned())], "{}", answer.text());
    }
    for (media_type, file) in [("application/json", "{}"), ("", DATA)] {
        let answer = import(&app, &editor, "", media_type, file);
        assert_eq!(
            (
                answer.status,
                answer.header("accept").starts_with("application/x-ndjson, text/csv, ")
            ),
            (415, true)
        );
    }
    let large = " ".repeat((16 << 20) + 1);
    assert_eq!(import(&app, &editor, "", NDJSON, &large).status, 413);
    assert_eq!(app.json("")["revision"], 21);
}

#[test]
fn an_import_that_waits_for_another_keeps_no_other_writer_waiting() {
    let app = TestApp::empty();
    let editor = app.editor();
    let turn = Arc::clone(&app.service.import_turn).try_acquire_owned().unwrap();
    let mut waiting = Raw::connect(app.address);
    waiting.send(format!(
        "POST /api/v1/import HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nContent-Type: {NDJSON}\r\n\
         Content-Length: {}\r\n\r\n{DATA}",
        editor.token,
        DATA.len()
    ));
    eventually("the import has come", || app.service.imports.available_permits() == 1);
    let partner = made_up::partner("first", json!({}));
    assert_eq!(app.import(&partner).created, 1);
    let change = json!({"website": "https://first.example/"});
    assert_eq!(editor.change("PATCH", "/partners/first", &change).status, 200);
    assert_eq!(app.json("")["revision"], 2, "the import did not begin");
    drop(turn);
    assert_eq!(counts(&waiting.answer().unwrap().json()), [21, 0, 0, 0]);
}

#[test]
fn a_third_import_at_a_time_is_told_at_once_to_come_back() {
    let app = TestApp::empty();
    let editor = app.editor();
    let (first_half, second_half) = DATA.split_at(DATA.len() / 2);
    let head = format!(
        "POST /api/v1/import HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nContent-Type: {NDJSON}\r\n\
         Content-Length: {}\r\n\r\n",
        editor.token,
        DATA.len()
    );
    let mut running = [(); 2].map(|()| Raw::connect(app.address));
    for one in &mut running {
        one.send(&head).send(first_half);
    }
    eventually("two imports run", || app.service.imports.available_permits() == 0);
    let began = Instant::now();
    let third = import(&app, &editor, "", NDJSON, DATA);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!((third.status, third.header("retry-after")), (503, "2"), "{}", third.text());
    assert_eq!(third.json()["type"], "urn:twinning:problem:unavailable");
    let counted = running.map(|mut one| {
        let answer = one.send(second_half).answer().unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        counts(&answer.json())
    });
    assert!(counted.contains(&[21, 0, 0, 0]) && counted.contains(&[0, 0, 21, 0]), "{counted:?}");
    assert_eq!(
        counts(&import(&app, &editor, "", NDJSON, DATA).json()),
        [0, 0, 21, 0],
        "there is room again"
    );
}

#[test]
fn an_import_that_keeps_others_waiting_for_too_long_is_refused_as_a_whole() {
    let app = TestApp::with_longest_change(Duration::ZERO);
    let editor = app.editor();
    for query in ["", "?dryRun=true"] {
        let headers = [("Content-Type", NDJSON), ("Idempotency-Key", "again")];
        let refused = import_with(&app, &editor, query, &headers, DATA);
        assert_eq!(refused.status, 413, "{}", refused.text());
        let problem = refused.json();
        assert_eq!(problem["type"], "urn:twinning:problem:too-large");
        assert!(problem["detail"].as_str().unwrap().contains("twinning import FILE"), "{problem}");
        assert_eq!(refused.header_if_any("retry-after"), None, "it would take as long again");
    }
    assert_eq!(app.json("")["revision"], 0, "nothing was changed");
    let partner = json!({
        "translations": {"pl": {"name": "A"}}, "kind": "county", "status": "active", "country": "LT",
    });
    let too_slow = editor.post("/partners", &partner);
    assert_eq!(too_slow.status, 503, "no change may take longer, and its outcome is known");
    assert_eq!(too_slow.json()["type"], "urn:twinning:problem:too-slow");
    assert_eq!(app.json("")["revision"], 0, "nothing was changed");
}

#[test]
fn an_import_that_was_refused_for_its_time_leaves_time_to_others() {
    let app = TestApp::with_longest_change(Duration::from_secs(2));
    let editor = app.editor();
    let many = (0..40_000).map(|number| made_up::partner(&format!("p{number}"), json!({})));
    assert_eq!(import(&app, &editor, "", NDJSON, &many.collect::<String>()).status, 413);
    let partner = json!({
        "translations": {"pl": {"name": "A"}}, "kind": "county", "status": "active", "country": "LT",
    });
    assert_eq!(editor.post("/partners", &partner).status, 201, "others are not concerned");
}

#[test]
fn a_file_full_of_faults_is_not_read_to_its_end() {
    let app = TestApp::new();
    let editor = app.editor();
    let lines = "{\"type\":\"events\",\"id\":\"e\",\"kind\":\"visti\"}\n".repeat(60_000);
    let began = Instant::now();
    let refused = import(&app, &editor, "", NDJSON, &lines);
    assert_eq!(refused.status, 400);
    let problem = refused.json();
    let errors = problem["errors"].as_array().unwrap();
    let last = errors.last().unwrap();
    assert!((100..110).contains(&errors.len()), "{}", errors.len());
    assert_eq!((&last["code"], last.get("row")), (&json!("too-many"), None), "{last}");
    let dry = import(&app, &editor, "?dryRun=true", NDJSON, &lines);
    assert_eq!(dry.status, 200);
    let report = dry.json();
    let stopped = report["stoppedAfter"].as_u64().unwrap();
    assert_eq!(counts(&report), [0, 0, 0, stopped]);
    assert!(stopped > 1_000 && stopped < 20_000, "{stopped}");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let whole = import(&app, &editor, "?dryRun=true", NDJSON, DATA).json();
    assert_eq!(whole.get("stoppedAfter"), None, "a file that was read to its end");
}

#[test]
fn what_was_not_read_is_not_called_missing() {
    let app = TestApp::empty();
    let refers = made_up::event("e", json!({"partners": made_up::references(&["later"])}));
    let faulty = "{\"type\":\"events\",\"id\":\"f\",\"kind\":\"visti\"}\n".repeat(200);
    let file = refers + &faulty + &made_up::partner("later", json!({}));
    let refused = import(&app, &app.editor(), "", NDJSON, &file);
    assert_eq!(refused.status, 400);
    assert!(!refused.text().contains("unknown-reference"), "{}", refused.text());
}

#[test]
fn a_workbook_of_blank_rows_keeps_others_waiting_no_longer_than_any_file() {
    let app = TestApp::with_longest_change(Duration::from_millis(500));
    let editor = app.editor();
    let bearer = format!("Bearer {}", editor.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "text/csv")];
    let rows = "<row/>".repeat(5 << 20);
    let file = Workbook::default().xlsx(&sheet(&rows, ""));
    let refused = app.send("POST", "/api/v1/import?type=events", &headers, file);
    assert_eq!(refused.status, 413, "{}", refused.text());
    assert_eq!(refused.json()["type"], "urn:twinning:problem:too-large");
}
