//! What goes out comes in again: exports, and what GET returns.

use std::fmt::Write as _;

use serde_json::Value;
use twinning::import::run;

use crate::support::{
    TestApp,
    database::TestDatabase,
    export::{DATA, export},
    program::{program, run},
};

#[test]
fn an_export_is_equal_to_the_byte_whatever_the_database() {
    let first = TestApp::new();
    let exported = export(&first.database);
    assert_eq!(exported, DATA, "the committed data is what export writes");
    let other =
        if first.database.is_postgres() { TestDatabase::sqlite() } else { TestDatabase::new() };
    let other = other.with_tables();
    let report = run::run(&mut other.connection(), exported.as_bytes(), false, "test").unwrap();
    assert_eq!((report.created, report.refused), (21, 0), "{report}");
    assert_eq!(export(&other), exported);
}

#[test]
fn an_export_is_sorted_by_type_and_id() {
    let order = ["municipality", "programmes", "partners", "projects", "agreements", "events"];
    let exported = export(&TestApp::new().database);
    let keys: Vec<(usize, String)> = exported
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|record| {
            let kind = record["type"].as_str().unwrap();
            (
                order.iter().position(|other| *other == kind).unwrap(),
                record["id"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert_eq!(keys.len(), 21);
}

#[test]
fn what_get_returns_can_be_imported_and_changes_nothing() {
    let app = TestApp::new();
    let records: Vec<Value> =
        DATA.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for language in ["pl", "en", "ru", "de"] {
        let mut views = String::new();
        for record in &records {
            let (kind, id) = (record["type"].as_str().unwrap(), record["id"].as_str().unwrap());
            let path = if kind == "municipality" {
                "/municipality".to_owned()
            } else {
                format!("/{kind}/{id}")
            };
            let view = app.json(&format!("{path}?lang={language}"));
            assert_eq!((&view["type"], &view["id"]), (&record["type"], &record["id"]));
            writeln!(views, "{view}").unwrap();
        }
        let report = app.import(&views);
        assert_eq!((report.unchanged, report.refused), (21, 0), "{language}: {report}");
    }
    assert_eq!(export(&app.database), DATA);
}

#[test]
fn an_export_can_be_cut_off_by_its_reader() {
    let app = TestApp::new();
    let mut child = program(&["export", "--database-url", &app.database.argument()])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn an_export_goes_to_a_file_or_says_why_not() {
    let app = TestApp::new();
    let (url, file) = (app.database.argument(), app.database.folder.path().join("out.ndjson"));
    run(&["export", "--database-url", &url, "--output", file.to_str().unwrap()]).succeeded();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), DATA);
    let nowhere = app.database.folder.path().join("none/out.ndjson");
    let line =
        run(&["export", "--database-url", &url, "--output", nowhere.to_str().unwrap()]).refused();
    assert!(line.contains("cannot write") && line.contains("none/out.ndjson"), "{line}");
    let line = run(&["export", "--database-url", &url, "--output", "/dev/full"]).refused();
    assert!(line.contains("cannot write the output"), "{line}");
}

#[test]
fn both_databases_sort_alike() {
    let app = TestApp::new();
    let sqlite = TestApp::on(TestDatabase::sqlite());
    sqlite.import(DATA);
    for path in [
        "/partners?sort=name",
        "/events?sort=title",
        "/programmes?sort=-name",
        "/projects?sort=title",
        "/agreements",
    ] {
        assert_eq!(app.ids(path), sqlite.ids(path), "{path}");
    }
}
