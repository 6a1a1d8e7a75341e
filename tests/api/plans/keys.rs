//! How the stored responses of an `Idempotency-Key` are found, however many there are.

use diesel::connection::SimpleConnection as _;
use serde_json::json;

use super::recording::Recording;
use crate::support::{TestApp, database::TestDatabase, plans};

/// Stores thousands of responses, half of them expired.
const FILL: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) \
    INSERT INTO idempotency (token, key, request_hash, answered_at, answer) \
    SELECT 'old', 'k' || i, HASH, CASE WHEN i < 3000 THEN '2020-01-01T00:00:00Z' ELSE '2999-01-01T00:00:00Z' END, \
    'an answer of some length' FROM n";

#[test]
fn stored_responses_are_found_by_an_index() {
    let database = TestDatabase::new().with_tables();
    let hash = if database.is_postgres() { "'\\x00'::bytea" } else { "x'00'" };
    let mut connection = database.connection();
    connection.batch_execute(&FILL.replace("HASH", hash)).unwrap();
    plans::analyze(&mut connection);
    let recording = Recording::of(&database.mark());
    let app = TestApp::on(database);
    let partner = json!({
        "translations": {"pl": {"name": "A"}}, "kind": "county", "status": "active", "country": "LT",
    });
    let answer =
        app.editor().send("POST", "/partners", &[("Idempotency-Key", "one-more")], &partner);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let (mut seen, mut deleted) = (0, 0);
    for asked in recording.take() {
        let statement = &asked.statement;
        if !statement.reads("idempotency") {
            continue;
        }
        seen += 1;
        deleted += usize::from(statement.sql.starts_with("DELETE"));
        if app.database.is_postgres() {
            if statement.sql.starts_with("SELECT") || deleted == 1 {
                let faults = plans::postgres_faults(&mut connection, statement, 100.0);
                assert!(faults.is_empty(), "{faults:#?}");
            }
        } else {
            let steps = plans::sqlite_steps(&mut connection, statement);
            let is_search = |step: &String| step.starts_with("SEARCH idempotency USING INDEX ");
            assert!(steps.iter().all(is_search), "{}: {steps:?}", statement.sql);
            assert!(asked.work < 2, "{}: {}", statement.sql, asked.work);
        }
    }
    assert_eq!((seen, deleted), (103, 101), "one to find it, one to find old ones");
}
