//! How what has changed is found: changes and the journal are walked along an index.

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
        read::{audience::Audience, read_caches::ReadCaches, reader::Reader},
    },
    text::messages::MessageLanguage,
};

use crate::support::{
    database::TestDatabase,
    made_up,
    plans::{self, Statement},
};

fn filled(database: TestDatabase) -> TestDatabase {
    let events: String =
        (0..2_000).map(|number| made_up::event(&format!("e{number}"), json!({}))).collect();
    let mut connection = open_migrated(&database.url, OpenMode::Create).unwrap();
    run::run(
        &mut connection,
        (made_up::partner("p", json!({})) + &events).as_bytes(),
        false,
        "test",
    )
    .unwrap();
    plans::analyze(&mut connection);
    drop(connection);
    database
}

/// The first statement about `table` with an order, of those that `work` asks.
fn walk(database: &TestDatabase, table: &str, work: impl FnOnce(&mut DbConnection)) -> Statement {
    let ((), asked) = plans::asked(&mut database.connection(), work);
    let walk = asked.into_iter().find(|one| one.reads(table) && one.sql.contains("ORDER BY"));
    walk.unwrap_or_else(|| panic!("{table} is not asked in an order"))
}

/// What is asked of the changes and by whom, and how SQLite finds them.
const CHANGES: [(&str, Visibility, &str); 5] = [
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
];

fn walk_of_changes(database: &TestDatabase, query: &str, visibility: Visibility) -> Statement {
    walk(database, "record", |connection| {
        let today = jiff::civil::date(2026, 1, 15).into();
        let base_url = "https://twinning.example".into();
        let time_zone = jiff::tz::TimeZone::UTC;
        let audience = Audience {
            languages: Vec::new(),
            messages: MessageLanguage::English,
            lang: None,
            base_url,
            today,
            time_zone,
            visibility,
        };
        let mut reader = Reader::new(connection, audience, ReadCaches::default()).unwrap();
        queries::page(&mut reader, &ChangesQuery::read(query).unwrap()).unwrap();
    })
}

/// What is asked of the journal, and how SQLite finds it.
fn journal() -> [(JournalFilter, &'static str); 5] {
    let text = str::to_owned;
    [
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
    ]
}

fn walk_of_the_journal(database: &TestDatabase, filter: &JournalFilter) -> Statement {
    let place = (1_000, "events/e998".to_owned());
    walk(database, "journal", |connection| {
        drop(history::page(connection, filter, Some(&place), 20).unwrap());
    })
}

#[test]
fn changes_are_found_by_an_index() {
    let database = filled(TestDatabase::sqlite());
    for (query, visibility, expected) in CHANGES {
        let walk = walk_of_changes(&database, query, visibility);
        let found = plans::sqlite_steps(&mut database.connection(), &walk);
        assert_eq!(found, [format!("SEARCH record USING COVERING INDEX {expected}")], "{query}");
    }
}

#[test]
fn the_journal_is_walked_along_an_index() {
    let database = filled(TestDatabase::sqlite());
    for (filter, expected) in journal() {
        let walk = walk_of_the_journal(&database, &filter);
        let steps = plans::sqlite_steps(&mut database.connection(), &walk);
        assert!(
            steps[0].starts_with("SEARCH journal USING ") && steps[0].ends_with(expected),
            "{filter:?} {steps:?}"
        );
        // Of one revision the changes are sorted by path where the index does not have it.
        let sorted = |step: &String| {
            step.contains("TEMP B-TREE") && !step.ends_with("LAST TERM OF ORDER BY")
        };
        assert!(!steps.iter().any(sorted), "{steps:?}");
    }
}

#[test]
fn postgresql_finds_changes_by_an_index() {
    let database = filled(TestDatabase::new());
    if !database.is_postgres() {
        return;
    }
    for (query, visibility, _) in CHANGES {
        let walk = walk_of_changes(&database, query, visibility);
        let faults = plans::postgres_faults(&mut database.connection(), &walk, 120.0);
        assert!(faults.is_empty(), "{query}: {faults:#?}");
    }
}

/// What PostgreSQL reads the whole journal for, and why. Who mends one takes it from here.
const NOT_BY_INDEX: [(JournalAction, &str); 1] = [(
    JournalAction::Erase,
    "no index has the action: for a rare one SQLite walks all entries along the revisions, and PostgreSQL reads the \
     table, which is quicker",
)];

#[test]
fn postgresql_walks_the_journal_along_an_index() {
    let database = filled(TestDatabase::new());
    if !database.is_postgres() {
        return;
    }
    for (filter, _) in journal() {
        let walk = walk_of_the_journal(&database, &filter);
        let faults = plans::postgres_faults(&mut database.connection(), &walk, 25.0);
        let known = NOT_BY_INDEX.iter().find(|(action, _)| filter.actions.contains(action));
        match known {
            None => assert!(faults.is_empty(), "{filter:?}: {faults:#?}"),
            Some((_, why)) => {
                assert!(!faults.is_empty(), "{filter:?} is by an index now, not: {why}");
            }
        }
    }
}
