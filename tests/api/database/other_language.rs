//! PostgreSQL whose messages are in another language: a failure that passes is told as one that passes, and not as a
//! fault of the service, whatever words the database has for it.

use std::thread;

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::Answer,
    database::{TestDatabase, texts},
};

/// The service on a database that speaks German, as a role that may not ask for English; none on SQLite, which has one
/// language.
fn german() -> Option<TestApp> {
    let database = TestDatabase::new().with_ordinary_role();
    if !database.is_postgres() {
        return None;
    }
    database.set("lc_messages", "de_DE.UTF-8");
    // Who looks for a deadlock and finds it is who gives way: the service looks soon.
    database.set("deadlock_timeout", "10ms");
    let app = TestApp::on(database);
    let error = app.database.connection().batch_execute("SELECT 1 / 0").unwrap_err().to_string();
    assert_eq!(
        error, "Division durch Null",
        "the server has no messages in German: see scripts/ensure"
    );
    Some(app)
}

/// Has the database do this, in PL/pgSQL, with each entry in the journal.
fn with_each_change(app: &TestApp, statements: &str) {
    let trigger = format!(
        "CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statements} RETURN NEW; END $$; \
         CREATE TRIGGER meanwhile BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION meanwhile()"
    );
    app.database.connection().batch_execute(&trigger).unwrap();
}

fn partner() -> Value {
    json!({"translations": {"pl": {"name": "A"}}, "kind": "municipality", "status": "active", "country": "LT"})
}

/// Sends a partner, which is new.
fn post(app: &TestApp) -> Answer {
    app.editor().post("/partners", &partner())
}

/// A change that fails in this way is to be sent again, and nothing of it is left.
#[track_caller]
fn is_told_as_unavailable(app: &TestApp) {
    post(app).is_unavailable();
    assert_eq!(app.json("")["revision"], 0, "nothing was written");
}

#[test]
fn a_statement_that_takes_too_long_is_told_as_unavailable() {
    let Some(app) = german() else { return };
    // A limit holds for statements that begin after it: the first of the two sets it, and the second is stopped by it.
    with_each_change(
        &app,
        "IF current_setting('statement_timeout') = '50ms' THEN PERFORM pg_sleep(60); END IF; \
         PERFORM set_config('statement_timeout', '50ms', true);",
    );
    let record = "CREATE TRIGGER meanwhile BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION meanwhile()";
    app.database.connection().batch_execute(record).unwrap();
    is_told_as_unavailable(&app);
}

#[test]
fn a_lock_that_is_not_given_in_time_is_told_as_unavailable() {
    let Some(app) = german() else { return };
    let mut other = app.database.connection();
    other.batch_execute("SELECT pg_advisory_lock(1)").unwrap();
    with_each_change(
        &app,
        "PERFORM set_config('lock_timeout', '50ms', true); PERFORM pg_advisory_xact_lock(1);",
    );
    is_told_as_unavailable(&app);
}

#[test]
fn who_gives_way_in_a_deadlock_is_told_to_come_back() {
    let Some(app) = german() else { return };
    with_each_change(
        &app,
        "PERFORM pg_advisory_xact_lock(2); \
         WHILE NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND \
         database = (SELECT oid FROM pg_database WHERE datname = current_database())) LOOP PERFORM pg_sleep(0.01); \
         END LOOP; PERFORM pg_advisory_xact_lock(1);",
    );
    let mut other = app.database.administrator();
    other.batch_execute("SET deadlock_timeout = '1h'; SELECT pg_advisory_lock(1)").unwrap();
    thread::scope(|scope| {
        let changing = scope.spawn(|| is_told_as_unavailable(&app));
        // It asks for what the service holds as soon as the service holds it, and gets it when the service gives way.
        let waits = "DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 \
                     AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) \
                     LOOP PERFORM pg_sleep(0.01); END LOOP; PERFORM pg_advisory_lock(2); END $$";
        other.batch_execute(waits).unwrap();
        changing.join().unwrap();
    });
}

#[test]
fn a_database_that_takes_no_writing_is_told_as_unavailable() {
    let Some(app) = german() else { return };
    let editor = app.editor();
    app.database.set("default_transaction_read_only", "on");
    app.database.end_connections();
    editor.post("/partners", &partner()).is_unavailable();
    assert_eq!(app.json("/partners")["data"], Value::Array(Vec::new()), "reading goes on");
}

#[test]
fn a_full_disk_is_told_as_unavailable() {
    let Some(app) = german() else { return };
    // No test can fill the server's disk: the database says what it says then (53100, disk_full).
    with_each_change(
        &app,
        "RAISE EXCEPTION 'konnte Datei »base/5/1259« nicht erweitern: Auf dem Gerät ist kein Speicherplatz mehr \
         verfügbar' USING ERRCODE = 'disk_full';",
    );
    is_told_as_unavailable(&app);
}

/// Ends the connection that waits for a lock, as an operator does who stops the server.
fn end_who_waits(app: &TestApp) {
    app.database.somebody_waits();
    let end = "SELECT pg_terminate_backend(pid)::text AS value FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    assert_eq!(texts(&mut app.database.connection(), end), ["true"]);
}

#[test]
fn a_writer_whose_connection_is_ended_is_told_to_come_back() {
    let Some(app) = german() else { return };
    let mut other = app.database.connection();
    other.batch_execute("SELECT pg_advisory_lock(1)").unwrap();
    with_each_change(&app, "PERFORM pg_advisory_xact_lock(1);");
    thread::scope(|scope| {
        let changing = scope.spawn(|| is_told_as_unavailable(&app));
        end_who_waits(&app);
        changing.join().unwrap();
    });
    other.batch_execute("SELECT pg_advisory_unlock(1)").unwrap();
    assert_eq!(post(&app).status, 201, "on a new connection");
}

#[test]
fn a_reader_whose_connection_is_ended_is_told_to_come_back() {
    let Some(app) = german() else { return };
    let mut other = app.database.connection();
    other.batch_execute("BEGIN; LOCK TABLE dataset IN ACCESS EXCLUSIVE MODE").unwrap();
    thread::scope(|scope| {
        let reading = scope.spawn(|| app.get("/partners"));
        end_who_waits(&app);
        reading.join().unwrap().is_unavailable();
    });
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(app.get("/partners").status, 200, "on a new connection");
}

#[test]
fn connections_that_end_while_nobody_uses_them_are_made_anew() {
    let Some(app) = german() else { return };
    assert_eq!((app.get("/partners").status, post(&app).status), (200, 201));
    app.database.end_connections();
    assert_eq!((app.get("/partners").status, post(&app).status), (200, 201));
}

#[test]
fn a_database_that_is_gone_is_told_as_unavailable() {
    let Some(app) = german() else { return };
    let editor = app.editor();
    assert_eq!(app.get("/partners").status, 200);
    app.database.drop_now();
    app.get("/partners").is_unavailable();
    editor.post("/partners", &partner()).is_unavailable();
}
