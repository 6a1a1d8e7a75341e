//! A data set in which one person stands everywhere where a name can.

use diesel::connection::SimpleConnection as _;
use serde_json::json;
use twinning::{import::run, model::record_type::RecordType};

use super::{
    TestApp,
    lived_in::delete,
    made_up::{agreement, event, municipality, partner, references},
};

/// The name; no other word of the data set is like it.
pub const NAME: &str = "Żelisława Brzękorska";

/// The same in other letters: upper case, decomposed, with other blanks.
const OTHER_FORMS: [&str; 3] =
    ["ŻELISŁAWA BRZĘKORSKA", "Z\u{307}elisława Brze\u{328}korska", "Żelisława\u{a0}\n  Brzękorska"];

/// Records of each state, their past, an actor, a token and a stored answer, all with the name.
pub fn with_person() -> TestApp {
    let [upper, decomposed, spaced] = OTHER_FORMS;
    let person = |name: &str| json!([{ "name": name, "role": "wójt" }]);
    let signed = json!([{ "name": decomposed, "role": "wójt", "party": "Gmina" }]);
    let described =
        json!({ "pl": { "name": NAME, "description": format!("Od „{spaced}”, potem {upper}.") } });
    let titled = |title: &str| json!({ "pl": { "title": title } });
    let visit =
        json!({ "participants": person(NAME), "translations": titled(&format!("Wizyta: {NAME}")) });
    let near = json!({ "participants": person("Żelisławą Brzękorską"), "translations": titled("Spotkanie") });
    let lines = [
        municipality(),
        partner("described", json!({ "translations": described })),
        partner("untouched", json!({ "translations": { "pl": { "name": "Brzękorska Dolina" } } })),
        partner("zelislawa-brzekorska", json!({ "translations": { "pl": { "name": "Id" } } })),
        agreement("signed", json!({ "signatories": signed })),
        event("visit", visit),
        event("draft", json!({ "state": "draft", "participants": person(NAME) })),
        event("past", json!({ "participants": person(upper) })),
        event("deleted", json!({ "participants": person(NAME) })),
        event("deleted-draft", json!({ "state": "draft", "participants": person(NAME) })),
        event("near", near),
        event("refers", json!({ "partners": references(&["described"]) })),
    ];
    let app = TestApp::with(&lines.concat());
    app.import(&event("past", json!({})));
    let mut connection = app.database.connection();
    let by = |lines: &str, actor: &str| {
        let report =
            run::run(&mut app.database.connection(), lines.as_bytes(), false, actor).unwrap();
        assert_eq!(report.created, 1, "{report}");
    };
    by(&event("by-her", json!({})), &format!("{upper} (urząd)"));
    delete(&mut connection, RecordType::Events, "deleted");
    delete(&mut connection, RecordType::Events, "deleted-draft");
    let hash = connection.choose("x'0a0b'", "'\\x0a0b'::bytea");
    let answer =
        json!({ "status": 201, "body": json!({ "name": spaced }).to_string() }).to_string();
    let at = "'2026-01-01T00:00:00Z'";
    let token = format!("VALUES ('one', '{NAME}', 'editor', {hash}, {at})");
    let answer = format!("VALUES ('one', 'key', {hash}, {at}, '{answer}')");
    let insert = format!(
        "INSERT INTO token (id, name, role, hash, created_at) {token}; \
         INSERT INTO idempotency (token, key, request_hash, answered_at, answer) {answer}"
    );
    connection.batch_execute(&insert).unwrap();
    app
}
