//! `statusChanges`: the status of a partnership, an agreement or a programme over time.

use serde_json::{Value, json};
use twinning::model::record_type::RecordType;

use crate::support::{TestApp, made_up::partner, sheets::put};

/// A record, as a value.
fn parsed(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

#[test]
fn a_status_is_that_of_its_last_change() {
    let app = TestApp::empty();
    let editor = app.editor();
    let changes = json!([
        {"status": "active", "on": "1992", "note": {"pl": "Podpisano umowę."}},
        {"status": "suspended", "on": "2022-03-03", "source": {"title": "Uchwała"}},
    ]);
    let mut record = parsed(&partner("town", json!({"statusChanges": changes})));
    record.as_object_mut().unwrap().shift_remove("status");
    let made = editor.post("/partners", &record);
    assert_eq!(
        (made.status, &made.json()["status"]),
        (201, &json!("suspended")),
        "{}",
        made.text()
    );
    let labels = &app.json("/partners/town?lang=pl")["labels"];
    assert_eq!(
        (&labels["status"], &labels["statuses"]),
        (&json!("zawieszone"), &json!({"active": "aktywne", "suspended": "zawieszone"}))
    );
    let revision = app.json("")["revision"].clone();
    let again = editor.change("PUT", "/partners/town", &app.json("/partners/town"));
    assert_eq!((again.status, &app.json("")["revision"]), (200, &revision), "nothing has changed");
    for (patch, places) in [
        (json!({"status": "active"}), vec!["/status contradicts-changes"]),
        (json!({"statusChanges": []}), vec![]),
        (json!({"statusChanges": null, "status": null}), vec!["/status missing"]),
        (
            json!({"status": "ended", "statusChanges": [{"status": "active", "on": "2001-05"}, {"status": "ended", "on": "2001-04"}]}),
            vec!["/statusChanges/1/on before-start"],
        ),
        (
            json!({"status": "active", "partnerSince": "2001-05", "statusChanges": [{"status": "active", "on": "2001-04"}]}),
            vec!["/statusChanges/0/on before-start"],
        ),
        (
            json!({"status": "active", "partnerSince": "2001-05", "statusChanges": [{"status": "active", "on": "2001"}]}),
            vec![],
        ),
    ] {
        let answer = editor.change("PATCH", "/partners/town", &patch);
        let expected: Vec<String> = places.iter().map(|place| (*place).to_owned()).collect();
        assert_eq!(
            (answer.status == 200, if answer.status == 200 { vec![] } else { answer.places() }),
            (places.is_empty(), expected),
            "{patch}: {}",
            answer.text()
        );
    }
}

#[test]
fn a_change_of_status_is_added_without_the_status_itself() {
    let changes = |last: Value| json!([{ "status": "active", "on": "2010" }, last]);
    let ended = json!({ "status": "ended", "on": "2020" });
    let app = TestApp::with(&partner(
        "a",
        json!({ "status": null, "statusChanges": [{ "status": "active", "on": "2010" }] }),
    ));
    let editor = app.editor();
    let patch = json!({ "statusChanges": changes(ended.clone()) });
    let answer = editor.change("PATCH", "/partners/a", &patch);
    assert_eq!(
        (answer.status, &answer.json()["status"]),
        (200, &json!("ended")),
        "{}",
        answer.text()
    );
    let same = editor.change(
        "PATCH",
        "/partners/a",
        &json!({ "status": "active", "statusChanges": changes(ended) }),
    );
    assert_eq!(same.status, 400, "what is written has to be right");
    let sheet = "id;statusChanges.3.status;statusChanges.3.on\na;suspended;2021\n";
    let report = put(&app.database, RecordType::Partners, sheet, false);
    assert!(report.applied, "{report}");
    assert_eq!(app.json("/partners/a")["status"], "suspended");
}
