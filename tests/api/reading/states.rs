//! `state`: drafts, or published records, alone.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    made_up::{agreement, event, partner, programme, project},
};

const LISTS: [&str; 5] = ["partners", "events", "agreements", "projects", "programmes"];

/// A draft and two published records of each type.
fn lines() -> String {
    let states = [("a", "draft"), ("b", "published"), ("c", "published")];
    let records = states.map(|(id, state)| {
        let own = || json!({ "state": state });
        [
            partner(id, own()),
            event(id, json!({ "state": state, "kind": "visit" })),
            agreement(id, own()),
            project(id, own()),
            programme(id, own()),
        ]
        .concat()
    });
    records.concat()
}

fn ids(page: &Value) -> Vec<&str> {
    let records = page["data"].as_array().unwrap().iter();
    let mut ids: Vec<&str> = records.map(|record| record["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_list_has_the_records_in_the_state() {
    let app = TestApp::with(&lines());
    let editor = app.editor();
    for list in LISTS {
        for (query, expected) in [
            ("state=draft", vec!["a"]),
            ("state=published", vec!["b", "c"]),
            ("state=draft&q=a", vec!["a"]),
            ("state=draft&q=b", vec![]),
            ("q=a", vec!["a"]),
            ("state=published&q=a", vec![]),
            ("state=published&q=c", vec!["c"]),
            ("state=draft&topic=sport", vec![]),
            ("state=published&limit=100", vec!["b", "c"]),
        ] {
            let page = editor.json(&format!("/{list}?{query}"));
            assert_eq!(ids(&page), expected, "{list} {query}");
            assert_eq!(page["pagination"]["total"], expected.len(), "{list} {query}");
        }
        let public = app.json(&format!("/{list}?state=published"));
        assert_eq!(ids(&public), ["b", "c"], "{list}");
    }
    let counted = editor.json("/events?state=draft&facets=kind");
    assert_eq!(counted["facets"]["kind"]["values"][0]["count"], 1);
    let file = editor.get("/events?state=draft&format=csv");
    assert_eq!(file.text().lines().count(), 2, "a header and a draft");
}

#[test]
fn drafts_are_asked_for_with_a_token() {
    let app = TestApp::with(&lines());
    for list in LISTS {
        for query in ["state=draft", "state=draft&format=csv", "state=draft&facets=year"] {
            let refused = app.get(&format!("/{list}?{query}"));
            assert_eq!(refused.status, 401, "{list} {query}");
            assert!(refused.header("www-authenticate").starts_with("Bearer"));
        }
        let faults = app.refused(&format!("/{list}?state=secret")).json();
        assert_eq!(faults["errors"][0]["parameter"], "state", "{list}");
    }
    let drafts = app.editor().get("/partners?state=draft");
    assert_eq!(drafts.header("cache-control"), "private, no-cache");
}
