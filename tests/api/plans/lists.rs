//! How the pages of lists are found: by an index, without reading or sorting the whole table.

use serde_json::json;
use twinning::{
    db::connect::OpenMode,
    http::request::list_parameters::ListParameters,
    import::run,
    model::visibility::Visibility,
    resources::events::{filter::EventFilter, queries, view::EventView},
    store::{
        open::open_migrated,
        read::{
            audience::Audience, list::PageStart, page::FoundPage, read_caches::ReadCaches,
            reader::Reader,
        },
    },
    text::messages::MessageLanguage,
};

use crate::support::{
    database::TestDatabase,
    made_up::{self, references},
    plans::{self, Statement},
};

/// A database of some thousand events.
struct Explained {
    database: TestDatabase,
}

impl Explained {
    fn on(database: TestDatabase) -> Self {
        let partners: String =
            (0..20).map(|number| made_up::partner(&format!("p{number}"), json!({}))).collect();
        let event = |number: usize| {
            let start =
                format!("20{:02}-{:02}-{:02}", number % 90, number % 12 + 1, number % 28 + 1);
            let partner = format!("p{}", number % 2);
            made_up::event(
                &format!("e{number}"),
                json!({ "startDate": start, "partners": references(&[&partner]) }),
            )
        };
        let events: String = (0..3_000).map(event).collect();
        let mut connection = open_migrated(&database.url, OpenMode::Create).unwrap();
        let report =
            run::run(&mut connection, (partners + &events).as_bytes(), false, "test").unwrap();
        assert_eq!(report.refused, 0, "{report}");
        plans::analyze(&mut connection);
        Self { database }
    }

    /// The page that answers `query`, and the statements that found it, but for the total.
    fn page(&self, query: &str, start: PageStart) -> (FoundPage, Vec<Statement>) {
        let (page, asked) = plans::asked(&mut self.database.connection(), |connection| {
            let audience = Audience {
                languages: Vec::new(),
                messages: MessageLanguage::English,
                lang: None,
                base_url: "https://twinning.example".into(),
                today: jiff::civil::date(2026, 1, 15).into(),
                time_zone: jiff::tz::TimeZone::UTC,
                visibility: Visibility::Public,
            };
            let mut reader = Reader::new(connection, audience, ReadCaches::default()).unwrap();
            let mut asks = ListParameters::<EventView, EventFilter>::read(query).unwrap().query;
            asks.start = start;
            queries::find(&mut reader, &asks).unwrap()
        });
        // Others find out how many records there are, and whether they are few enough to be sorted.
        let ordered = asked.into_iter().filter(|one| one.sql.contains("ORDER BY"));
        (page, ordered.collect())
    }

    /// The statements that find the first page, and those that find one far into the list.
    fn pages(&self, query: &str) -> [Vec<Statement>; 2] {
        let (page, first) = self.page(query, PageStart::First);
        assert_eq!(page.keys.numbers().len(), 5, "{query}");
        let (mut far, mut next) = (PageStart::First, page.keys.next());
        for _ in 0..10 {
            let Some(keys) = next else { break };
            far = PageStart::After(keys);
            next = self.page(&query.replace("limit=5", "limit=100"), far.clone()).0.keys.next();
        }
        [first, self.page(query, far).1]
    }
}

/// No table is read from end to end, and nothing is sorted.
fn assert_by_index(query: &str, steps: &[String], expected: &str) {
    for step in steps {
        let scans_a_table = step.starts_with("SCAN ") && !step.contains("INDEX");
        assert!(!scans_a_table || step == "SCAN dataset", "{query}: {step}\n{steps:#?}");
        assert!(!step.contains("TEMP B-TREE"), "{query}: {step}\n{steps:#?}");
    }
    assert!(
        steps.iter().any(|step| step.starts_with(expected)),
        "{query}: no {expected}\n{steps:#?}"
    );
}

/// What is asked, and how the first page and one deep in the list are found.
const PLANS: [(&str, &str, &str); 8] = [
    (
        "limit=5",
        "SCAN event USING COVERING INDEX event_by_start",
        "SEARCH event USING COVERING INDEX event_by_start (start_key<?)",
    ),
    (
        "limit=5&sort=startDate",
        "SCAN event USING COVERING INDEX event_by_start",
        "SEARCH event USING COVERING INDEX event_by_start (start_key>?)",
    ),
    (
        "limit=5&sort=title",
        "SCAN event USING COVERING INDEX event_by_title",
        "SEARCH event USING COVERING INDEX event_by_title (title_key>?)",
    ),
    (
        "limit=5&sort=-endDate",
        "SCAN event USING COVERING INDEX event_by_end",
        "SEARCH event USING COVERING INDEX event_by_end (end_key<?)",
    ),
    (
        "limit=5&sort=-updatedAt",
        "SCAN event USING COVERING INDEX event_by_update",
        "SEARCH event USING COVERING INDEX event_by_update (updated_key<?)",
    ),
    ("limit=5&partner=p1", "SEARCH link USING ", "SEARCH link USING "),
    (
        "limit=5&kind=visit",
        "SCAN event USING COVERING INDEX event_by_start",
        "SEARCH event USING COVERING INDEX event_by_start",
    ),
    (
        "limit=5&from=2030-01-01&to=2081-12-31",
        "SEARCH event USING COVERING INDEX event_by_start",
        "SEARCH event USING COVERING INDEX event_by_start",
    ),
];

#[test]
fn lists_of_events_are_walked_along_an_index() {
    let explained = Explained::on(TestDatabase::sqlite());
    let mut connection = explained.database.connection();
    for (query, first, deep) in PLANS {
        for (page, expected) in explained.pages(query).iter().zip([first, deep]) {
            let steps: Vec<_> =
                page.iter().flat_map(|asked| plans::sqlite_steps(&mut connection, asked)).collect();
            assert_by_index(query, &steps, expected);
        }
    }
}

#[test]
fn postgresql_walks_lists_of_events_along_an_index() {
    let explained = Explained::on(TestDatabase::new());
    if !explained.database.is_postgres() {
        return;
    }
    let mut connection = explained.database.connection();
    for (query, ..) in PLANS {
        for asked in explained.pages(query).iter().flatten() {
            let faults = plans::postgres_faults(&mut connection, asked, 25.0);
            assert!(faults.is_empty(), "{query}: {faults:#?}");
        }
    }
}
