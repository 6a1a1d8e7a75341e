//! Every address in every answer leads to an answer: a program that only follows links finds everything.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{TestApp, app::PUBLIC_URL};

/// The addresses of this service in an answer, as paths.
fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.values().for_each(|value| addresses(value, found)),
        Value::Array(items) => items.iter().for_each(|value| addresses(value, found)),
        Value::String(text) => found.extend(text.strip_prefix(PUBLIC_URL).map(str::to_owned)),
        _ => {}
    }
}

#[test]
fn following_links_from_the_entry_finds_every_record() {
    let app = TestApp::new();
    let mut seen = BTreeSet::from(["/api/v1".to_owned()]);
    let mut ahead = vec!["/api/v1".to_owned()];
    let mut records: BTreeMap<String, Value> = BTreeMap::new();
    while let Some(path) = ahead.pop() {
        let asked = if path == "/api/v1/search" {
            format!("{path}?q=oziersk&limit=2")
        } else {
            path.clone()
        };
        let answer = app.ask("GET", &asked, &[]);
        assert_eq!(answer.status, 200, "{asked}: {}", answer.text());
        if answer.header("content-type") != "application/json" || path == "/api/v1/openapi.json" {
            continue;
        }
        let body = answer.json();
        let mut found = Vec::new();
        addresses(&body, &mut found);
        ahead.extend(found.into_iter().filter(|path| seen.insert(path.clone())));
        if let Some(url) = body["url"].as_str() {
            assert_eq!(url, format!("{PUBLIC_URL}{path}"), "a record says where it is");
            records.insert(path, body);
        }
    }
    assert_eq!(records.len(), 21, "{:#?}", records.keys());
}

#[test]
fn a_record_is_the_same_in_its_list_and_by_itself() {
    let app = TestApp::new();
    for list in ["partners", "events", "agreements", "projects", "programmes"] {
        for query in ["limit=100", "limit=100&lang=en"] {
            let page = app.json(&format!("/{list}?{query}"));
            for record in page["data"].as_array().unwrap() {
                let language = query.strip_prefix("limit=100&").unwrap_or_default();
                let alone =
                    app.json(&format!("/{list}/{}?{language}", record["id"].as_str().unwrap()));
                assert_eq!(&alone, record);
                assert_eq!(record["type"], list);
            }
        }
    }
}

#[test]
fn what_is_unknown_is_absent_and_lists_are_always_there() {
    fn check(path: &str, value: &Value) {
        match value {
            Value::Null => panic!("{path} is null"),
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| check(&format!("{path}/{name}"), value));
            }
            Value::Array(items) => items.iter().for_each(|value| check(path, value)),
            _ => {}
        }
    }
    let app = TestApp::new();
    for list in ["partners", "events", "agreements", "projects", "programmes"] {
        let page = app.json(&format!("/{list}?limit=100"));
        check(list, &page);
        let lists = |record: &Value| {
            let members = record.as_object().unwrap().iter();
            members
                .filter(|(_, value)| value.is_array())
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        let of_each: BTreeSet<_> = page["data"].as_array().unwrap().iter().map(lists).collect();
        assert_eq!(of_each.len(), 1, "every record of {list} has the same lists: {of_each:#?}");
    }
}
