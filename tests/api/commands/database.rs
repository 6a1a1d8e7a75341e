//! A database that cannot be used: one line that says why and what to do, and nothing is made or changed.

use std::{
    fs::{self, OpenOptions, Permissions},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use diesel::connection::SimpleConnection as _;
use twinning::{
    db::{DatabaseUrl, connect::OpenMode},
    store::open::open_migrated,
};

use crate::support::{
    TestApp,
    database::TestDatabase,
    program::{run, run_with},
};

/// The line of `serve`, `export` and `check` on this database; none of them makes anything in `folder`.
#[track_caller]
fn all_refuse(url: &str, folder: &Path, words: &str) {
    let before = contents(folder);
    for command in [&["serve", "--bind", "127.0.0.1:0"][..], &["export"], &["check"]] {
        let line = run(&[command, &["--database-url", url]].concat()).refused();
        assert!(
            line.contains("cannot use the database") && line.contains(words),
            "{command:?}: {line}"
        );
        assert!(!line.contains("secret"), "{line}");
    }
    assert_eq!(contents(folder), before);
}

/// The files of a folder, and a number for the bytes of each.
fn contents(folder: &Path) -> Vec<(String, u64)> {
    let files = folder.read_dir().unwrap().map(Result::unwrap);
    let mut files: Vec<_> = files
        .map(|file| {
            (
                file.file_name().into_string().unwrap(),
                hash(&fs::read(file.path()).unwrap_or_default()),
            )
        })
        .collect();
    files.sort();
    files
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_path_that_leads_nowhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    let line = run(&[
        "serve",
        "--bind",
        "127.0.0.1:0",
        "--database-url",
        &format!("sqlite://{path}/a/b.db"),
    ])
    .refused();
    assert!(line.contains("its folder does not exist"), "{line}");
    all_refuse(&format!("sqlite://{path}"), folder.path(), "it is a folder");
    fs::write(folder.path().join("file"), "x").unwrap();
    all_refuse(&format!("sqlite://{path}/file/b.db"), folder.path(), "Not a directory");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.ndjson");
    fs::write(&file, include_str!("../../data/records.ndjson")).unwrap();
    all_refuse(&format!("sqlite://{}", file.display()), folder.path(), "file is not a database");
}

#[test]
fn a_file_that_may_not_be_written_is_refused() {
    let database = TestDatabase::sqlite().with_tables();
    let DatabaseUrl::Sqlite(path) = &database.url else { unreachable!() };
    fs::set_permissions(path, Permissions::from_mode(0o444)).unwrap();
    if OpenOptions::new().append(true).open(path).is_ok() {
        return; // the superuser may write everything
    }
    all_refuse(&database.argument(), database.folder.path(), "ermission denied");
}

#[test]
fn a_missing_file_is_made_by_serve_and_import_only() {
    let database = TestDatabase::sqlite();
    for command in ["export", "check"] {
        let line = run(&[command, "--database-url", &database.argument()]).refused();
        assert!(line.contains("there is no such file"), "{line}");
    }
    let missing = database.folder.path().join("none.ndjson");
    let line = run(&["import", missing.to_str().unwrap(), "--database-url", &database.argument()])
        .refused();
    assert!(line.contains("cannot read") && line.contains("none.ndjson"), "{line}");
    assert_eq!(contents(database.folder.path()), []);
}

#[test]
fn a_dry_run_makes_no_file() {
    let database = TestDatabase::sqlite();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/records.ndjson");
    let out =
        run(&["import", data, "--dry-run", "--database-url", &database.argument()]).succeeded();
    assert!(
        out.contains("21 created, 0 replaced, 0 unchanged, 0 refused. Nothing was changed"),
        "{out}"
    );
    assert_eq!(contents(database.folder.path()), []);
}

#[test]
fn a_server_that_is_not_there_or_does_not_know_us_is_told() {
    let folder = tempfile::tempdir().unwrap();
    all_refuse(
        "postgres://clerk:secret@127.0.0.1:1/twinning",
        folder.path(),
        "postgres://clerk@127.0.0.1:1/twinning",
    );
    all_refuse(
        "postgres://clerk:secret@nowhere.invalid/twinning",
        folder.path(),
        "nowhere.invalid",
    );
    let app = TestApp::empty();
    if let DatabaseUrl::Postgres(url) = &app.database.url {
        let (base, _) = url.rsplit_once('/').unwrap();
        all_refuse(&format!("{base}/no_such_database"), folder.path(), "no_such_database");
        all_refuse(
            &url.replacen("postgres@", "nobody_we_know:secret@", 1),
            folder.path(),
            "nobody_we_know",
        );
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let app = TestApp::new();
    let database = &app.database;
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')";
    database.connection().batch_execute(newer).unwrap();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/records.ndjson");
    for command in
        [&["serve", "--bind", "127.0.0.1:0"][..], &["export"], &["check"], &["import", data]]
    {
        let line = run(&[command, &["--database-url", &database.argument()]].concat()).refused();
        assert!(line.contains("newer version of twinning (migration 20990101000000"), "{line}");
        assert!(line.contains("nothing was changed"), "{line}");
    }
    assert_eq!(app.json("")["revision"], 21);
}

#[test]
fn a_new_file_is_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    let _open = open_migrated(&DatabaseUrl::Sqlite(path.clone()), OpenMode::Create).unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{:?}",
            file.file_name()
        );
    }
    assert!(path.exists());
}

#[test]
fn the_address_can_be_in_a_file_and_is_never_told() {
    let folder = tempfile::tempdir().unwrap();
    let (file, database) = (folder.path().join("url"), folder.path().join("a.db"));
    let address = format!("sqlite://{}\n", database.display());
    fs::write(&file, &address).unwrap();
    drop(open_migrated(&DatabaseUrl::Sqlite(database), OpenMode::Create).unwrap());
    let file = file.to_str().unwrap();
    run(&["check", "--database-url-file", file]).succeeded();
    let both = run(&["check", "--database-url-file", file, "--database-url", "sqlite://b.db"]);
    assert!(both.refused().contains("not by both"));
    for (wrong, why) in [
        ("postgres://clerk:secr%et@db.example/twinning", "the address in it is wrong"),
        ("clerk:secr%et", "the address in it is wrong"),
        ("", "it is empty"),
        ("sqlite://secret.db\nsqlite://b.db\n", "it has 2 lines"),
        ("\u{feff}sqlite://secret.db\n", "byte order mark"),
        ("\"sqlite://secret.db\"\n", "quotes around the address"),
        ("DATABASE_URL=sqlite://secret.db\n", "a name and = stand before the address"),
    ] {
        fs::write(file, wrong).unwrap();
        let line = run_with(&["check"], &[("DATABASE_URL_FILE", file)]).refused();
        assert!(line.contains("--database-url-file (DATABASE_URL_FILE)"), "{line}");
        assert!(line.contains(why) && line.contains("should hold one line"), "{wrong:?}: {line}");
        assert!(!line.contains("secr"), "{line}");
    }
    let missing = run(&["check", "--database-url-file", "/nowhere/url"]).refused();
    assert!(missing.contains("/nowhere/url"), "{missing}");
}
