//! Each copy of a data set has a name, so that what was kept of one is never taken for the other.

use serde_json::json;

use crate::support::{
    TestApp,
    made_up::{agreement, event, partner, references},
};

#[test]
fn a_database_made_anew_is_another_copy() {
    let (one, other) = (TestApp::new(), TestApp::new());
    assert_eq!(one.json("")["revision"], other.json("")["revision"]);
    assert_ne!(one.json("")["instance"], other.json("")["instance"]);
    let tag = one.get("/partners").header("etag").to_owned();
    let asked =
        |app: &TestApp| app.ask("GET", "/api/v1/partners", &[("If-None-Match", &tag)]).status;
    assert_eq!((asked(&one), asked(&other)), (304, 200));
}

#[test]
fn a_copy_keeps_its_name() {
    let app = TestApp::new();
    let name = app.json("")["instance"].clone();
    app.import(&event("another", json!({})));
    assert_eq!(app.json("")["instance"], name);
}

#[test]
fn a_title_has_a_letter_or_a_digit() {
    for (title, is_title) in [("1989", true), ("Ж", true), ("—", false), ("\u{200b}", false)] {
        let app = TestApp::empty();
        let report =
            app.import(&event("x", json!({ "translations": { "pl": { "title": title } } })));
        assert_eq!(report.created == 1, is_title, "{title}: {report}");
    }
}

#[test]
fn nobody_learns_what_refers_to_a_draft() {
    let lines = [
        partner("draft", json!({ "state": "draft" })),
        partner("public", json!({})),
        event("visit", json!({ "partners": references(&["draft", "public"]) })),
        agreement("umowa", json!({ "partners": references(&["draft", "public"]) })),
    ];
    let app = TestApp::with(&lines.concat());
    for list in ["/events", "/agreements"] {
        assert_eq!(app.json(list)["data"][0]["partners"].as_array().unwrap().len(), 1, "{list}");
        assert_eq!(app.ids(&format!("{list}?partner=public")).len(), 1, "{list}");
        assert!(app.ids(&format!("{list}?partner=draft")).is_empty(), "{list}");
        assert_eq!(app.ids(&format!("{list}?partner=draft,public")).len(), 1, "{list}");
        assert_eq!(app.json(&format!("{list}?partner=draft"))["pagination"]["total"], 0, "{list}");
    }
}

#[test]
fn a_line_with_several_faults_is_one_line() {
    let app = TestApp::empty();
    let report = app.import(&event("lost", json!({ "partners": references(&["a", "b", "c"]) })));
    let told = report.refusals().next().unwrap();
    assert_eq!((report.refused, told.errors.len()), (1, 3), "{report}");
}
