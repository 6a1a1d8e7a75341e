//! How SQLite finds what has changed: changes and the journal are walked along an index.

use std::sync::{Arc, Mutex};

use diesel::{Connection as _, connection::InstrumentationEvent};
use serde_json::json;
use twinning::{
    db::{DbConnection, connect::OpenMode},
    import::run,
    journal::{
        history::{self, JournalFilter},
        writer::JournalAction,
    },
    model::visibility::Visibility,
    resources::changes::{parameters::ChangesQuery, queries},
    store::{
        open::open_migrated,
        read::{audience::Audience, reader::Reader, total_cache::TotalCache},
    },
};

use super::lists::steps;
use crate::support::{database::TestDatabase, made_up};

fn database() -> TestDatabase {
    let database = TestDatabase::sqlite();
    let events: String = (0..2_000).map(|number| made_up::event(&format!("e{number}"), json!({}))).collect();
    let mut connection = open_migrated(&database.url, OpenMode::Create).unwrap();
    run::run(&mut connection, (made_up::partner("p", json!({})) + &events).as_bytes(), false, "test")
        .unwrap();
    database
}

/// The steps of the first statement about `table` with an order, of those that `work` asks.
fn plan(database: &TestDatabase, table: &str, work: impl FnOnce(&mut DbConnection)) -> Vec<String> {
    let mut connection = database.connection();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&asked);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            notes.lock().unwrap().push(query.to_string());
        }
    });
    work(&mut connection);
    let asked = std::mem::take(&mut *asked.lock().unwrap());
    let walk = asked.iter().find(|sql| sql.contains(&format!("`{table}`")) && sql.contains("ORDER BY"));
    steps(&mut connection, walk.unwrap_or_else(|| panic!("{asked:#?}")))
}

#[test]
fn changes_are_found_by_an_index() {
    let database = database();
    for (query, visibility, expected) in [
        ("", Visibility::Public, "record_by_public_revision (public_revision>?)"),
        ("after=900.3", Visibility::Public, "record_by_public_revision (public_revision>?)"),
        ("after=900.3", Visibility::Drafts, "record_by_revision (revision>?)"),
        (
            "type=partners",
            Visibility::Public,
            "record_by_type_and_public_revision (type_rank=? AND public_revision>?)",
        ),
        (
            "type=events,partners&after=900.3",
            Visibility::Drafts,
            "record_by_type_and_revision (type_rank=? AND revision>?)",
        ),
    ] {
        let found = plan(&database, "record", |connection| {
            let today = jiff::civil::date(2026, 1, 15).into();
            let base_url = "https://twinning.example".into();
            let audience = Audience { languages: Vec::new(), base_url, today, visibility };
            let mut reader = Reader::new(connection, audience, TotalCache::default()).unwrap();
            queries::page(&mut reader, &ChangesQuery::read(query).unwrap()).unwrap();
        });
        assert_eq!(found, [format!("SEARCH record USING COVERING INDEX {expected}")], "{query}");
    }
}

#[test]
fn the_journal_is_walked_along_an_index() {
    let database = database();
    let place = (1_000, "events/e998".to_owned());
    let text = str::to_owned;
    for (filter, expected) in [
        (JournalFilter::default(), "sqlite_autoindex_journal_1 (revision<?)"),
        (
            JournalFilter { path: Some(text("events/e7")), ..JournalFilter::default() },
            "journal_by_record (path=? AND revision<?)",
        ),
        (
            JournalFilter { actors: vec![text("test")], ..JournalFilter::default() },
            "journal_by_actor (actor=? AND revision<?)",
        ),
        (
            JournalFilter { types: vec!["partners"], ..JournalFilter::default() },
            "journal_by_type (type=? AND revision<?)",
        ),
        (
            JournalFilter { actions: vec![JournalAction::Erase], ..JournalFilter::default() },
            "sqlite_autoindex_journal_1 (revision<?)",
        ),
    ] {
        let steps = plan(&database, "journal", |connection| {
            history::page(connection, &filter, Some(&place), 20).unwrap();
        });
        assert!(
            steps[0].starts_with("SEARCH journal USING ") && steps[0].ends_with(expected),
            "{filter:?} {steps:?}"
        );
        // Of one revision the changes are sorted by path where the index does not have it.
        let sorted = |step: &String| step.contains("TEMP B-TREE") && !step.ends_with("LAST TERM OF ORDER BY");
        assert!(!steps.iter().any(sorted), "{steps:?}");
    }
}
