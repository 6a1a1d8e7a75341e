//! Filters that many records pass are read from indexes alone, each once for all the lists of one revision.

use serde_json::json;

use super::recording::Recording;
use crate::support::{
    TestApp,
    database::TestDatabase,
    made_up::{self, references},
    plans::{self, Statement},
};

/// Lists, and how SQLite reads what each of their filters leaves.
const LISTS: [(&str, &[&str]); 7] = [
    ("/events?kind=visit", &["SEARCH event USING COVERING INDEX event_by_kind"]),
    (
        "/events?country=LT&status=held&sort=title",
        &[
            "SEARCH event USING COVERING INDEX event_by_country",
            "SEARCH event USING COVERING INDEX event_by_status",
        ],
    ),
    (
        "/events?from=2030-01-01&to=2080-01-01",
        &["SEARCH event USING COVERING INDEX event_by_start"],
    ),
    ("/events?partner=a,b&sort=title", &["SEARCH about USING COVERING INDEX link_by_order"]),
    ("/events?topic=sport", &["SEARCH about USING COVERING INDEX link_by_order"]),
    (
        "/partners?topic=sport",
        &[
            "SEARCH about USING COVERING INDEX link_by_order",
            "SEARCH link USING COVERING INDEX link_by_order",
        ],
    ),
    ("/search?q=spotkanie", &["SCAN search_term VIRTUAL TABLE INDEX"]),
];

/// Orders, and how SQLite walks each.
const ORDERS: [(&str, &str); 6] = [
    ("/events?limit=7&kind=visit", "SCAN event USING COVERING INDEX event_by_start"),
    ("/events?limit=7&kind=visit&sort=title", "SCAN event USING COVERING INDEX event_by_title"),
    ("/events?limit=7&kind=visit&sort=endDate", "SCAN event USING COVERING INDEX event_by_end"),
    (
        "/events?limit=7&kind=visit&sort=createdAt",
        "SCAN event USING COVERING INDEX event_by_creation",
    ),
    (
        "/events?limit=7&kind=visit&sort=updatedAt",
        "SCAN event USING COVERING INDEX event_by_update",
    ),
    ("/search?limit=7&q=spotkanie", "SEARCH record USING COVERING INDEX record_by_name"),
];

fn app(database: TestDatabase) -> TestApp {
    let event = |number: usize| {
        let own = json!({
            "translations": { "pl": { "title": format!("Spotkanie {number}") } },
            "kind": "visit", "status": "held",
            "place": { "name": "Sala", "country": "LT" }, "topics": ["sport"],
            "partners": references(&[["a", "b"][number % 2]]),
            "startDate": format!("20{:02}-05-01", 20 + number % 60),
        });
        made_up::event(&format!("e{number}"), own)
    };
    let partners = ["a", "b"].map(|id| made_up::partner(id, json!({}))).concat();
    let app = TestApp::on(database);
    app.import(&(partners + &(0..2_100).map(event).collect::<String>()));
    app
}

/// The statements by which the service answers, but for those that read records.
fn asked(app: &TestApp, recording: &Recording, path: &str) -> Vec<Statement> {
    recording.take();
    app.json(path);
    recording.take().into_iter().map(|asked| asked.statement).collect()
}

/// Whether a statement reads many numbers in one row.
fn joins_numbers(statement: &Statement) -> bool {
    ["group_concat", "string_agg"].iter().any(|name| statement.sql.contains(name))
}

#[test]
fn sets_and_orders_are_read_from_indexes_alone() {
    let database = TestDatabase::sqlite();
    let recording = Recording::of(&database.mark());
    let app = app(database);
    let mut connection = app.database.connection();
    for (path, expected) in LISTS {
        let asked = asked(&app, &recording, path);
        let sets: Vec<String> = asked
            .iter()
            .filter(|statement| joins_numbers(statement))
            .flat_map(|statement| plans::sqlite_steps(&mut connection, statement))
            .collect();
        for step in expected {
            assert!(sets.iter().any(|found| found.starts_with(step)), "{path}: {step}\n{sets:#?}");
        }
        let tables = sets.iter().filter(|step| step.starts_with("SCAN event"));
        assert_eq!(tables.count(), 0, "{path}: {sets:#?}");
    }
    for (path, expected) in ORDERS {
        let asked = asked(&app, &recording, path);
        let walks = asked.iter().filter(|statement| statement.sql.contains("ORDER BY"));
        let steps: Vec<String> =
            walks.flat_map(|statement| plans::sqlite_steps(&mut connection, statement)).collect();
        assert!(steps.iter().any(|step| step.starts_with(expected)), "{path}: {steps:#?}");
        assert!(steps.iter().all(|step| !step.contains("TEMP B-TREE")), "{path}: {steps:#?}");
    }
}

#[test]
fn a_set_is_read_once_for_all_lists_of_a_revision() {
    let database = TestDatabase::new();
    let recording = Recording::of(&database.mark());
    let app = app(database);
    let read = |path: &str| {
        let asked = asked(&app, &recording, path);
        // With a limit they are tried.
        let whole = |statement: &&Statement| !statement.sql.contains("LIMIT");
        asked.iter().filter(|statement| joins_numbers(statement)).filter(whole).count()
    };
    assert_eq!(read("/events?country=LT"), 1);
    assert_eq!(read("/events?country=LT&sort=title"), 0, "the same list in another order");
    assert_eq!(read("/events?country=LT&kind=visit"), 1, "one filter more");
    assert_eq!(read("/events?country=LT&q=spotkanie"), 1, "a word");
    assert_eq!(read("/search?q=spotkanie&type=events"), 0, "the same word elsewhere");
    app.import(&made_up::partner("c", json!({})));
    app.see_others();
    assert_eq!(read("/events?country=LT"), 1, "another revision");
}
