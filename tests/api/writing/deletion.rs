//! Deleting and restoring: what is gone is told, and comes back whole.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::Answer,
    keeper::Keeper,
    made_up::{agreement, event, municipality, partner, programme, project, references},
    program::run,
};

fn delete(editor: &Keeper<'_>, path: &str) {
    let answer = editor.change("DELETE", path, &Value::Null);
    assert_eq!((answer.status, answer.bytes.len()), (204, 0), "{path}: {}", answer.text());
}

#[test]
fn a_client_that_accepts_only_problems_can_delete() {
    let app = TestApp::with(&[municipality(), partner("a", json!({}))].concat());
    let editor = app.editor();
    let headers = [("If-Match", "*"), ("Accept", "application/problem+json")];
    let answer = editor.send("DELETE", "/partners/a", &headers, &Value::Null);
    assert_eq!((answer.status, answer.bytes.len()), (204, 0), "{}", answer.text());
    let answer = editor.send("DELETE", "/partners/a", &headers, &Value::Null);
    assert_eq!((answer.status, answer.header("content-type")), (410, "application/problem+json"));
}

#[test]
fn what_others_refer_to_is_not_deleted() {
    let lines = [
        programme("erdf", json!({})),
        partner("town", json!({})),
        partner("old", json!({"successors": references(&["town"])})),
        project("bridge", json!({"programme": {"id": "erdf"}})),
        agreement("treaty", json!({"partners": references(&["town"])})),
        event("visit", json!({"state": "draft", "partners": references(&["town"])})),
    ];
    let app = TestApp::with(&lines.concat());
    let editor = app.editor();
    let refused = editor.change("DELETE", "/partners/town", &Value::Null);
    assert_eq!(refused.status, 409);
    for referrer in ["partners/old", "agreements/treaty", "events/visit"] {
        assert!(refused.details().contains(&format!("“{referrer}”")), "{}", refused.text());
    }
    assert_eq!(editor.change("DELETE", "/programmes/erdf", &Value::Null).status, 409);
    for path in [
        "/events/visit",
        "/agreements/treaty",
        "/partners/old",
        "/partners/town",
        "/projects/bridge",
        "/programmes/erdf",
    ] {
        delete(&editor, path);
    }
    assert_eq!(app.json("/search?q=town")["pagination"]["total"], 0);
    assert_eq!(app.json("")["counts"]["partners"], 0);
}

/// A success has no body, so clients that are generated from the document accept nothing but problems.
#[test]
fn a_deletion_does_not_ask_what_is_accepted() {
    let app = TestApp::with(&partner("a", json!({})));
    let headers = [("If-Match", "*"), ("Accept", "application/problem+json")];
    let answer = app.editor().send("DELETE", "/partners/a", &headers, &Value::Null);
    assert_eq!(answer.status, 204, "{}", answer.text());
}

#[test]
fn what_is_deleted_is_gone_and_says_since_when() {
    let app = TestApp::with(&[municipality(), partner("a", json!({}))].concat());
    let editor = app.editor();
    delete(&editor, "/partners/a");
    for (method, sent) in [("PUT", json!({})), ("PATCH", json!({})), ("DELETE", Value::Null)] {
        let answer = editor.send(method, "/partners/a", &[("If-Match", "*")], &sent);
        assert_eq!(answer.status, 410, "{method}");
        assert!(answer.json()["deletedAt"].as_str().unwrap().ends_with('Z'), "{method}");
    }
    let gone = app.get("/partners/a");
    assert_eq!((gone.status, gone.header("cache-control")), (410, "no-store"));
    assert!(gone.json()["deletedAt"].is_string());
    assert_eq!(app.ask("HEAD", "/api/v1/partners/a", &[]).status, 410);
    assert_eq!(app.get("/partners/b").status, 404);
}

#[test]
fn a_deleted_municipality_is_gone_and_another_can_take_its_place() {
    let app = TestApp::with(&municipality());
    let editor = app.editor();
    let described: Value = serde_json::from_str(&municipality()).unwrap();
    let with = |id: Value, state: &str| {
        let mut body = described.clone();
        (body["id"], body["state"]) = (id, json!(state));
        body
    };
    let is_gone = |answer: &Answer, id: &str| {
        assert_eq!(answer.status, 410, "{}", answer.text());
        assert!(answer.json()["deletedAt"].as_str().unwrap().ends_with('Z'));
        assert!(answer.details().contains(&format!("“{id}”")), "{}", answer.details());
    };
    let first = described["id"].as_str().unwrap();
    delete(&editor, "/municipality");
    is_gone(&app.get("/municipality"), first);
    for (method, sent) in
        [("PUT", described.clone()), ("PATCH", json!({})), ("DELETE", Value::Null)]
    {
        is_gone(&editor.send(method, "/municipality", &[("If-Match", "*")], &sent), first);
    }
    let draft = with(json!("b"), "draft");
    assert_eq!(editor.put("/municipality", &draft).status, 201);
    is_gone(&app.get("/municipality"), first);
    delete(&editor, "/municipality");
    is_gone(&app.get("/municipality"), first);
    is_gone(&editor.get("/municipality"), "b");
    assert_eq!(editor.put("/municipality", &with(Value::Null, "published")).status, 201);
    delete(&editor, "/municipality");
    is_gone(&app.get("/municipality"), &format!("{first}-2"));
    // An erasure changes all of them at once.
    let url = app.database.argument();
    run(&["erase-person", "Gmina Przykład", "--yes", "--database-url", &url]).succeeded();
    is_gone(&app.get("/municipality"), &format!("{first}-2"));
    let history = editor.json("/municipality/history");
    assert_eq!(history["data"][0]["action"], "erase");
    assert_eq!(editor.post("/municipality/restore", &json!({"revision": 5})).status, 201);
    assert_eq!(app.json("/municipality")["id"], json!(format!("{first}-2")));
}

#[test]
fn a_draft_that_nobody_saw_was_never_there() {
    let app = TestApp::with(&partner("a", json!({"state": "draft"})));
    let editor = app.editor();
    delete(&editor, "/partners/a");
    assert_eq!(app.get("/partners/a").status, 404);
    assert_eq!(editor.get("/partners/a").status, 410, "who keeps the data knows");
}

#[test]
fn a_successor_takes_the_place_of_a_deleted_partner() {
    let old = |id: &str, next: &[&str]| partner(id, json!({"successors": references(next)}));
    let lines = [
        partner("new", json!({})),
        partner("hidden", json!({"state": "draft"})),
        old("first", &["new"]),
        old("second", &["hidden"]),
        old("third", &["new"]),
        old("split", &["new", "hidden"]),
    ];
    let app = TestApp::with(&lines.concat());
    let editor = app.editor();
    assert_eq!(app.get("/partners/first").status, 200, "while it is there it is itself");
    for id in ["first", "second", "third", "split"] {
        delete(&editor, &format!("/partners/{id}"));
    }
    for method in ["GET", "HEAD"] {
        for (query, location) in [("", ""), ("?lang=en", "?lang=en")] {
            let moved = app.ask(method, &format!("/api/v1/partners/first{query}"), &[]);
            let expected = format!("https://twinning.example/api/v1/partners/new{location}");
            assert_eq!(
                (moved.status, moved.header("location")),
                (301, expected.as_str()),
                "{method}"
            );
            assert_eq!(moved.header("cache-control"), "no-cache", "deletion can be undone");
            assert!(moved.header("vary").contains("Authorization"));
        }
    }
    assert_eq!(
        app.get("/partners/first?lang=zz-bad").status,
        400,
        "a wrong parameter is wrong there too"
    );
    assert_eq!(app.get("/partners/split").status, 410, "nobody is sent to one of several");
    assert_eq!(editor.get("/partners/split").status, 410);
    assert_eq!(app.get("/partners/second").status, 410, "nobody is sent to a draft");
    assert_eq!(editor.get("/partners/second").status, 301, "but those who see it");
    let next = json!({ "successors": references(&["latest"]) });
    editor.post("/partners", &json!({ "id": "latest", "translations": { "pl": { "name": "L" } }, "kind": "municipality", "status": "active", "country": "LT" }));
    assert_eq!(editor.change("PATCH", "/partners/new", &next).status, 200);
    delete(&editor, "/partners/new");
    let moved = app.get("/partners/third");
    assert_eq!(moved.status, 301, "a successor that was succeeded is passed over");
    assert!(moved.header("location").ends_with("/partners/latest"));
    delete(&editor, "/partners/latest");
    assert_eq!(app.get("/partners/third").status, 410, "nobody is sent to what is gone");
}

#[test]
fn every_earlier_state_can_be_brought_back() {
    let app = TestApp::with(&partner("a", json!({})));
    let editor = app.editor();
    let restore = |revision: i64| {
        let headers: &[(&str, &str)] = &[("If-Match", "*")];
        editor.send("POST", "/partners/a/restore", headers, &json!({ "revision": revision }))
    };
    editor.change("PATCH", "/partners/a", &json!({"status": "suspended"}));
    editor.change("PATCH", "/partners/a", &json!({"state": "draft", "status": "ended"}));
    delete(&editor, "/partners/a");
    for (revision, answered, status, state) in [
        (2, 201, "suspended", "published"),
        (3, 200, "ended", "draft"),
        (1, 200, "active", "published"),
    ] {
        let restored = restore(revision);
        let record = restored.json();
        assert_eq!(restored.status, answered, "{revision}: {}", restored.text());
        assert_eq!(
            (&record["status"], &record["state"]),
            (&json!(status), &json!(state)),
            "{revision}"
        );
        let public = app.get("/partners/a").status;
        assert_eq!(public, if state == "draft" { 404 } else { 200 }, "{revision}");
    }
    assert_eq!(restore(7).json()["revision"], 7, "the present state is no change");
    for revision in [0, -1, 8, 99_999, i64::MAX] {
        let answer = restore(revision);
        assert_eq!(
            (answer.status, answer.places()),
            (400, vec!["/revision invalid-value".to_owned()])
        );
    }
    let nobody = editor.post("/partners/nobody/restore", &json!({"revision": 1}));
    assert_eq!(nobody.status, 404);
    for (wrong, places) in [
        (json!({}), "/revision missing"),
        (json!({"revision": "1"}), "/revision invalid-value"),
        (json!({"revision": null}), "/revision invalid-value"),
        (json!({"revision": 1, "x": 1}), "/x unknown-field"),
    ] {
        let answer = editor.post("/partners/a/restore", &wrong);
        assert_eq!((answer.status, answer.places().join(" ")), (400, places.to_owned()), "{wrong}");
    }
}

#[test]
fn a_state_that_contradicts_the_present_is_not_brought_back() {
    let lines = [
        municipality(),
        partner("town", json!({})),
        event("visit", json!({"partners": references(&["town"])})),
    ];
    let app = TestApp::with(&lines.concat());
    let editor = app.editor();
    delete(&editor, "/events/visit");
    delete(&editor, "/partners/town");
    let broken = editor.post("/events/visit/restore", &json!({"revision": 3}));
    assert_eq!(
        (broken.status, broken.places()),
        (409, vec!["/partners/0/id unknown-reference".to_owned()])
    );
    assert_eq!(editor.post("/partners/town/restore", &json!({"revision": 3})).status, 201);
    assert_eq!(editor.post("/events/visit/restore", &json!({"revision": 3})).status, 201);
    assert_eq!(app.ids("/events?partner=town"), ["visit"]);

    let second: Value = serde_json::from_str(&municipality()).unwrap();
    let mut second = second;
    second["id"] = json!("another");
    let refused = editor.post("/municipality", &second);
    assert_eq!(refused.status, 409, "an instance publishes one: {}", refused.text());
    delete(&editor, "/municipality");
    assert_eq!(editor.post("/municipality", &second).status, 201);
    delete(&editor, "/municipality");
    assert_eq!(editor.post("/municipality/restore", &json!({"revision": 100})).status, 400);
}

/// Nothing that is done with a draft of a deleted record changes what the public is told.
#[test]
fn what_the_public_knows_as_deleted_stays_so_until_it_is_published() {
    let app = TestApp::with(&partner("a", json!({})));
    let editor = app.editor();
    let state = |state: &str| {
        let answer = editor.change("PATCH", "/partners/a", &json!({ "state": state }));
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    let public = || {
        let answer = app.get("/partners/a");
        let problem = answer.json();
        (answer.status, problem["detail"].clone(), problem["deletedAt"].clone())
    };
    let restore_draft = || {
        let answer = editor.post("/partners/a/restore", &json!({"revision": 2}));
        assert_eq!(answer.status, 201, "{}", answer.text());
    };
    state("draft");
    state("published");
    delete(&editor, "/partners/a");
    let gone = public();
    assert_eq!(gone.0, 410);
    restore_draft();
    assert_eq!(public(), gone, "restored as a draft");
    editor.change("PATCH", "/partners/a", &json!({"status": "ended"}));
    assert_eq!(public(), gone, "the draft is changed");
    delete(&editor, "/partners/a");
    assert_eq!(public(), gone, "the draft is deleted");
    restore_draft();
    assert_eq!(public(), gone, "and restored again");
    state("published");
    assert_eq!(public().0, 200);
    state("draft");
    assert_eq!(public().0, 404, "withdrawn, not deleted");
}
