//! Databases that are not ours, or not of this version: commands leave them as they are.

use std::{fs, path::Path};

use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};

use twinning::{
    db::{DbConnection, connect::OpenMode},
    import::run,
    store::open::open_migrated,
};

use crate::support::{database::TestDatabase, export::DATA, program};

#[test]
fn no_command_makes_tables_in_a_foreign_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("foreign.sqlite");
    let mut foreign = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    foreign.batch_execute("CREATE TABLE bookmark (url TEXT)").unwrap();
    let url = format!("sqlite://{}", path.display());
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/records.ndjson");
    for arguments in
        [&["check"][..], &["export"], &["serve", "--bind", "127.0.0.1:0"], &["import", data]]
    {
        let ran = program::run(&[arguments, &["--database-url", &url]].concat());
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains("it is not a twinning database"), "{arguments:?}: {}", ran.err);
    }
    assert!(foreign.batch_execute("SELECT * FROM dataset").is_err(), "it got our tables");
}

#[test]
fn a_dry_run_makes_no_tables() {
    let database = TestDatabase::new();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/records.ndjson");
    let url = database.argument();
    drop(database.connection().batch_execute("CREATE TABLE other (id BIGINT)"));
    let ran = program::run(&["import", data, "--dry-run", "--database-url", &url]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("its tables are not up to date"), "{}", ran.err);
    assert!(
        database.connection().batch_execute("SELECT * FROM dataset").is_err(),
        "it made tables"
    );
}

/// A database whose service was killed: what it wrote last is in the log beside it.
fn killed(path: &Path) {
    let running = path.with_extension("running");
    let url = format!("sqlite://{}", running.display()).parse().unwrap();
    let import = |connection: &mut DbConnection| {
        run::run(connection, DATA.as_bytes(), false, "test").unwrap();
    };
    import(&mut open_migrated(&url, OpenMode::Create).unwrap());
    let mut connection = open_migrated(&url, OpenMode::Existing).unwrap();
    import(&mut connection);
    fs::copy(&running, path).unwrap();
    fs::copy(running.with_extension("running-wal"), path.with_extension("db-wal")).unwrap();
}

#[test]
fn the_log_of_another_file_is_refused_and_ruins_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    killed(&place("live.db"));
    killed(&place("other.db"));
    let live = format!("sqlite://{}", place("live.db").display());
    let at = |arguments: &[&str]| program::run(&[arguments, &["--database-url", &live]].concat());
    assert_eq!(at(&["check"]).code, Some(0), "its own log is applied");
    let backup = place("backup.db").display().to_string();
    assert_eq!(at(&["backup", &backup]).code, Some(0));
    for (file, log) in [("other.db", "other.db-wal"), ("backup.db", "other.db-wal")] {
        if file == "backup.db" {
            fs::copy(place(file), place("live.db")).unwrap();
        }
        fs::copy(place(log), place("live.db-wal")).unwrap();
        let before = fs::read(place("live.db")).unwrap();
        for arguments in [&["check"][..], &["export"], &["serve", "--bind", "127.0.0.1:0"]] {
            let ran = at(arguments);
            assert_eq!(ran.code, Some(1), "{arguments:?}");
            assert!(ran.err.contains("was written for another file"), "{arguments:?}: {}", ran.err);
        }
        assert_eq!(fs::read(place("live.db")).unwrap(), before, "{file}: nothing was changed");
        fs::rename(place("live.db-wal"), place("live.db-wal.old")).unwrap();
        assert_eq!(at(&["check"]).code, Some(0), "{file}: without the log all is well");
    }
}
