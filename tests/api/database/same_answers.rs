//! SQLite and PostgreSQL give the same answers, to the byte.
//!
//! Where the suite runs on SQLite alone, two SQLite databases are compared into which the same records came in
//! opposite orders.

use proptest::{
    prelude::*,
    sample::{select, subsequence},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::support::{
    TestApp, committed::fix_times, database::TestDatabase, made_up, made_up::references,
};

const DEMO: &str = include_str!("../../data/records.ndjson");

/// What each list is asked, with values that find something, find nothing, or are wrong.
const LISTS: [(&str, &str); 6] = [
    (
        "/partners",
        "country=LT,LV country=RU kind=association status=unknown status=active sort=-name sort=partnerSince kind=x",
    ),
    (
        "/events",
        "from=2015-06-16 to=2015-06-16 period=past partner=oziersk partner=rietavas,gulbene agreement=x \
         project=stadiony-sportowe programme=pl-ru-2014-2020 kind=visit,meeting direction=incoming status=held \
         country=PL,RU sort=title sort=-endDate,title sort=startDate from=2015-02-30",
    ),
    (
        "/agreements",
        "partner=oziersk signedFrom=2009-01-01 signedTo=2009-12-31 kind=partnership status=unknown sort=title",
    ),
    (
        "/projects",
        "programme=lt-pl-ru-2007-2013 partner=oziersk status=completed from=2015-01-01 to=2012-12-31 sort=-title",
    ),
    ("/programmes", "instrument=ERDF,Erasmus%2B year=2014 year=2013 sort=name sort=-name"),
    ("/search", "type=events type=partners,events type=municipality sort=name"),
];

/// What every list can be asked.
const COMMON: &str = "q=oziersk q=w%20oziersku q=z q=%C5%82 q=%22 topic=water topic=sport,education limit=1 limit=3 \
     lang=en lang=lt fields=name identifier=oktmo:27516000001,contract:x";

/// Made-up events that are equal in much of what lists sort by.
fn made_up_events() -> String {
    let event = |number: usize| {
        let titles = ["Łódź", "łódź", "Lublin", "Ćwiczenia", "ćwiczenia 2", "Озёрск", "Z"];
        let own = json!({
            "translations": { "pl": { "title": titles[number % 7] } },
            "startDate": format!("2015-06-{:02}", 10 + number % 5),
            "kind": (["visit", "meeting", "sport"][number % 3]),
            "partners": references(&[["oziersk", "rietavas", "gulbene", "mauron"][number % 4]]),
            "topics": [(["water", "sport", "culture"][number % 3])],
        });
        made_up::event(&format!("e{number}"), own)
    };
    (0..40).map(event).collect()
}

/// Addresses of lists with any of their parameters.
fn requests() -> impl Strategy<Value = String> {
    select(&LISTS[..]).prop_flat_map(|(path, own)| {
        let (own, common): (Vec<_>, Vec<_>) =
            (own.split(' ').collect(), COMMON.split(' ').collect());
        (subsequence(own, 0..=2), subsequence(common, 0..=3))
            .prop_map(move |(own, common)| format!("{path}?{}", [own, common].concat().join("&")))
    })
}

/// The two services, and whether their records came in the same order.
struct Pair {
    one: TestApp,
    other: TestApp,
    same_order: bool,
}

impl Pair {
    fn new() -> Self {
        let one = TestApp::on(TestDatabase::new());
        let other = TestApp::on(TestDatabase::sqlite());
        let same_order = one.database.is_postgres();
        let lines = DEMO.to_owned() + &made_up_events();
        let mut order: Vec<&str> = lines.lines().collect();
        assert_eq!(one.import(&lines).refused, 0);
        if !same_order {
            order.reverse();
        }
        assert_eq!(other.import(&order.join("\n")).refused, 0);
        Self { one, other, same_order }
    }

    /// Asks both, and gives the addresses of the pages around.
    fn ask(&self, path: &str) -> Vec<String> {
        let [one, other] = [&self.one, &self.other].map(|app| app.get(path));
        assert_eq!(one.status, other.status, "{path}");
        // All but the tag, which names the copy that the answer is of.
        for name in ["link", "content-language", "content-type", "cache-control", "vary"] {
            assert_eq!(one.header_if_any(name), other.header_if_any(name), "{path}: {name}");
        }
        let [one, other] = [one, other].map(|answer| answer.json());
        assert_eq!(self.comparable(one.clone()), self.comparable(other), "{path}");
        let links = [&one["links"]["next"], &one["links"]["prev"]];
        links.into_iter().filter_map(crate::support::app::path_of).collect()
    }

    /// An answer as text, without what differs from one import to the next.
    fn comparable(&self, mut answer: Value) -> String {
        fix_times(&mut answer);
        if let Some(id) = answer.get_mut("requestId") {
            *id = Value::Null;
        }
        if !self.same_order {
            forget_revisions(&mut answer);
        }
        answer.to_string()
    }
}

/// Records that came in another order have other revisions.
fn forget_revisions(answer: &mut Value) {
    if answer.get("updatedAt").is_some() || answer.get("servedLanguage").is_some() {
        answer.as_object_mut().unwrap().remove("revision");
    }
    answer
        .get_mut("data")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .for_each(forget_revisions);
}

#[test]
fn both_databases_give_the_same_answers() {
    let pair = Pair::new();
    let config = Config { cases: 250, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&requests(), |path| {
        for next in pair.ask(&path) {
            pair.ask(&next);
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn both_databases_give_the_same_of_everything_else() {
    let pair = Pair::new();
    if pair.same_order {
        for sort in ["createdAt", "-createdAt", "-updatedAt,title", "startDate,-createdAt"] {
            let next = pair.ask(&format!("/events?limit=7&sort={sort}"));
            pair.ask(&next[0]);
        }
    }
    for path in [
        "",
        "/municipality",
        "/topics",
        "/openapi.json",
        "/partners/oziersk",
        "/events/e7",
        "/events/nothing",
    ] {
        pair.ask(path);
    }
}
