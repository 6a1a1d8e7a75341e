//! Very many values of one parameter: answered or refused, never an error of the service.

use crate::support::TestApp;

/// `count` values with commas between them.
fn values(count: usize, value: impl Fn(usize) -> String) -> String {
    (0..count).map(value).collect::<Vec<_>>().join(",")
}

#[test]
fn a_parameter_has_at_most_a_hundred_values() {
    let app = TestApp::new();
    for (path, name) in [
        ("/events", "partner"),
        ("/events", "agreement"),
        ("/projects", "programme"),
        ("/agreements", "partner"),
    ] {
        let path_with =
            |count| format!("{path}?{name}={}", values(count, |number| format!("a{number}")));
        assert_eq!(app.get(&path_with(100)).status, 200, "{path}");
        assert_eq!(
            app.refused(&path_with(101)).faults(),
            [(name.to_owned(), "too-many".to_owned())]
        );
        assert_eq!(app.refused(&path_with(8_000)).faults().len(), 1, "{path}");
    }
    for (path, name, value) in [
        ("/events", "topic", "water"),
        ("/partners", "topic", "water"),
        ("/partners", "country", "PL"),
        ("/partners", "identifier", "wikidata:Q1"),
        ("/events", "kind", "visit"),
        ("/events", "period", "past"),
        ("/events", "sort", "title"),
        ("/events", "fields", "title"),
        ("/search", "type", "events"),
    ] {
        let answer =
            app.refused(&format!("{path}?q=a&{name}={}", values(3_000, |_| value.to_owned())));
        assert!(
            answer.faults().contains(&(name.to_owned(), "too-many".to_owned())),
            "{path} {name}"
        );
    }
}

#[test]
fn every_parameter_with_a_hundred_values_is_answered() {
    let ids = values(100, |number| format!("a{number}"));
    let topics = values(100, |_| "water".to_owned());
    let identifiers = values(100, |number| format!("wikidata:Q{number}"));
    let countries = values(100, |_| "PL".to_owned());
    let words = (0..16).map(|number| format!("w{number}")).collect::<Vec<_>>().join("+");
    let common = format!("topic={topics}&identifier={identifiers}&q={words}");
    let app = TestApp::new();
    for path in [
        format!(
            "/events?partner={ids}&agreement={ids}&project={ids}&programme={ids}&country={countries}&{common}"
        ),
        format!("/events?partner=oziersk&agreement={ids}&project={ids}&programme={ids}&{common}"),
        format!("/partners?country={countries}&{common}"),
        format!("/projects?partner={ids}&programme={ids}&{common}"),
        format!("/programmes?{common}"),
    ] {
        assert_eq!(app.json(&path)["pagination"]["total"], 0);
    }
}
