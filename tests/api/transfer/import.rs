//! Importing: all of a file or nothing, the same file twice, and one record more.

use serde_json::Value;
use twinning::import::run;

use crate::support::{
    TestApp,
    export::{DATA, export, line, lines_with},
    journal,
};

fn revision(app: &TestApp) -> i64 {
    app.json("")["revision"].as_i64().unwrap()
}

#[test]
fn one_bad_line_and_nothing_changes() {
    let app = TestApp::new();
    let (before, entry) = (export(&app.database), app.json(""));
    let new = r#"{"type":"partners","id":"new","translations":{"en":{"name":"New"}},"kind":"county","status":"active","country":"FR"}"#;
    let report = app.import(&format!("{new}\n{{}}\n"));
    assert_eq!((report.created, report.refused), (1, 1), "{report}");
    assert_eq!(export(&app.database), before);
    assert_eq!(app.json(""), entry);
    assert_eq!(app.get("/partners/new").status, 404);
    assert_eq!(journal::entries(&app.database).len(), 21);
}

#[test]
fn a_dry_run_tells_the_same_and_changes_nothing() {
    let app = TestApp::new();
    let before = export(&app.database);
    let lines =
        lines_with("oziersk", |partner| partner["website"] = "https://ozyorsk.example".into());
    let mut connection = app.database.connection();
    let dry = run::run(&mut connection, lines.as_bytes(), true, "test").unwrap();
    assert_eq!(export(&app.database), before);
    assert_eq!(revision(&app), 21);
    let real = app.import(&lines);
    assert_eq!(
        (dry.created, dry.replaced, dry.unchanged, dry.refused),
        (real.created, real.replaced, real.unchanged, real.refused)
    );
    assert_eq!((real.replaced, real.unchanged), (1, 20), "{real}");
    assert!(dry.to_string().contains("this was a dry run") && real.to_string().contains("Done."));
}

#[test]
fn the_same_file_again_changes_nothing() {
    let app = TestApp::new();
    let tag = app.get("/partners").header("etag").to_owned();
    let report = app.import(DATA);
    assert_eq!((report.created, report.replaced, report.unchanged), (0, 0, 21), "{report}");
    assert_eq!(revision(&app), 21);
    assert_eq!(app.get("/partners").header("etag"), tag);
}

#[test]
fn a_changed_record_takes_the_next_revision_and_its_past_stays() {
    let app = TestApp::new();
    let before: Value = app.json("/partners/oziersk");
    let lines = lines_with("oziersk", |partner| partner["status"] = "ended".into());
    assert_eq!(app.import(&lines).replaced, 1);
    assert_eq!(revision(&app), 22);
    let after = app.json("/partners/oziersk");
    assert_eq!((&after["status"], &after["revision"]), (&"ended".into(), &22.into()));
    assert_eq!(after["createdAt"], before["createdAt"]);
    let journal = journal::entries(&app.database);
    let last = journal.last().unwrap();
    assert_eq!(
        (last.path.as_str(), last.action.as_str(), last.actor.as_str()),
        ("partners/oziersk", "replace", "test")
    );
    let first = journal.iter().find(|entry| entry.path == last.path).unwrap();
    assert_eq!((first.action.as_str(), &first.before), ("create", &None));
    assert_eq!(first.after, last.before);
    let document: Value = serde_json::from_str(last.after.as_ref().unwrap()).unwrap();
    assert_eq!(document["status"], "ended");
    assert_eq!(app.ids("/partners?status=ended"), ["oziersk"]);
}

#[test]
fn the_journal_has_no_gaps_and_one_time_for_each_import() {
    let app = TestApp::new();
    app.import("{}\n");
    app.import(&lines_with("oziersk", |partner| partner["status"] = "ended".into()));
    app.import(DATA);
    let journal = journal::entries(&app.database);
    let revisions: Vec<i64> = journal.iter().map(|entry| entry.revision).collect();
    assert_eq!(revisions, (1..=23).collect::<Vec<_>>());
    assert!(journal[..21].iter().all(|entry| entry.at == journal[0].at && entry.actor == "demo"));
}

#[test]
fn a_record_may_stand_before_what_it_refers_to() {
    let backwards: Vec<&str> = DATA.lines().rev().collect();
    let app = TestApp::with(&backwards.join("\n"));
    assert_eq!(export(&app.database), DATA);
    assert_eq!(app.ids("/events?partner=oziersk"), TestApp::new().ids("/events?partner=oziersk"));
}

#[test]
fn files_come_from_every_system() {
    let windows = format!("\u{feff}{}", DATA.replace('\n', "\r\n"));
    assert_eq!(export(&TestApp::with(&windows).database), DATA);
    let spaced = DATA.replace('\n', "\n  \n\t\n\n");
    assert_eq!(export(&TestApp::with(&spaced).database), DATA);
    assert_eq!(export(&TestApp::with(DATA.trim_end()).database), DATA);
    for empty in ["", "\n", "\r\n \r\n", "\u{feff}"] {
        let app = TestApp::with(empty);
        assert_eq!((revision(&app), export(&app.database)), (0, String::new()), "{empty:?}");
    }
}

#[test]
fn null_says_that_something_is_not_known() {
    let lines = lines_with("oziersk", |partner| {
        for field in ["successors", "partnerUntil", "identifiers"] {
            if partner.get(field).is_none() {
                partner[field] = Value::Null;
            }
        }
    });
    assert_eq!(export(&TestApp::with(&lines).database), DATA);
}

#[test]
fn a_line_that_is_too_long_ends_the_import() {
    let app = TestApp::empty();
    let line = format!("{}\n{{\"type\":\"{}\"}}\n", line("oziersk"), "a".repeat(5 << 20));
    let error =
        run::run(&mut app.database.connection(), line.as_bytes(), false, "test").unwrap_err();
    assert!(error.to_string().contains("line 2 is longer than"), "{error}");
    assert!(error.to_string().contains("nothing was changed"), "{error}");
    assert_eq!((revision(&app), export(&app.database)), (0, String::new()));
}
