//! A filtered list is the whole list without the records that do not match: any filters of events together.

use std::collections::BTreeMap;

use proptest::{
    prelude::*,
    sample::{select, subsequence},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::support::{TestApp, app::ids, made_up, made_up::references};

const KINDS: &[&str] = &["visit", "meeting", "sport"];
const DIRECTIONS: &[&str] = &["incoming", "outgoing", "online"];
const STATUSES: &[&str] = &["scheduled", "held", "cancelled"];
const COUNTRIES: &[&str] = &["PL", "LT", "RU"];
const TOPICS: &[&str] = &["water", "sport", "culture", "youth"];
const PARTNERS: &[&str] = &["oziersk", "rietavas", "gulbene"];

/// A filter: for each parameter the values that are allowed.
type Filters = BTreeMap<&'static str, Vec<&'static str>>;

fn filters() -> impl Strategy<Value = Filters> {
    let parameter = select(vec![
        ("kind", KINDS),
        ("direction", DIRECTIONS),
        ("status", STATUSES),
        ("country", COUNTRIES),
        ("topic", TOPICS),
        ("partner", PARTNERS),
    ]);
    let values = parameter.prop_flat_map(|(name, all)| (Just(name), subsequence(all, 1..=2)));
    let day = (select(vec!["from", "to"]), select(vec!["2015-06-11", "2015-06-13"]));
    (prop::collection::vec(values, 0..=3), prop::option::of(day)).prop_map(|(filters, day)| {
        filters.into_iter().chain(day.map(|(name, day)| (name, vec![day]))).collect()
    })
}

fn events() -> String {
    let pick = |from: &[&'static str], number: usize| from[number % from.len()];
    let event = |number: usize| {
        let own = json!({
            "kind": pick(KINDS, number),
            "direction": pick(DIRECTIONS, number / 2),
            "status": pick(STATUSES, number / 3),
            "place": { "name": "Sala", "country": pick(COUNTRIES, number / 5) },
            "topics": [pick(TOPICS, number), pick(TOPICS, number + 1 + number % 3)],
            "partners": references(&PARTNERS[..number % 4]),
            "startDate": format!("2015-06-{:02}", 10 + number % 5),
            "endDate": format!("2015-06-{:02}", 10 + number % 5 + number % 2),
        });
        made_up::event(&format!("e{number:02}"), own)
    };
    PARTNERS.iter().map(|id| made_up::partner(id, json!({}))).chain((0..60).map(event)).collect()
}

/// Whether an event is what the filters ask for, told from its answer alone.
fn matches(event: &Value, filters: &Filters) -> bool {
    let has = |list: &Value, value: &str| {
        list.as_array().unwrap().iter().any(|one| one == value || one["id"] == value)
    };
    filters.iter().all(|(name, values)| {
        values.iter().any(|value| match *name {
            "country" => event["place"]["country"] == *value,
            "topic" => has(&event["topics"], value),
            "partner" => has(&event["partners"], value),
            "from" => event["endDate"].as_str().unwrap() >= *value,
            "to" => event["startDate"].as_str().unwrap() <= *value,
            field => event[field] == *value,
        })
    })
}

#[test]
fn any_filters_leave_what_matches_them_all() {
    let app = TestApp::with(&events());
    let orders = select(vec!["-startDate", "startDate", "title", "-endDate,title"]);
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&(filters(), orders), |(filters, order)| {
        let all = app.json(&format!("/events?limit=100&sort={order}"));
        let expected: Vec<&str> = all["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| matches(event, &filters))
            .map(|event| event["id"].as_str().unwrap())
            .collect();
        let asked: Vec<String> =
            filters.iter().map(|(name, values)| format!("&{name}={}", values.join(","))).collect();
        let asked = asked.concat();
        let page = app.json(&format!("/events?limit=100&sort={order}{asked}"));
        prop_assert_eq!(&ids(&page), &expected, "{}", asked);
        prop_assert_eq!(&page["pagination"]["total"], &json!(expected.len()), "{}", asked);
        Ok(())
    });
    result.unwrap();
}
