//! Databases that are not ours, or not of this version: commands leave them as they are.

use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};

use crate::support::{database::TestDatabase, program::run};

#[test]
fn no_command_makes_tables_in_a_foreign_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("foreign.sqlite");
    let mut foreign = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    foreign.batch_execute("CREATE TABLE bookmark (url TEXT)").unwrap();
    let url = format!("sqlite://{}", path.display());
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gmina-ketrzyn.ndjson");
    for arguments in
        [&["check"][..], &["export"], &["serve", "--bind", "127.0.0.1:0"], &["import", data]]
    {
        let ran = run(&[arguments, &["--database-url", &url]].concat());
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains("it is not a twinning database"), "{arguments:?}: {}", ran.err);
    }
    assert!(foreign.batch_execute("SELECT * FROM dataset").is_err(), "it got our tables");
}

#[test]
fn a_dry_run_makes_no_tables() {
    let database = TestDatabase::new();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gmina-ketrzyn.ndjson");
    let url = database.argument();
    drop(database.connection().batch_execute("CREATE TABLE other (id BIGINT)"));
    let ran = run(&["import", data, "--dry-run", "--database-url", &url]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("its tables are not up to date"), "{}", ran.err);
    assert!(
        database.connection().batch_execute("SELECT * FROM dataset").is_err(),
        "it made tables"
    );
}
