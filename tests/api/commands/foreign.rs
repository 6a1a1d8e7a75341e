//! Databases that are not ours, or not of this version: who only reads or tries leaves them as they are.

use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};

use crate::support::{database::TestDatabase, program::run};

#[test]
fn who_only_reads_makes_no_tables_in_a_foreign_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("foreign.sqlite");
    let mut foreign = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    foreign.batch_execute("CREATE TABLE bookmark (url TEXT)").unwrap();
    let url = format!("sqlite://{}", path.display());
    for command in ["check", "export"] {
        let ran = run(&[command, "--database-url", &url]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains("it is no database of twinning"), "{}", ran.err);
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
