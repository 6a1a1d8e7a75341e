//! How SQLite finds the pages of lists: by an index, without reading or sorting the whole table.

use std::sync::{Arc, Mutex};

use diesel::{
    Connection as _, QueryableByName, RunQueryDsl as _, connection::InstrumentationEvent, sql_query,
    sql_types::Text,
};
use serde_json::json;
use twinning::{
    db::{DbConnection, connect::OpenMode},
    http::request::list_parameters::ListParameters,
    import::run,
    model::visibility::Visibility,
    resources::events::{filter::EventFilter, queries, view::EventView},
    store::{
        open::open_migrated,
        read::{
            audience::Audience,
            list::{Page, PageStart},
            reader::Reader,
            total_cache::TotalCache,
        },
    },
};

use crate::support::{
    database::TestDatabase,
    made_up::{self, references},
};

/// Connections to a database of some thousand events, that note what they are asked.
struct Explained {
    database: TestDatabase,
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

impl Explained {
    fn new() -> Self {
        let database = TestDatabase::sqlite();
        let partners: String =
            (0..20).map(|number| made_up::partner(&format!("p{number}"), json!({}))).collect();
        let event = |number: usize| {
            let start = format!("20{:02}-{:02}-{:02}", number % 90, number % 12 + 1, number % 28 + 1);
            let partner = format!("p{}", number % 20);
            made_up::event(
                &format!("e{number}"),
                json!({ "startDate": start, "partners": references(&[&partner]) }),
            )
        };
        let events: String = (0..3_000).map(event).collect();
        let mut connection = open_migrated(&database.url, OpenMode::Create).unwrap();
        let report = run::run(&mut connection, (partners + &events).as_bytes(), false, "test").unwrap();
        assert_eq!(report.refused, 0, "{report}");
        Self { database }
    }

    /// The page that answers `query`, and the steps of every statement that found it, but for the total.
    fn page(&self, query: &str, start: PageStart) -> (Page<EventView>, Vec<String>) {
        let mut connection = self.database.connection();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                notes.lock().unwrap().push(query.to_string());
            }
        });
        let today = jiff::civil::date(2026, 1, 15).into();
        let audience = Audience {
            languages: Vec::new(),
            base_url: "https://twinning.example".into(),
            today,
            visibility: Visibility::Public,
        };
        let mut reader = Reader::new(&mut connection, audience, TotalCache::default()).unwrap();
        let mut asks = ListParameters::<EventView, EventFilter>::read(query).unwrap().query;
        asks.start = start;
        let page = queries::list(&mut reader, &asks).unwrap();
        drop(reader);
        let asked = std::mem::take(&mut *asked.lock().unwrap());
        let found =
            asked.iter().filter(|sql| sql.starts_with("SELECT") && !sql.to_lowercase().contains("count("));
        (page, found.flat_map(|sql| steps(&mut connection, sql)).collect())
    }

    /// The steps of a page far into the list.
    fn deep(&self, query: &str) -> Vec<String> {
        let mut start = PageStart::First;
        for _ in 0..3 {
            let (page, _) = self.page(query, start);
            start = PageStart::After(page.next.unwrap());
        }
        self.page(query, start).1
    }
}

/// The steps by which SQLite answers a statement, as diesel prints it.
pub fn steps(connection: &mut DbConnection, printed: &str) -> Vec<String> {
    let sql = printed.split(" -- binds:").next().unwrap();
    let DbConnection::Sqlite(sqlite) = connection else { panic!("plans are read on SQLite") };
    let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(sqlite).unwrap();
    assert!(!steps.is_empty(), "{sql}");
    steps.into_iter().map(|step| step.detail).collect()
}

/// No table is read from end to end, and nothing is sorted.
fn assert_by_index(query: &str, steps: &[String], expected: &str) {
    for step in steps {
        let scans_a_table = step.starts_with("SCAN ") && !step.contains("INDEX");
        assert!(!scans_a_table || step == "SCAN dataset", "{query}: {step}\n{steps:#?}");
        assert!(!step.contains("TEMP B-TREE"), "{query}: {step}\n{steps:#?}");
    }
    assert!(steps.iter().any(|step| step.starts_with(expected)), "{query}: no {expected}\n{steps:#?}");
}

/// What is asked, and how the first page and one deep in the list are found.
const PLANS: [(&str, &str, &str); 8] = [
    (
        "limit=5",
        "SCAN event USING INDEX event_by_start",
        "SEARCH event USING INDEX event_by_start (start_key<?)",
    ),
    (
        "limit=5&sort=startDate",
        "SCAN event USING INDEX event_by_start",
        "SEARCH event USING INDEX event_by_start (start_key>?)",
    ),
    (
        "limit=5&sort=title",
        "SCAN event USING INDEX event_by_title",
        "SEARCH event USING INDEX event_by_title (title_key>?)",
    ),
    (
        "limit=5&sort=-endDate",
        "SCAN event USING INDEX event_by_end",
        "SEARCH event USING INDEX event_by_end (end_key<?)",
    ),
    (
        "limit=5&sort=-updatedAt",
        "SCAN event USING INDEX event_by_update",
        "SEARCH event USING INDEX event_by_update (updated_key<?)",
    ),
    ("limit=5&partner=p7", "SEARCH link USING ", "SEARCH link USING "),
    (
        "limit=5&kind=visit",
        "SEARCH event USING INDEX event_by_kind",
        "SEARCH event USING INDEX event_by_kind",
    ),
    (
        "limit=5&from=2050-01-01&to=2051-12-31",
        "SEARCH event USING INDEX event_by_start",
        "SEARCH event USING INDEX event_by_start",
    ),
];

#[test]
fn lists_of_events_are_walked_along_an_index() {
    let explained = Explained::new();
    for (query, first, deep) in PLANS {
        let (page, steps) = explained.page(query, PageStart::First);
        assert_eq!(page.records.len(), 5, "{query}");
        assert_by_index(query, &steps, first);
        assert_by_index(query, &explained.deep(query), deep);
    }
}
