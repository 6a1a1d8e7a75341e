//! Filters that very many records pass: found as sets of numbers, with the lists that the records themselves tell.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    app::{ids, path_of},
    made_up::{self, references},
};

/// So many that more than a thousand pass each filter, and some that several pass together.
const EVENTS: usize = 2_600;

const KINDS: [&str; 2] = ["visit", "meeting"];
const COUNTRIES: [&str; 2] = ["PL", "LT"];
const TOPICS: [&str; 2] = ["sport", "water"];
const PARTNERS: [&str; 4] = ["a", "b", "c", "d"];

fn app() -> TestApp {
    let pick = |from: &[&'static str], number: usize| from[number % from.len()];
    let event = |number: usize| {
        // The first half in the past, and some of it with a word that the others do not have.
        let year = if number < EVENTS / 2 { 2000 } else { 2100 } + number % 25;
        let word = if number < EVENTS / 2 { "Dawniej" } else { "Kiedyś" };
        let own = json!({
            "translations": { "pl": { "title": format!("{word} {}", number * 7 % 500) } },
            "kind": pick(&KINDS, number / 3),
            "place": { "name": "Sala", "country": pick(&COUNTRIES, number / 5) },
            "topics": [pick(&TOPICS, number / 7)],
            "partners": references(&[pick(&PARTNERS, number)]),
            "startDate": format!("{year}-{:02}-11", 1 + number % 12),
            "status": if year < 2026 { "held" } else { "scheduled" },
        });
        made_up::event(&format!("e{number:04}"), own)
    };
    let partners = PARTNERS.map(|id| made_up::partner(id, json!({}))).concat();
    let events: String = (0..EVENTS).map(event).collect();
    TestApp::with(&(made_up::municipality() + &partners + &events))
}

/// The events of all pages from here on by one of the links.
fn walked(app: &TestApp, path: &str, link: &str) -> (Vec<Value>, String) {
    let (mut events, mut path) = (Vec::new(), path.to_owned());
    loop {
        let page = app.json(&path);
        let mut part = page["data"].as_array().unwrap().clone();
        if link == "prev" {
            part.reverse();
        }
        events.append(&mut part);
        match path_of(&page["links"][link]) {
            Some(next) => path = next,
            None => return (events, path),
        }
    }
}

fn id(event: &Value) -> &str {
    event["id"].as_str().unwrap()
}

/// Whether an event is what the parameters ask for, told from its answer alone.
fn matches(event: &Value, parameters: &str) -> bool {
    let (start, title) = (event["startDate"].as_str().unwrap(), event["title"].as_str().unwrap());
    parameters.split('&').filter(|parameter| !parameter.is_empty()).all(|parameter| {
        let (name, values) = parameter.split_once('=').unwrap();
        values.split(',').any(|value| match name {
            "kind" | "status" => event[name] == value,
            "country" => event["place"]["country"] == value,
            "topic" => event["topics"][0] == value,
            "partner" => event["partners"][0]["id"] == value,
            "from" => start >= value,
            "to" => start <= value,
            "period" => (start < "2026") == (value == "past"),
            "q" => title.to_lowercase().replace('ś', "s").starts_with(value),
            _ => panic!("{name}"),
        })
    })
}

/// Filters that more than a thousand records pass each, in all the ways to find what several of them leave.
const FILTERS: [&str; 16] = [
    "kind=visit",
    "kind=visit,meeting",
    "country=LT&kind=meeting",
    "partner=a,b",
    "partner=a,b,c&topic=sport",
    "period=past",
    "period=upcoming",
    "period=past&country=PL",
    "period=past,upcoming&topic=water",
    "from=2001-01-01",
    "to=2123-12-31",
    "from=2010-01-01&to=2120-01-01",
    "q=dawniej",
    "q=dawniej&partner=b,c",
    "q=dawniej&period=upcoming",
    "q=kiedys&country=LT&from=2110-01-01",
];

const ORDERS: [&str; 4] = ["-startDate", "startDate", "title", "-title,startDate"];

#[test]
fn common_filters_leave_what_matches_them_all() {
    let app = app();
    let in_order =
        |order: &&str| walked(&app, &format!("/events?limit=100&sort={order}"), "next").0;
    let lists: Vec<Vec<Value>> = ORDERS.iter().map(in_order).collect();
    for (filter, (order, all)) in FILTERS.iter().zip(ORDERS.iter().zip(&lists).cycle()) {
        assert_eq!(all.len(), EVENTS, "{order}");
        let expected: Vec<&str> =
            all.iter().filter(|event| matches(event, filter)).map(id).collect();
        let path = format!("/events?limit=100&{filter}&sort={order}");
        assert_eq!(app.json(&path)["pagination"]["total"], expected.len(), "{path}");
        let (found, last) = walked(&app, &path, "next");
        assert_eq!(found.iter().map(id).collect::<Vec<_>>(), expected, "{path}");
        let (mut back, _) = walked(&app, &last, "prev");
        back.reverse();
        assert_eq!(back.iter().map(id).collect::<Vec<_>>(), expected, "{path} backwards");
    }
}

#[test]
fn members_at_the_end_of_an_order_are_found() {
    let app = app();
    // A page of one gives up walking before it comes to the first of these.
    for path in ["/events?limit=1&q=kiedys&sort=startDate", "/events?limit=1&q=dawniej"] {
        let page = app.json(path);
        let all = app.json(&path.replace("limit=1&", "limit=3&"));
        assert_eq!(page["pagination"]["total"], EVENTS / 2, "{path}");
        assert_eq!(ids(&page), ids(&all)[..1], "{path}");
        let second = app.json(&path_of(&page["links"]["next"]).unwrap());
        assert_eq!(ids(&second), ids(&all)[1..2], "{path}");
        let back = app.json(&path_of(&second["links"]["prev"]).unwrap());
        assert_eq!(ids(&back), ids(&page), "{path}");
    }
}

#[test]
fn a_change_is_seen_in_every_list_that_was_kept() {
    let app = app();
    let paths = [
        "/events?kind=visit&limit=1",
        "/events?q=dawniej&period=past&limit=1",
        "/events?partner=a,b&sort=title&limit=1",
        "/events?period=past&limit=1",
        "/partners?topic=safety",
    ];
    let totals = || paths.map(|path| app.json(path)["pagination"]["total"].as_i64().unwrap());
    let before = totals();
    let own = json!({
        "translations": { "pl": { "title": "Dawniej" } }, "kind": "visit", "topics": ["safety"],
        "partners": references(&["a"]), "startDate": "2001-01-01", "status": "held",
    });
    app.import(&made_up::event("new", own));
    app.see_others();
    assert_eq!(totals(), before.map(|total| total + 1));
}
