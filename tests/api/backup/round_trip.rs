//! What a backup keeps, from either database into either: everything.

use std::{fs, path::Path};

use serde_json::{Value, json};
use twinning::{check, db::DatabaseUrl};

use crate::support::{
    TestApp,
    database::TestDatabase,
    export::{DATA, export, lines_with},
    journal::entries,
    lived_in::lived_in,
    program::{Serving, run},
};

/// The path of a file beside the database.
fn path(database: &TestDatabase, name: &str) -> String {
    database.folder.path().join(name).to_str().unwrap().to_owned()
}

/// The lines of an archive without what names the copy: the first line's instance, the last line's checksum.
fn lines(archive: &str) -> Vec<Value> {
    let text = fs::read_to_string(archive).unwrap();
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let instance = lines[0].as_object_mut().unwrap().remove("instance").unwrap();
    assert!(!instance.as_str().unwrap().is_empty());
    assert_eq!(lines.pop().unwrap()["type"], "end");
    lines
}

fn portable(database: &TestDatabase, name: &str) -> Vec<Value> {
    let file = path(database, name);
    run(&["backup", &file, "--portable", "--database-url", &database.argument()]).succeeded();
    lines(&file)
}

#[test]
fn everything_is_kept_from_either_database_to_the_other_and_back() {
    let app = TestApp::new();
    lived_in(&app);
    let (first, file) = (&app.database, path(&app.database, "backup"));
    let out = run(&["backup", &file, "--database-url", &first.argument()]).succeeded();
    assert!(
        out.contains("holds 24 records") && out.contains("it was read again and checked"),
        "{out}"
    );
    let archived = portable(first, "first.ndjson");
    assert_eq!(
        archived.len(),
        1 + 24 + 30 + 8 + 2 + 1 + 1,
        "records, entries, batches, tokens, answers, webhooks"
    );

    let other = if first.is_postgres() { TestDatabase::sqlite() } else { TestDatabase::new() };
    let out = run(&["restore", &file, "--database-url", &other.argument()]).succeeded();
    assert!(
        out.starts_with(
            "Restored at revision 30 and checked: 24 records, 30 entries of the journal, tokens: 2."
        ),
        "{out}"
    );
    assert_eq!(portable(&other, "other.ndjson"), archived);
    assert_eq!((export(&other), entries(&other)), (export(first), entries(first)));
    assert_eq!(check::run(&mut other.connection()).unwrap(), (24, vec![]));

    let (back, file) = (TestDatabase::new(), path(&other, "back"));
    run(&["backup", &file, "--database-url", &other.argument()]).succeeded();
    run(&["restore", &file, "--database-url", &back.argument()]).succeeded();
    assert_eq!(portable(&back, "back.ndjson"), archived);
}

#[test]
fn revisions_go_on_and_nothing_kept_is_believed() {
    let app = TestApp::new();
    lived_in(&app);
    let (file, url) = (path(&app.database, "backup"), app.database.argument());
    run(&["backup", &file, "--database-url", &url]).succeeded();
    let (before, events) = (app.json(""), app.get("/events"));
    let report = app.import(&lines_with("oziersk", |partner| partner["status"] = json!("ended")));
    assert_eq!(report.replaced, 1, "{report}");
    assert_eq!(app.json("/partners/oziersk")["status"], "ended");

    run(&["restore", &file, "--replace", "--database-url", &url]).succeeded();
    app.see_others();
    assert_eq!(
        app.json("/partners/oziersk")["status"],
        "active",
        "the running service answers from what was restored"
    );
    let after = app.json("");
    assert_eq!(after["revision"], before["revision"]);
    assert_ne!(after["instance"], before["instance"]);
    let asked = app.ask("GET", "/api/v1/events", &[("If-None-Match", events.header("etag"))]);
    assert_eq!((asked.status, asked.bytes), (200, events.bytes));
    app.import(&lines_with("oziersk", |partner| partner["status"] = json!("suspended")));
    assert_eq!(entries(&app.database).last().unwrap().revision, 31);
    assert_eq!(check::run(&mut app.database.connection()).unwrap(), (24, vec![]));
}

#[test]
fn an_empty_database_is_backed_up_too() {
    let (app, other) = (TestApp::empty(), TestApp::empty());
    let file = path(&app.database, "backup");
    run(&["backup", &file, "--database-url", &app.database.argument()]).succeeded();
    run(&["restore", &file, "--database-url", &other.database.argument()]).succeeded();
    assert_eq!(other.import(DATA).created, 21);
}

#[test]
fn a_sqlite_backup_can_be_put_in_the_place_of_the_file() {
    let app = TestApp::on(TestDatabase::sqlite());
    app.import(DATA);
    let file = path(&app.database, "backup.db");
    run(&["backup", &file, "--database-url", &app.database.argument()]).succeeded();
    assert_eq!(
        fs::read_dir(app.database.folder.path()).unwrap().count(),
        4,
        "the file, its log, and the backup"
    );
    let serving = Serving::start(&format!("sqlite://{file}"), &[], &[]);
    assert!(serving.greeting[0].contains("at revision 21"), "{:?}", serving.greeting);
}

#[test]
fn a_backup_while_others_write_is_one_state() {
    let app = TestApp::new();
    let url = app.database.argument();
    let rounds = 8;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..rounds * 3 {
                app.import(
                    &crate::support::events::events(40, round)
                        .replace("\"id\":\"m\"", "\"id\":\"gmina-ketrzyn\""),
                );
            }
        });
        for round in 0..rounds {
            run(&["backup", &path(&app.database, &round.to_string()), "--database-url", &url])
                .succeeded();
        }
    });
    for round in 0..rounds {
        let database = TestDatabase::sqlite();
        run(&[
            "restore",
            &path(&app.database, &round.to_string()),
            "--database-url",
            &database.argument(),
        ])
        .succeeded();
        let numbers = entries(&database).len();
        assert!(numbers >= 21, "{numbers}");
    }
}

#[test]
fn only_the_owner_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    let app = TestApp::new();
    for form in [&["--portable"][..], &[]] {
        let file = path(&app.database, &format!("backup{}", form.len()));
        run(&[&["backup", &file, "--database-url", &app.database.argument()], form].concat())
            .succeeded();
        assert_eq!(fs::metadata(Path::new(&file)).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(matches!(app.database.url, DatabaseUrl::Sqlite(_)) || app.database.is_postgres());
}
