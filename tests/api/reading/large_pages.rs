//! Pages of large records: they end early, lead on, and do not fill the memory of the service.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    app::path_of,
    made_up::{self, references},
    raw::{self, Raw},
};

/// The most bytes of records on a page, and room for what a response adds to them.
const MOST: usize = (4 << 20) + (64 << 10);

/// Events of about 100 kB each.
const EVENTS: usize = 90;

fn app() -> TestApp {
    let app = TestApp::behind_proxy();
    app.import(&made_up::partner("p", json!({})));
    for part in 0..3 {
        let events = (0..EVENTS / 3).map(|number| {
            let text = "ł word \"quoted\" ".repeat(1_250);
            let texts = ["pl", "en", "de", "fr", "lt"]
                .map(|language| (language.to_owned(), json!({"title": "Visit", "summary": text})));
            let texts: serde_json::Map<_, _> = texts.into_iter().collect();
            made_up::event(
                &format!("e{part}-{number:02}"),
                json!({"translations": texts, "partners": references(&["p"])}),
            )
        });
        app.import(&events.collect::<String>());
    }
    app
}

/// All pages from this one on, by the links in this direction.
fn pages(app: &TestApp, first: &str, direction: &str) -> Vec<Value> {
    let editor = app.editor();
    let (mut next, mut pages) = (Some(first.to_owned()), Vec::new());
    while let Some(path) = next {
        let answer = editor.get(&path);
        assert!(answer.bytes.len() <= MOST, "{path}: {} bytes", answer.bytes.len());
        let page = answer.json();
        next = path_of(&page["links"][direction]);
        pages.push(page);
    }
    pages
}

/// What the pages list, each record or change by its address and its revision.
fn listed(pages: &[Value]) -> Vec<String> {
    let data = pages.iter().flat_map(|page| page["data"].as_array().unwrap());
    data.map(|one| format!("{} {} {}", one["id"], one["revision"], one["url"])).collect()
}

#[test]
fn a_page_of_large_records_ends_early_and_leads_to_the_rest() {
    let app = app();
    for path in [
        "/events?limit=100",
        "/events?limit=100&partner=p",
        "/changes?limit=1000",
        "/audit?limit=100",
    ] {
        let all = pages(&app, path, "next");
        assert!(all.len() > 2, "{path}: {} pages", all.len());
        let listed = listed(&all);
        let once: BTreeSet<&String> = listed.iter().collect();
        assert_eq!(once.len(), listed.len(), "{path}: once each");
        assert!(listed.len() >= EVENTS, "{path}: {} of them", listed.len());
    }
    let forward = pages(&app, "/events?limit=100", "next");
    let last = path_of(&forward.last().unwrap()["links"]["self"]).unwrap();
    let mut backward = pages(&app, &last, "prev");
    backward.reverse();
    assert_eq!(listed(&backward), listed(&forward));
}

#[test]
fn a_record_with_large_neighbours_is_no_larger_than_a_page() {
    let app = app();
    let answer = app.get("/partners/p?include=events,agreements,projects");
    assert!(answer.bytes.len() <= MOST, "{} bytes", answer.bytes.len());
    let events = &answer.json()["included"]["events"];
    let listed = events["data"].as_array().unwrap().len();
    assert!((1..=20).contains(&listed), "{listed} events");
    assert_eq!(events["total"], EVENTS);
}

#[test]
fn who_does_not_read_has_a_share_of_the_memory() {
    let app = app();
    let get = |client: &str| {
        raw::get("/api/v1/events?limit=100", &format!("X-Forwarded-For: {client}\r\n"))
    };
    let ask = |client: &str, times: usize| {
        let mut raw = Raw::connect(app.address);
        raw.send(get(client).repeat(times));
        raw
    };
    // The network takes one answer or two off the service although nobody reads them.
    let _stalled: Vec<Raw> = (0..4).map(|_| ask("192.0.2.1", 4)).collect();
    // The answers to those that do not read are made when the machine comes to it.
    let given_up = Instant::now() + Duration::from_mins(1);
    let refused = loop {
        let answer = ask("192.0.2.1", 1).answer().unwrap();
        if answer.status != 200 {
            break answer;
        }
        assert!(Instant::now() < given_up, "one client takes all memory");
    };
    refused.is_unavailable();
    assert_eq!(ask("192.0.2.2", 1).answer().unwrap().status, 200, "the others have theirs");
}
