//! `include`: the lists that refer to a record, in the response for it.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    app::path_of,
    made_up::{self, references},
};

/// Every collection whose records have lists that refer to them, and the names of these lists.
const COLLECTIONS: [(&str, &str); 4] = [
    ("partners", "agreements,events,projects"),
    ("agreements", "events"),
    ("projects", "events"),
    ("programmes", "events,projects"),
];

#[test]
fn an_included_list_is_the_first_page_of_the_list_that_is_linked() {
    let app = TestApp::new();
    for ((collection, names), language) in
        COLLECTIONS.iter().flat_map(|one| [(one, ""), (one, "&lang=en")])
    {
        for id in app.ids(&format!("/{collection}?limit=100")) {
            let record = app.json(&format!("/{collection}/{id}?include={names}{language}"));
            let included = record["included"].as_object().unwrap();
            assert_eq!(included.keys().cloned().collect::<Vec<_>>().join(","), *names);
            for (name, list) in included {
                assert_eq!(list["link"], record["related"][name], "{collection}/{id}: {name}");
                let whole = app.json(&path_of(&list["link"]).unwrap());
                assert_eq!(list["data"], whole["data"], "{collection}/{id}: {name}");
                assert_eq!(list["total"], whole["pagination"]["total"]);
            }
            let mut alone = record.clone();
            alone.as_object_mut().unwrap().remove("included");
            let query = language.replace('&', "?");
            assert_eq!(alone, app.json(&format!("/{collection}/{id}{query}")));
        }
    }
}

#[test]
fn links_to_lists_keep_the_language_that_was_asked_for() {
    let app = TestApp::new();
    let list = |record: &Value| record["related"]["events"].as_str().unwrap().to_owned();
    for (query, ending) in [("?lang=en", "=oziersk&lang=en"), ("", "=oziersk")] {
        let record = app.json(&format!("/partners/oziersk{query}"));
        assert!(list(&record).ends_with(ending), "{query}: {}", list(&record));
        let page = app.json(&format!("/partners{query}"));
        let listed = page["data"].as_array().unwrap().iter().find(|one| one["id"] == "oziersk");
        assert_eq!(list(listed.unwrap()), list(&record), "{query}");
        let topics = app.json(&format!("/topics{query}"));
        let events = topics["data"][0]["events"].as_str().unwrap();
        assert_eq!(events.contains("lang=en"), !query.is_empty(), "{query}: {events}");
    }
    let header = app.get_with("/partners/oziersk", &[("Accept-Language", "en")]).json();
    assert!(!list(&header).contains("lang"), "{}", list(&header));
}

#[test]
fn a_list_that_does_not_refer_to_the_record_is_refused() {
    let app = TestApp::new();
    let event = "/events/2016-10-12-spotkanie-w-oziersku";
    for (path, code, says) in [
        ("/partners/oziersk?include=event", "invalid-value", "did you mean “events”?"),
        ("/partners/oziersk?include=programmes", "invalid-value", "events, agreements, projects"),
        ("/partners/oziersk?include=events,", "invalid-value", "events, agreements, projects"),
        ("/partners/oziersk?include=", "empty", "has no value"),
        ("/agreements/list-intencyjny-oziersk-2009?include=partners", "invalid-value", "events"),
        (&format!("{event}?include=partners"), "invalid-value", "events"),
        ("/partners?include=events", "unknown-parameter", "no parameter “include” here"),
        ("/municipality?include=events", "unknown-parameter", "there are: format, lang"),
    ] {
        let answer = app.refused(path);
        assert_eq!(answer.faults(), [("include".to_owned(), code.to_owned())], "{path}");
        assert!(answer.details().contains(says), "{path}: {}", answer.details());
    }
}

#[test]
fn a_long_list_begins_and_says_how_long_it_is() {
    let events = (0..25).map(|at| {
        let own = json!({ "partners": references(&["town"]), "startDate": format!("2015-06-{:02}", at + 1) });
        made_up::event(&format!("e{at:02}"), own)
    });
    let lines: String = [made_up::partner("town", json!({}))].into_iter().chain(events).collect();
    let app = TestApp::with(&lines);
    let events = &app.json("/partners/town?include=events")["included"]["events"];
    let ids: Vec<_> = events["data"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!((ids.len(), ids[0], ids[19]), (20, &json!("e24"), &json!("e05")));
    assert_eq!(events["total"], 25);
}

#[test]
fn drafts_are_included_for_those_who_see_them() {
    let own = json!({ "partners": references(&["town"]), "state": "draft" });
    let lines = [made_up::partner("town", json!({})), made_up::event("secret", own)].concat();
    let app = TestApp::with(&lines);
    let path = "/partners/town?include=events";
    assert_eq!(app.json(path)["included"]["events"]["total"], 0);
    let seen = app.editor().json(path);
    assert_eq!(seen["included"]["events"]["data"][0]["id"], "secret");
}

#[test]
fn the_answer_is_a_valid_put_and_its_tag_follows_every_record() {
    let app = TestApp::new();
    let (editor, path) = (app.editor(), "/partners/rietavas?include=events,projects");
    let first = app.get(path);
    let head = app.ask("HEAD", &format!("/api/v1{path}"), &[]);
    for name in ["etag", "vary", "content-language", "cache-control"] {
        assert_eq!(head.header(name), first.header(name), "{name}");
    }
    let tag = first.header("etag");
    assert_eq!(app.get_with(path, &[("If-None-Match", tag)]).status, 304);
    assert_ne!(app.get("/partners/rietavas?include=events").header("etag"), tag);
    let event = "/events/2012-06-04-wizyta-gosci-mauron-rietavas";
    let changed = editor.change("PATCH", event, &json!({ "status": "cancelled" }));
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(app.get_with(path, &[("If-None-Match", tag)]).status, 200, "an event has changed");
    let own = editor.get(path);
    let matching = [("If-Match", own.header("etag"))];
    let put = editor.send("PUT", "/partners/rietavas", &matching, &own.json());
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(put.json()["included"], Value::Null);
}

#[test]
fn a_record_that_moved_takes_the_parameter_along() {
    let own = json!({ "successors": [{ "id": "new" }] });
    let lines = [made_up::partner("new", json!({})), made_up::partner("old", own)].concat();
    let app = TestApp::with(&lines);
    assert_eq!(app.editor().change("DELETE", "/partners/old", &Value::Null).status, 204);
    let answer = app.get("/partners/old?include=events");
    assert_eq!(answer.status, 301);
    assert!(answer.header("location").ends_with("/partners/new?include=events"));
}
