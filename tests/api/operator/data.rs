//! The metrics of the data: what is there, and what was last known while the database does not answer.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use twinning::{model::record_type::RecordType, values::traits::ClosedList as _};

use crate::support::{
    TestApp, database::TestDatabase, openmetrics::Scrape, program::run, scraping::Scraped,
};

#[track_caller]
fn equals(scrape: &Scrape, name: &str, labels: &[(&str, &str)], expected: f64) {
    let value = scrape.value(name, labels);
    assert!((value - expected).abs() < 0.5, "{name} {labels:?}: {value} instead of {expected}");
}

#[test]
fn the_data_is_counted() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let scrape = scrapes.now();
    equals(&scrape, "twinning_database_up", &[], 1.0);
    equals(&scrape, "twinning_revision", &[], 21.0);
    equals(&scrape, "twinning_journal_entries", &[], 21.0);
    for (kind, number) in [("partners", 4.0), ("events", 6.0), ("municipality", 1.0)] {
        equals(&scrape, "twinning_records", &[("type", kind), ("state", "published")], number);
    }
    let types = RecordType::ALL.len();
    assert_eq!(scrape.samples("twinning_records", &[("state", "published")]).count(), types);
    let editor = app.editor();
    assert_eq!(
        editor.change("PATCH", "/partners/mauron", &serde_json::json!({"state": "draft"})).status,
        200
    );
    let event = "/events/2016-10-12-spotkanie-w-oziersku";
    assert_eq!(editor.change("DELETE", event, &Value::Null).status, 204);
    let scrape = scrapes.now();
    equals(&scrape, "twinning_revision", &[], 23.0);
    equals(&scrape, "twinning_journal_entries", &[], 23.0);
    equals(&scrape, "twinning_records", &[("type", "partners"), ("state", "draft")], 1.0);
    equals(&scrape, "twinning_records", &[("type", "partners"), ("state", "published")], 3.0);
    equals(&scrape, "twinning_records", &[("type", "events"), ("state", "published")], 5.0);
}

#[test]
fn files_are_measured_where_the_database_is_one() {
    let app = TestApp::new();
    let scrape = Scraped::of(&app).now();
    let files = ["twinning_sqlite_file_bytes", "twinning_sqlite_wal_bytes"];
    for name in files {
        let sizes: Vec<f64> = scrape.samples(name, &[]).map(|sample| sample.value).collect();
        match sizes[..] {
            [size] => assert!(size > 4096.0 && !app.database.is_postgres(), "{name}: {size}"),
            ref none => assert!(none.is_empty() && app.database.is_postgres(), "{name}"),
        }
    }
}

#[test]
fn the_last_backup_is_known_until_the_data_is_replaced() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let name = "twinning_last_backup_timestamp_seconds";
    assert_eq!(scrapes.now().samples(name, &[]).count(), 0, "there is none");
    let (url, folder) = (app.database.argument(), tempfile::tempdir().unwrap());
    let file = folder.path().join("backup");
    let file = file.to_str().unwrap();
    let before = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64().floor();
    run(&["backup", file, "--database-url", &url]).succeeded();
    let at = scrapes.now().value(name, &[]);
    assert!(at >= before && at < before + 600.0, "{at} {before}");
    run(&["restore", file, "--replace", "--database-url", &url]).succeeded();
    assert_eq!(scrapes.now().samples(name, &[]).count(), 0, "other data");
    equals(&scrapes.now(), "twinning_journal_entries", &[], 21.0);
}

#[test]
fn a_failed_backup_is_none() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let url = app.database.argument();
    run(&["backup", "/no/such/folder/backup", "--database-url", &url]).refused();
    let name = "twinning_last_backup_timestamp_seconds";
    assert_eq!(scrapes.now().samples(name, &[]).count(), 0);
}

#[test]
fn a_database_that_is_away_leaves_what_was_known() {
    let app = TestApp::new();
    let scrapes = Scraped::of(&app);
    let known = scrapes.now();
    match &app.database.url {
        twinning::db::DatabaseUrl::Postgres(_) => app.database.drop_now(),
        twinning::db::DatabaseUrl::Sqlite(_) => {
            use diesel::connection::SimpleConnection as _;
            app.database.connection().batch_execute("DROP TABLE dataset").unwrap();
        }
    }
    let scrape = scrapes.now();
    equals(&scrape, "twinning_database_up", &[], 0.0);
    for name in
        ["twinning_revision", "twinning_journal_entries", "twinning_data_read_timestamp_seconds"]
    {
        equals(&scrape, name, &[], known.value(name, &[]));
    }
    let partners = [("type", "partners"), ("state", "published")];
    equals(&scrape, "twinning_records", &partners, 4.0);
}

#[test]
fn a_database_that_never_answered_has_no_data() {
    let app = TestApp::on(TestDatabase::migrated());
    {
        use diesel::connection::SimpleConnection as _;
        app.database.connection().batch_execute("DROP TABLE dataset").unwrap();
    }
    let scrape = Scraped::of(&app).now();
    equals(&scrape, "twinning_database_up", &[], 0.0);
    assert_eq!(scrape.samples("twinning_revision", &[]).count(), 0);
}
