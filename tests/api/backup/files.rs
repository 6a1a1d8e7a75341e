//! Backups that are refused, damaged, cut off or killed: what was there before stays.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use diesel::connection::SimpleConnection as _;
use serde_json::json;
use twinning::{check, db::DatabaseUrl};

use crate::support::{
    TestApp,
    database::{TestDatabase, texts},
    events::events,
    export::{DATA, export, lines_with},
    lived_in::lived_in,
    program::{Ran, run, run_killed},
};

fn path(database: &TestDatabase, name: &str) -> PathBuf {
    database.folder.path().join(name)
}

fn backup(database: &TestDatabase, name: &str, more: &[&str]) -> Ran {
    let file = path(database, name);
    run(&[&["backup", file.to_str().unwrap(), "--database-url", &database.argument()], more]
        .concat())
}

fn restore(database: &TestDatabase, file: &Path, more: &[&str]) -> Ran {
    run(&[&["restore", file.to_str().unwrap(), "--database-url", &database.argument()], more]
        .concat())
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let app = TestApp::new();
    let database = &app.database;
    fs::write(path(database, "letter"), "Dear partners").unwrap();
    fs::write(path(database, "empty"), "").unwrap();
    for more in [&[][..], &["--replace"]] {
        for name in ["letter", "empty"] {
            let line = backup(database, name, more).refused();
            assert!(line.contains("is not a backup of twinning: choose another name"), "{line}");
        }
        let line = backup(database, "", more).refused();
        assert!(line.contains("is not a file"), "{line}");
        let line = backup(database, "none/backup", more).refused();
        assert!(line.contains("cannot write") && line.contains("none/backup"), "{line}");
    }
    if let DatabaseUrl::Sqlite(file) = &database.url {
        let line = run(&[
            "backup",
            file.to_str().unwrap(),
            "--replace",
            "--database-url",
            &database.argument(),
        ])
        .refused();
        assert!(line.contains("it is a database in use"), "{line}");
    }
    assert_eq!(fs::read(path(database, "letter")).unwrap(), b"Dear partners");
    backup(database, "backup", &[]).succeeded();
    let before = fs::read(path(database, "backup")).unwrap();
    app.import(&lines_with("oziersk", |partner| partner["status"] = json!("ended")));
    let line = backup(database, "backup", &[]).refused();
    assert!(line.contains("overwrite it with --replace"), "{line}");
    assert_eq!(fs::read(path(database, "backup")).unwrap(), before);
    backup(database, "backup", &["--replace"]).succeeded();
    assert_ne!(fs::read(path(database, "backup")).unwrap(), before);
}

#[test]
fn a_database_with_faults_is_backed_up_only_when_told() {
    let app = TestApp::new();
    app.database
        .connection()
        .batch_execute("UPDATE record SET public_revision = 1 WHERE seq = 7")
        .unwrap();
    for form in [&[][..], &["--portable"]] {
        let line = backup(&app.database, "backup", form).refused();
        assert!(
            line.contains("1 faults, the first: ") && line.contains("--accept-faults"),
            "{line}"
        );
        assert!(
            !path(&app.database, "backup").exists() && !path(&app.database, "backup.part").exists()
        );
        backup(&app.database, "backup", &[form, &["--accept-faults"]].concat()).succeeded();
        let other = TestDatabase::new();
        let line = restore(&other, &path(&app.database, "backup"), &[]).refused();
        assert!(line.contains("1 faults") && line.contains("nothing was changed"), "{line}");
        assert_eq!(export(&other), "");
        restore(&other, &path(&app.database, "backup"), &["--accept-faults"]).succeeded();
        assert_eq!(export(&other), DATA);
        fs::remove_file(path(&app.database, "backup")).unwrap();
    }
}

#[test]
fn what_is_there_is_restored_over_only_when_told() {
    let (app, other) = (TestApp::new(), TestApp::with(&events(3, 0)));
    lived_in(&app);
    backup(&app.database, "backup", &[]).succeeded();
    let before = export(&other.database);
    let line = restore(&other.database, &path(&app.database, "backup"), &[]).refused();
    assert!(
        line.contains("not empty") && line.contains("--replace, which removes all its data"),
        "{line}"
    );
    assert_eq!(export(&other.database), before);
    restore(&other.database, &path(&app.database, "backup"), &["--replace"]).succeeded();
    assert_eq!(export(&other.database), export(&app.database));
    assert!(other.get("/events/event-1").status == 404 && other.ids("/search?q=round").is_empty());
}

/// The tables that a restore does not empty, and why.
const NOT_EMPTIED: [(&str, &str); 4] = [
    ("__diesel_schema_migrations", "says which tables there are"),
    ("dataset", "has one row, which becomes the archive's"),
    ("search_term_config", "is of FTS5 itself, and says how it stores"),
    ("search_term_data", "is of FTS5 itself, which keeps its structure there"),
];

#[test]
fn a_restore_leaves_nothing_of_what_was_there_in_any_table() {
    let (archived, app) = (TestApp::empty(), TestApp::new());
    lived_in(&app);
    backup(&archived.database, "backup", &[]).succeeded();
    let filled = || {
        let mut connection = app.database.connection();
        let mut has_rows = |table: &String| {
            let rows = format!("SELECT CAST(count(*) AS TEXT) AS value FROM \"{table}\"");
            texts(&mut connection, &rows) != ["0"]
        };
        app.database.tables().into_iter().filter(|table| has_rows(table)).collect::<Vec<_>>()
    };
    assert_eq!(filled(), app.database.tables(), "a table is empty: fill it in `lived_in`");
    restore(&app.database, &path(&archived.database, "backup"), &["--replace"]).succeeded();
    let mut expected: Vec<String> =
        NOT_EMPTIED.iter().map(|(table, _)| (*table).to_owned()).collect();
    expected.retain(|table| app.database.tables().contains(table));
    assert_eq!(filled(), expected);
}

#[test]
fn a_backup_that_was_cut_off_or_changed_is_noticed() {
    let (app, target) = (TestApp::new(), TestApp::with(&events(3, 0)));
    lived_in(&app);
    backup(&app.database, "whole", &["--portable"]).succeeded();
    let whole = fs::read_to_string(path(&app.database, "whole")).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().concat();
    let before = export(&target.database);
    let damaged = [
        (whole[..whole.len() / 2].to_owned(), "the file was cut off"),
        (lines[..30].concat(), "the file was cut off"),
        (whole[..whole.len() - 1].to_owned(), "the file was cut off"),
        (without(9), "a different checksum"),
        (whole.replacen("\"ended\"", "\"other\"", 1), "a different checksum"),
        (format!("{whole}\n"), "should be the last"),
        (lines[0].to_owned() + "{\"type\":\"other\"}\n", "is none of a backup"),
        (
            lines[0].replacen("\"format\":2", "\"format\":99", 1),
            "newer version of twinning (format 99)",
        ),
        (DATA.to_owned(), "use twinning import"),
        (String::new(), "it is not a backup of twinning"),
    ];
    for (text, words) in damaged {
        fs::write(path(&app.database, "damaged"), text).unwrap();
        let line =
            restore(&target.database, &path(&app.database, "damaged"), &["--replace"]).refused();
        assert!(line.contains(words), "{words}: {line}");
        assert_eq!(export(&target.database), before, "{words}");
    }
}

#[test]
fn a_sqlite_file_that_is_in_use_or_something_else_is_no_backup() {
    let app = TestApp::on(TestDatabase::sqlite());
    app.import(DATA);
    let DatabaseUrl::Sqlite(file) = &app.database.url else { unreachable!() };
    let target = TestDatabase::migrated();
    let line = restore(&target, file, &[]).refused();
    assert!(line.contains("it is a database in use and not a backup"), "{line}");
    backup(&app.database, "backup.db", &[]).succeeded();
    let mut bytes = fs::read(path(&app.database, "backup.db")).unwrap();
    let half = bytes.len() / 2;
    bytes[100..half].fill(7);
    fs::write(path(&app.database, "broken.db"), bytes).unwrap();
    let line = restore(&target, &path(&app.database, "broken.db"), &[]).refused();
    assert!(line.contains("broken.db: "), "{line}");
    assert_eq!(export(&target), "");
}

#[test]
fn who_is_killed_leaves_no_half_file_and_no_half_database() {
    let app = TestApp::with(&events(1_000, 0));
    let whole = export(&app.database);
    let target = TestApp::with(&events(30, 1));
    let before = export(&target.database);
    for (round, form) in [&[][..], &["--portable"], &[], &["--portable"]].into_iter().enumerate() {
        let name = format!("backup{round}");
        let file = path(&app.database, &name);
        let kill = |arguments: &[&str]| {
            run_killed(arguments, Duration::from_millis(60 + 100 * round as u64));
        };
        let url = app.database.argument();
        kill(&[&["backup", file.to_str().unwrap(), "--database-url", &url], form].concat());
        if !file.exists() {
            backup(&app.database, &name, form).succeeded();
        }
        assert!(!path(&app.database, &format!("{name}.part")).exists());
        kill(&[
            "restore",
            file.to_str().unwrap(),
            "--replace",
            "--database-url",
            &target.database.argument(),
        ]);
        let found = export(&target.database);
        assert!(found == before || found == whole, "half of it is there");
        assert_eq!(check::run(&mut target.database.connection()).unwrap().1, Vec::<String>::new());
        let restored = TestDatabase::new();
        restore(&restored, &file, &[]).succeeded();
        assert_eq!(export(&restored), whole);
    }
}

#[test]
fn two_backups_do_not_write_the_same_file() {
    let app = TestApp::with(&events(2_000, 0));
    let runs: Vec<Ran> = thread::scope(|scope| {
        let runs: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| backup(&app.database, "backup", &["--portable"])))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert_eq!(runs.iter().filter(|ran| ran.code == Some(0)).count(), 1, "{runs:?}");
    for ran in runs.iter().filter(|ran| ran.code != Some(0)) {
        let expected = ["is being written by another program", "it is there"];
        assert!(expected.iter().any(|words| ran.err.contains(words)), "{ran:?}");
    }
    restore(&TestDatabase::new(), &path(&app.database, "backup"), &[]).succeeded();
}

#[test]
fn a_link_in_place_of_the_partial_file_is_not_followed() {
    let database = TestDatabase::migrated();
    let folder = tempfile::tempdir().unwrap();
    let (target, backup) = (folder.path().join("target"), folder.path().join("backup.db"));
    std::fs::write(&target, "precious").unwrap();
    std::os::unix::fs::symlink(&target, folder.path().join("backup.db.part")).unwrap();
    let refused =
        run(&["backup", backup.to_str().unwrap(), "--database-url", &database.argument()])
            .refused();
    assert!(refused.contains("cannot write"), "{refused}");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "precious");
}

#[test]
fn what_is_no_file_is_not_restored() {
    let database = TestDatabase::migrated();
    for path in ["/dev/null", "/"] {
        let refused = run(&["restore", path, "--database-url", &database.argument()]).refused();
        assert!(refused.contains("not a file"), "{path}: {refused}");
    }
}

#[test]
fn the_moment_of_a_backup_is_noted_and_a_restore_forgets_it() {
    let app = TestApp::new();
    let database = &app.database;
    let noted = || {
        let noted = "SELECT coalesce(last_backup_at, 'never') AS value FROM dataset";
        texts(&mut database.connection(), noted).remove(0)
    };
    assert_eq!(noted(), "never");
    backup(database, "none/backup", &[]).refused();
    assert_eq!(noted(), "never", "a failed backup is none");
    backup(database, "backup", &[]).succeeded();
    assert!(noted().starts_with("20"), "{}", noted());
    restore(database, &path(database, "backup"), &["--replace"]).succeeded();
    assert_eq!(noted(), "never", "that was one of other data");
}

#[test]
fn a_backup_is_complete_also_if_its_moment_cannot_be_noted() {
    let app = TestApp::new();
    let database = &app.database;
    let refuse = database.connection().choose(
        "CREATE TRIGGER refuse BEFORE UPDATE OF last_backup_at ON dataset BEGIN SELECT RAISE(ABORT, 'no'); END",
        "ALTER TABLE dataset ADD CHECK (last_backup_at IS NULL)",
    );
    database.connection().batch_execute(refuse).unwrap();
    let ran = backup(database, "backup", &[]);
    assert!(ran.err.contains("the moment of the backup was not noted"), "{ran:?}");
    ran.succeeded();
    assert!(path(database, "backup").exists());
}
