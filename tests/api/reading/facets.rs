//! Facets: how many records of a list have each value, told from the records themselves.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    made_up::{agreement, event, municipality, partner, programme, project, references},
};

/// Every facet of every list, and where a record has its values.
const FACETS: [(&str, &[(&str, &str)]); 5] = [
    (
        "partners",
        &[
            ("kind", "/kind"),
            ("status", "/status"),
            ("country", "/country"),
            ("year", "/partnerSince"),
        ],
    ),
    (
        "events",
        &[
            ("kind", "/kind"),
            ("direction", "/direction"),
            ("status", "/status"),
            ("country", "/place/country"),
            ("topic", "/topics"),
            ("partner", "/partners"),
            ("year", "/startDate"),
        ],
    ),
    (
        "agreements",
        &[
            ("kind", "/kind"),
            ("status", "/status"),
            ("topic", "/topics"),
            ("partner", "/partners"),
            ("year", "/signedOn"),
        ],
    ),
    (
        "projects",
        &[
            ("status", "/status"),
            ("topic", "/topics"),
            ("partner", "/partners"),
            ("year", "/startDate"),
        ],
    ),
    ("programmes", &[("instrument", "/instrument"), ("year", "/periodStart")]),
];

/// The values of a facet that a record has.
fn values(record: &Value, name: &str, pointer: &str) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(reference) => reference["id"].as_str().unwrap().to_owned(),
        other => other.to_string(),
    };
    let mut values: Vec<String> = match record.pointer(pointer) {
        None => Vec::new(),
        Some(Value::Array(items)) => items.iter().map(text).collect(),
        Some(value) => vec![text(value)],
    };
    if name == "year" {
        values = values.iter().map(|date| date[..4].to_owned()).collect();
    }
    values
}

/// The counts of a facet, in their order.
fn counts(facet: &Value) -> Vec<(String, u64)> {
    let values = facet["values"].as_array().unwrap().iter();
    values
        .map(|one| (one["value"].as_str().unwrap().to_owned(), one["count"].as_u64().unwrap()))
        .collect()
}

/// The counts that the records of a list have.
fn expected(records: &[Value], name: &str, pointer: &str) -> Vec<(String, u64)> {
    let mut counts = BTreeMap::new();
    for value in records.iter().flat_map(|record| values(record, name, pointer)) {
        *counts.entry(value).or_insert(0) += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), value.clone()));
    counts
}

/// Records with common, rare and unknown values, and a draft of each type.
fn lines() -> String {
    let topics = ["sport", "water", "culture"];
    let records = (0..40).flat_map(|at: usize| {
        let state = if at.is_multiple_of(13) { "draft" } else { "published" };
        let town = format!("p{}", at % 5);
        let day = format!("20{:02}-05-01", 10 + at % 4);
        let kind = ["visit", "sport"][at % 2];
        let about = json!([topics[at % 3], topics[(at + 1) % 3]]);
        [
            event(
                &format!("e{at:02}"),
                json!({
                    "state": state, "kind": kind, "startDate": day, "topics": about,
                    "partners": references(&[&town, "secret"]),
                    "place": if at.is_multiple_of(4) { json!({ "name": "x" }) } else { json!({ "name": "x", "country": "PL" }) },
                }),
            ),
            agreement(
                &format!("a{at:02}"),
                json!({ "state": state, "signedOn": day, "partners": references(&[&town]), "topics": about }),
            ),
            agreement(&format!("u{at:02}"), json!({ "kind": "charter" })),
            project(
                &format!("j{at:02}"),
                json!({ "state": state, "startDate": day, "organisations": [{ "name": "x", "role": "lead", "partner": { "id": town } }] }),
            ),
            programme(
                &format!("m{at:02}"),
                json!({ "state": state, "instrument": "LIFE", "periodStart": 2000 + at % 3 }),
            ),
        ]
    });
    let partners = (0..5).map(|at| {
        let country = ["LT", "DE"][at % 2];
        partner(&format!("p{at}"), json!({ "country": country, "partnerSince": "2001-01-01" }))
    });
    let secret = partner("secret", json!({ "state": "draft", "country": "FR" }));
    partners.chain([secret]).chain(records).collect()
}

#[test]
fn counts_are_those_of_the_whole_list() {
    let app = TestApp::with(&lines());
    let editor = app.editor();
    for (list, facets) in FACETS {
        let names: Vec<&str> = facets.iter().map(|(name, _)| *name).collect();
        for filter in
            ["", "&q=e1", "&q=u", "&topic=sport", "&q=a0&kind=partnership", "&from=2012-01-01"]
        {
            if filter.contains("kind") && list != "agreements"
                || filter.contains("from") && !["events", "projects"].contains(&list)
            {
                continue;
            }
            for drafts in [false, true] {
                let get = |path: &str| if drafts { editor.json(path) } else { app.json(path) };
                let all = get(&format!("/{list}?limit=100{filter}"));
                let records = all["data"].as_array().unwrap();
                assert_eq!(all["facets"], Value::Null, "only if they are asked for");
                let page = get(&format!("/{list}?limit=1{filter}&facets={}", names.join(",")));
                for (name, pointer) in facets {
                    let found = counts(&page["facets"][name]);
                    assert_eq!(
                        found,
                        expected(records, name, pointer),
                        "{list} {filter} {name} {drafts}"
                    );
                    assert_eq!(page["facets"][name]["more"], 0);
                }
                let again = get(&format!("/{list}?limit=1{filter}&facets={}", names.join(",")));
                assert_eq!(again["facets"], page["facets"], "from the cache");
            }
        }
    }
}

#[test]
fn partners_and_programmes_are_counted_by_the_topics_of_what_refers_to_them() {
    let app = TestApp::new();
    for list in ["partners", "programmes"] {
        let facets = &app.json(&format!("/{list}?facets=topic"))["facets"]["topic"];
        let found = counts(facets);
        assert!(found.len() > 3, "{found:?}");
        for (topic, count) in found {
            let listed = app.json(&format!("/{list}?topic={topic}"));
            assert_eq!(listed["pagination"]["total"], count, "{list} {topic}");
        }
    }
}

#[test]
fn partners_have_names_and_the_fifty_most_frequent_are_listed() {
    let partners = (0..60).map(|at| {
        let name = json!({ "pl": { "name": format!("Gmina {at}") }, "en": { "name": format!("Town {at}") } });
        partner(&format!("p{at:02}"), json!({ "translations": name }))
    });
    let events = (0..60).map(|at| {
        let towns = (0..=at).map(|town| format!("p{town:02}")).collect::<Vec<_>>();
        let towns: Vec<&str> = towns.iter().map(String::as_str).collect();
        event(&format!("e{at:02}"), json!({ "partners": references(&towns) }))
    });
    let app = TestApp::with(
        &[municipality()].into_iter().chain(partners).chain(events).collect::<String>(),
    );
    let page = app.json("/events?limit=1&lang=en&facets=partner");
    let facet = &page["facets"]["partner"];
    assert_eq!(
        facet["values"][1],
        json!({
            "value": "p01", "name": "Town 1", "count": 59,
            "url": "https://twinning.example/api/v1/partners/p01",
        })
    );
    assert_eq!((facet["values"].as_array().unwrap().len(), &facet["more"]), (50, &json!(10)));
    let polish = app.json("/events?limit=1&facets=partner");
    assert_eq!(polish["facets"]["partner"]["values"][1]["name"], "Gmina 1");
}

#[test]
fn counts_follow_every_change() {
    let app = TestApp::with(&[event("one", json!({})), event("two", json!({}))].concat());
    let visits = || counts(&app.json("/events?facets=kind")["facets"]["kind"]);
    assert_eq!(visits(), [("visit".to_owned(), 2)]);
    let changed = app.editor().change("PATCH", "/events/two", &json!({ "kind": "sport" }));
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(visits(), [("sport".to_owned(), 1), ("visit".to_owned(), 1)]);
}

#[test]
fn what_a_list_is_not_counted_by_is_refused() {
    let app = TestApp::new();
    for (path, code, says) in [
        ("/partners?facets=kinds", "invalid-value", "did you mean “kind”?"),
        ("/programmes?facets=partner", "invalid-value", "instrument, topic, year"),
        ("/events?facets=kind,", "invalid-value", "direction"),
        ("/search?q=a&facets=kind", "unknown-parameter", "no parameter “facets” here"),
    ] {
        let answer = app.refused(path);
        assert_eq!(answer.faults(), [("facets".to_owned(), code.to_owned())], "{path}");
        assert!(answer.details().contains(says), "{path}: {}", answer.details());
    }
    let twice = app.json("/events?facets=kind,kind&fields=title");
    assert_eq!(twice["facets"].as_object().unwrap().len(), 1);
}
