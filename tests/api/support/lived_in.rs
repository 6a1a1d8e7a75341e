//! A data set that was in use: records that were changed, hidden, deleted and restored, tokens, stored answers.

use diesel::connection::SimpleConnection as _;
use serde_json::json;
use twinning::{
    db::{DbConnection, transaction},
    error::CommandError,
    model::record_type::RecordType,
    store::write::writer::Writer,
    values::{record_id::RecordId, traits::TextValue as _},
};

use super::{
    TestApp,
    export::lines_with,
    made_up::{event, partner},
};

/// The data of Gmina Ketrzyn, 21 records, and what was done to it since: 30 changes in all.
pub fn lived_in(app: &TestApp) {
    for status in ["suspended", "ended", "active"] {
        let report =
            app.import(&lines_with("oziersk", |partner| partner["status"] = json!(status)));
        assert_eq!(report.refused, 0, "{report}");
    }
    for lines in [
        event("planned", json!({ "state": "draft" })),
        event("withdrawn", json!({})),
        event("withdrawn", json!({ "state": "draft" })),
        partner("gone", json!({})),
    ] {
        let report = app.import(&lines);
        assert_eq!(report.created + report.replaced, 1, "{report}");
    }
    let mut connection = app.database.connection();
    delete(&mut connection, RecordType::Partners, "gone");
    delete(&mut connection, RecordType::Events, "planned");
    let token = |id: &str, secret: &str, rest: &str| {
        let hash = connection.choose(format!("x'{secret}'"), format!("'\\x{secret}'::bytea"));
        format!(
            "INSERT INTO token (id, name, role, hash, created_at, expires_at, revoked_at, last_used_at) \
             VALUES ('{id}', 'Clerk {id}', 'editor', {hash}, '2026-01-01T00:00:00Z', {rest});"
        )
    };
    let hash = connection.choose("x'00ff'", "'\\x00ff'::bytea");
    let answer = format!(
        "INSERT INTO idempotency (token, key, request_hash, answered_at, answer) \
         VALUES ('one', 'key', {hash}, '2026-01-02T00:00:00Z', '{{\"status\":201}}')"
    );
    let tokens = token("one", "0a0b", "NULL, NULL, NULL")
        + &token(
            "two",
            "0c",
            "'2027-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-01-31T00:00:00Z'",
        );
    let secret = connection.choose("x'0102'", "'\\x0102'::bytea");
    let webhook = format!(
        "; INSERT INTO webhook (id, url, secret, created_at, state, acknowledged, failures, next_attempt) \
         VALUES ('hook', 'https://portal.example/hook', {secret}, '2026-01-03T00:00:00Z', 'active', 3, 0, \
         '2026-01-03T00:00:00Z')"
    );
    let session = format!(
        "; INSERT INTO session (hash, token_id, created_at, used_at) \
         VALUES ({secret}, 'one', '2026-01-04T00:00:00Z', '2026-01-04T00:00:00Z')"
    );
    let upload = format!(
        "; INSERT INTO upload (id, token_id, type, file_name, content, created_at) \
         VALUES ('file', 'one', 'events', 'events.csv', {secret}, '2026-01-04T00:00:00Z')"
    );
    let all = tokens + &answer + &webhook + &session + &upload;
    connection.batch_execute(&all).unwrap();
}

/// Deletes a record, as a clerk does.
pub fn delete(connection: &mut DbConnection, kind: RecordType, id: &str) {
    let id = RecordId::read(id).unwrap();
    let revision = transaction::write(connection, |connection| {
        let mut writer = Writer::begin(connection, "clerk")?;
        let revision = writer.delete(kind, &id)?;
        writer.finish()?;
        Ok::<_, CommandError>(revision)
    });
    assert!(revision.unwrap().is_some());
}
