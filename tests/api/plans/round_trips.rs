//! How often a request waits for PostgreSQL: on a network, and while others wait for their turn, this is what it takes.
//! And what the server has to parse and to plan for it: nothing, once a connection has asked the same before.

use serde_json::{Value, json};

use crate::support::{
    TestApp, database::TestDatabase, export::DATA, made_up, postgres_proxy::PostgresProxy,
};

/// After so many requests each connection has prepared its statements.
const WARM: usize = 12;

/// The round trips of a request, the least of several after some before them: others are those of a connection that is
/// opened at the same time. The statements of none of these are parsed.
fn least(proxy: &PostgresProxy, request: impl FnMut(usize)) -> u64 {
    let (round_trips, parsed) = least_parsed(proxy, request);
    assert_eq!(parsed, 0, "statements that are prepared each time");
    round_trips
}

/// The same, and the statements that are parsed all the same.
fn least_parsed(proxy: &PostgresProxy, mut request: impl FnMut(usize)) -> (u64, u64) {
    let each = (0..WARM + 15).map(|number| {
        let before = (proxy.round_trips(), proxy.parsed());
        request(number);
        (proxy.round_trips() - before.0, proxy.parsed() - before.1)
    });
    each.skip(WARM).min().unwrap()
}

/// A service whose round trips are counted; `None` on SQLite, which has none.
fn counted() -> Option<(TestApp, PostgresProxy)> {
    let database = TestDatabase::migrated();
    if !database.is_postgres() {
        return None;
    }
    let proxy = PostgresProxy::before(&database.url);
    let app = TestApp::at(&proxy.url, database);
    app.import(DATA);
    Some((app, proxy))
}

#[test]
fn a_list_that_is_not_kept_takes_five() {
    let Some((app, proxy)) = counted() else { return };
    for list in ["partners", "events", "agreements", "projects", "programmes"] {
        let trips =
            least(&proxy, |number| drop(app.json(&format!("/{list}?limit={}", number + 1))));
        assert!(trips <= 5, "{list}: {trips}");
    }
}

#[test]
fn a_record_that_is_not_kept_takes_four() {
    let Some((app, proxy)) = counted() else { return };
    let ids = app.ids("/events?limit=100");
    let trips = least(&proxy, |number| {
        let event = &ids[number % ids.len()];
        // A preference makes it an answer for this request alone.
        let answer = app.get_with(&format!("/events/{event}"), &[("Prefer", "wait=0")]);
        assert_eq!(answer.status, 200, "{}", answer.text());
    });
    assert!(trips <= 4, "{trips}");
}

#[test]
fn a_new_record_takes_eight() {
    let Some((app, proxy)) = counted() else { return };
    let editor = app.editor();
    let event = |number: usize| {
        json!({
            "translations": {"pl": {"title": format!("Wizyta {number}")}, "en": {"title": "Visit"}},
            "kind": "visit", "direction": "incoming", "status": "held", "startDate": "2015-06-16",
            "partners": [{"id": "mauron"}, {"id": "oziersk"}], "topics": ["culture", "sport"],
        })
    };
    let trips = least(&proxy, |number| {
        let answer = editor.post("/events", &event(number));
        assert_eq!(answer.status, 201, "{}", answer.text());
    });
    assert!(trips <= 8, "{trips}");
    let partner = |number: usize| -> Value {
        serde_json::from_str(&made_up::partner(&format!("new-{number}"), json!({}))).unwrap()
    };
    let trips = least(&proxy, |number| {
        assert_eq!(editor.post("/partners", &partner(number)).status, 201);
    });
    assert!(trips <= 8, "{trips}");
}

#[test]
fn a_changed_record_takes_ten() {
    let Some((app, proxy)) = counted() else { return };
    let editor = app.editor();
    let trips = least(&proxy, |number| {
        let change = json!({"website": format!("https://count.example/{number}")});
        let answer = editor.send("PATCH", "/partners/mauron", &[("If-Match", "*")], &change);
        assert_eq!(answer.status, 200, "{}", answer.text());
    });
    assert!(trips <= 10, "{trips}");
}

#[test]
fn no_request_makes_statements_without_end() {
    const PERIODS: [&str; 3] = ["past", "current", "upcoming"];
    const FIELDS: [&str; 5] = ["title", "startDate", "endDate", "createdAt", "updatedAt"];
    let Some((app, proxy)) = counted() else { return };
    let list = |number: usize| match number % 3 {
        0 => {
            let repeated = (0..=number % 97).map(|at| PERIODS[(at * at + number / 3) % 3]);
            format!("/events?period={}", repeated.collect::<Vec<_>>().join(","))
        }
        1 => {
            let order = (0..3).map(|at| {
                let sign = if (number >> (at + 2)).is_multiple_of(2) { "" } else { "-" };
                format!("{sign}{}", FIELDS[(at * 2 + number) % 5])
            });
            format!("/events?sort={}", order.collect::<Vec<_>>().join(","))
        }
        _ => format!("/events?country=PL,DE&kind=visit&q={}", "a".repeat(number % 40 + 1)),
    };
    let kept_of = |numbers: std::ops::Range<usize>| {
        let before = proxy.kept();
        numbers.for_each(|number| drop(app.json(&list(number))));
        proxy.kept() - before
    };
    let (first, further) = (kept_of(1..130), kept_of(130..260));
    assert!(further <= first / 4, "{first}, and then {further} more");
}
