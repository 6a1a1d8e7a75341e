//! Drafts: for those who keep the data they are there, for everybody else there is no trace of them.

use serde_json::{Value, json};
use twinning::auth::role::TokenRole;

use crate::support::{
    TestApp,
    keeper::Keeper,
    made_up::{
        agreement, event, municipality, organisation, partner, programme, project, references,
    },
};

/// Every public answer that a draft could show in.
const PUBLIC: [&str; 22] = [
    "",
    "/municipality",
    "/partners",
    "/partners/town",
    "/partners/hidden",
    "/events",
    "/events/visit",
    "/events/secret-visit",
    "/events?partner=town",
    "/events?partner=hidden",
    "/events?topic=sport",
    "/agreements",
    "/projects",
    "/programmes",
    "/topics",
    "/search?q=secret",
    "/search?q=hidden",
    "/search?q=visit",
    "/partners?q=hidden",
    "/partners?identifier=contract:77",
    "/partners?sort=-updatedAt",
    "/events?sort=title&limit=1",
];

fn lines() -> String {
    [
        municipality(),
        programme("fund", json!({})),
        partner("town", json!({})),
        project("bridge", json!({"organisations": [organisation("town")]})),
        agreement("treaty", json!({"partners": references(&["town"])})),
        event("visit", json!({"partners": references(&["town"]), "topics": ["sport"]})),
    ]
    .concat()
}

/// All that everybody gets, to the byte, with the tags.
fn everything(app: &TestApp) -> Vec<(String, u16, Option<String>, String)> {
    let answer = |path: &&str| {
        let answer = app.get(path);
        let text =
            if answer.status == 200 { answer.text() } else { answer.json()["detail"].to_string() };
        ((*path).to_owned(), answer.status, answer.header_if_any("etag").map(str::to_owned), text)
    };
    PUBLIC.iter().map(answer).collect()
}

fn body(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

fn make(editor: &Keeper<'_>, line: &str) {
    let record = body(line);
    let answer = editor.post(&format!("/{}", record["type"].as_str().unwrap()), &record);
    assert_eq!(answer.status, 201, "{}", answer.text());
}

fn hidden() -> String {
    let own = json!({
        "state": "draft", "translations": {"pl": {"name": "Hidden"}},
        "identifiers": [{"scheme": "contract", "value": "77"}],
    });
    partner("hidden", own)
}

fn secret_visit() -> String {
    let own = json!({"state": "draft", "partners": references(&["town", "hidden"]), "topics": ["sport", "water"]});
    event("secret-visit", own)
}

#[test]
fn nothing_that_is_done_with_drafts_shows() {
    let app = TestApp::with(&lines());
    let editor = app.editor();
    let before = everything(&app);
    let same = |what: &str| {
        for (before, after) in before.iter().zip(everything(&app)) {
            assert_eq!(*before, after, "{what}");
        }
    };
    make(&editor, &hidden());
    same("a draft is made");
    make(&editor, &secret_visit());
    same("a draft is made that refers to what is public and to a draft");
    assert_eq!(editor.change("PATCH", "/partners/hidden", &json!({"status": "ended"})).status, 200);
    same("a draft is changed");
    assert_eq!(editor.change("DELETE", "/events/secret-visit", &Value::Null).status, 204);
    same("a draft is deleted");
    assert_eq!(editor.post("/events/secret-visit/restore", &json!({"revision": 8})).status, 201);
    same("a draft is restored");
    assert_eq!(app.ask("HEAD", "/api/v1/partners/hidden", &[]).status, 404);
    let absent = app.get("/partners/nobody").json()["detail"].to_string();
    let hidden = app.get("/partners/hidden").json()["detail"].to_string();
    assert_eq!(hidden.replace("hidden", "nobody"), absent, "as if there was none");
}

#[test]
fn who_has_a_token_sees_drafts() {
    let app = TestApp::with(&(lines() + &hidden() + &secret_visit()));
    for role in [TokenRole::Reader, TokenRole::Editor, TokenRole::Admin] {
        let keeper = app.keeper(role);
        assert_eq!(keeper.json("/partners/hidden")["state"], "draft");
        for (path, total) in [
            ("/partners", 2),
            ("/events", 2),
            ("/events?partner=town", 2),
            ("/events?partner=hidden", 1),
            ("/events?topic=water", 1),
            ("/search?q=hidden", 1),
            ("/partners?identifier=contract:77", 1),
        ] {
            assert_eq!(keeper.json(path)["pagination"]["total"], total, "{path} as {role:?}");
        }
        let entry = keeper.json("");
        assert_eq!((&entry["counts"]["partners"], &entry["revision"]), (&json!(2), &json!(8)));
        let answer = keeper.get("/partners");
        assert_eq!(answer.header("cache-control"), "private, no-cache");
        assert!(answer.header("vary").contains("Authorization"), "{}", answer.header("vary"));
        assert_ne!(
            answer.header("etag"),
            app.get("/partners").header("etag"),
            "one tag for each kind of eyes"
        );
    }
    assert_eq!(app.json("")["revision"], 6, "as far as everybody can see");
}

#[test]
fn a_reference_to_a_draft_shows_when_the_draft_is_published() {
    let visit = event("visit", json!({"partners": references(&["town", "hidden"])}));
    let participant = json!({"participants": [{"role": "mayor", "partner": {"id": "hidden"}}]});
    let walk = event("walk", participant);
    let app = TestApp::with(
        &[municipality(), partner("town", json!({})), hidden(), visit, walk].concat(),
    );
    let editor = app.editor();
    let partners = || app.json("/events/visit")["partners"].as_array().unwrap().len();
    let before = app.get("/events/visit");
    assert_eq!(partners(), 1);
    assert!(app.json("/events/walk")["participants"][0].get("partner").is_none());
    assert!(!app.get("/events").text().contains("hidden"));

    let publish =
        |state: &str| editor.change("PATCH", "/partners/hidden", &json!({ "state": state })).status;
    assert_eq!(publish("published"), 200);
    assert_eq!((app.get("/partners/hidden").status, partners()), (200, 2));
    assert_eq!(app.json("/events/walk")["participants"][0]["partner"]["id"], "hidden");
    let after = app.get("/events/visit");
    assert_ne!(after.header("etag"), before.header("etag"), "who has the old answer asks anew");
    let known = [("If-None-Match", before.header("etag"))];
    assert_eq!(app.get_with("/events/visit", &known).status, 200);

    assert_eq!(publish("draft"), 200);
    assert_eq!((app.get("/partners/hidden").status, partners()), (404, 1));
    assert_ne!(app.get("/events/visit").header("etag"), after.header("etag"));
    assert_eq!(app.json("/partners")["pagination"]["total"], 1);
    assert_eq!(app.json("/search?q=hidden")["pagination"]["total"], 0);
}

#[test]
fn a_municipality_that_is_a_draft_describes_nothing() {
    let app = TestApp::empty();
    let editor = app.editor();
    let mut draft = body(&municipality());
    draft["state"] = json!("draft");
    assert_eq!(editor.put("/municipality", &draft).status, 201);
    assert_eq!(app.get("/municipality").status, 404);
    assert!(app.json("").get("municipality").is_none());
    assert_eq!(editor.get("/municipality").status, 200);
    assert_eq!(editor.change("PATCH", "/municipality", &json!({"state": null})).status, 200);
    assert_eq!(
        app.get("/municipality").status,
        404,
        "nothing is published by leaving something out"
    );
    draft["state"].take();
    assert_eq!(editor.change("PUT", "/municipality", &draft).status, 200);
    assert_eq!(app.get("/municipality").status, 404);
    assert_eq!(editor.change("PATCH", "/municipality", &json!({"state": "published"})).status, 200);
    assert_eq!(app.json("/municipality")["state"], "published");
}

#[test]
fn a_tag_does_not_tell_that_a_reference_was_left_out() {
    let app = TestApp::with(&municipality());
    let editor = app.editor();
    make(&editor, &partner("town", json!({})));
    make(&editor, &hidden());
    make(&editor, &event("visit", json!({"partners": references(&["town", "hidden"])})));
    make(&editor, &event("plain", json!({"partners": references(&["town"])})));
    let form = |path: &str| {
        let tag = app.get(path).header("etag").to_owned();
        let (state, _) = tag.split_once('-').unwrap();
        state.trim_start_matches('"').trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
    };
    assert_eq!(form("/events/visit"), form("/events/plain"));
    for (path, status) in [("/events/plain", 200), ("/events/visit", 412)] {
        let public = app.get(path);
        let put = editor.send("PUT", path, &[("If-Match", public.header("etag"))], &public.json());
        assert_eq!(put.status, status, "{path}: {}", put.text());
    }
    assert_eq!(
        editor.json("/events/visit")["partners"].as_array().unwrap().len(),
        2,
        "nothing was lost"
    );
}
