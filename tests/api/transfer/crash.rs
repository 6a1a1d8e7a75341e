//! Imports side by side, and imports that are killed.

use std::{fs, thread, time::Duration};

use diesel::connection::SimpleConnection as _;
use serde_json::Value;
use twinning::import::run;

use crate::support::{
    TestApp,
    database::TestDatabase,
    events::events,
    export::{DATA, export},
    journal::is_whole,
    program::{run, run_killed},
};

/// The path of a file with these lines.
fn file(database: &TestDatabase, name: &str, lines: &str) -> String {
    let path = database.folder.path().join(name);
    fs::write(&path, lines).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn programs_that_start_at_once_on_an_empty_database_all_succeed() {
    let database = TestDatabase::new();
    let data = file(&database, "data.ndjson", DATA);
    let url = database.argument();
    let reports: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| run(&["import", &data, "--database-url", &url]).succeeded()))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let created = reports.iter().filter(|report| report.contains("21 created")).count();
    let unchanged = reports.iter().filter(|report| report.contains("21 unchanged")).count();
    assert_eq!((created, unchanged), (1, 5), "{reports:?}");
    assert_eq!(is_whole(&database), 21);
}

#[test]
fn two_imports_at_once_succeed_one_after_another() {
    let database = TestDatabase::migrated();
    let files =
        [1, 2].map(|round| file(&database, &format!("{round}.ndjson"), &events(700, round)));
    let url = database.argument();
    let reports: Vec<String> = thread::scope(|scope| {
        let runs = files
            .each_ref()
            .map(|file| scope.spawn(|| run(&["import", file, "--database-url", &url]).succeeded()));
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(reports.iter().any(|report| report.contains("702 created")), "{reports:?}");
    assert!(
        reports.iter().any(|report| report.contains("700 replaced, 2 unchanged")),
        "{reports:?}"
    );
    assert_eq!(is_whole(&database), 702);
}

#[test]
fn who_only_reads_waits_for_no_import() {
    let app = TestApp::new();
    let mut importing = app.database.connection();
    importing.batch_execute(importing.choose("BEGIN IMMEDIATE", "BEGIN")).unwrap();
    importing.batch_execute("UPDATE dataset SET revision = revision + 1").unwrap();
    let url = app.database.argument();
    assert_eq!(run(&["export", "--database-url", &url]).succeeded(), DATA);
    run(&["check", "--database-url", &url]).succeeded();
    importing.batch_execute("ROLLBACK").unwrap();
}

#[test]
fn an_import_that_is_killed_leaves_all_or_nothing() {
    let database = TestDatabase::migrated();
    let first = events(2_000, 0);
    run::run(&mut database.connection(), first.as_bytes(), false, "test").unwrap();
    let mut states = vec![export(&database)];
    for round in 1..=4_u64 {
        let path = file(&database, "next.ndjson", &events(2_000, usize::try_from(round).unwrap()));
        let import = ["import", &path, "--database-url", &database.argument()];
        run_killed(&import, Duration::from_millis(60 + round * 130));
        let state = export(&database);
        let titles: Vec<String> = state
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|record| record["type"] == "events")
            .map(|event| {
                event["translations"]["en"]["title"]
                    .as_str()
                    .unwrap()
                    .rsplit(' ')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert_eq!(titles.len(), 2_000);
        assert!(titles.iter().all(|title| *title == titles[0]), "round {round} is half-written");
        states.push(state);
    }
    assert_eq!(is_whole(&database), 2_002);
    run(&["check", "--database-url", &database.argument()]).succeeded();
}
