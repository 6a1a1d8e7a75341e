//! The tables: down and up again, and what is derived made anew.

use diesel::connection::SimpleConnection as _;
use diesel_migrations::MigrationHarness as _;
use serde_json::json;
use twinning::{
    check,
    cli::startup,
    db::connect::OpenMode,
    store::{
        migrate::{MIGRATIONS, migrate},
        open::open_migrated,
    },
};

use crate::support::{
    TestApp,
    database::TestDatabase,
    export::{DATA, export, lines_with, load},
    program::Serving,
};

/// Whatever can be sorted, filtered and found by derived columns.
const LISTS: [&str; 10] = [
    "/partners?sort=name",
    "/partners?country=RU&kind=municipality",
    "/events?sort=title",
    "/events?from=2012-01-01&to=2016-12-31",
    "/events?topic=sport,culture",
    "/agreements?partner=oziersk",
    "/projects?sort=-startDate",
    "/programmes?year=2014",
    "/search?q=oziersk",
    "/search?q=wsp%C3%B3%C5%82pracy",
];

fn answers(app: &TestApp) -> Vec<String> {
    LISTS
        .map(|path| app.get(path))
        .into_iter()
        .map(|answer| format!("{} {}", answer.status, answer.text()))
        .collect()
}

#[test]
fn the_tables_go_and_come_again() {
    let database = TestDatabase::new();
    let mut connection = open_migrated(&database.url, OpenMode::Create).unwrap();
    load(&database);
    for _ in 0..2 {
        connection.revert_all_migrations(MIGRATIONS).unwrap();
        for table in ["record", "journal", "event", "search_term", "dataset"] {
            assert!(
                connection.batch_execute(&format!("SELECT 1 FROM {table}")).is_err(),
                "{table} is still there"
            );
        }
        migrate(&mut connection, OpenMode::Create).unwrap();
        migrate(&mut connection, OpenMode::Create).unwrap();
        load(&database);
        assert_eq!(export(&database), DATA);
    }
    assert_eq!(check::run(&mut connection).unwrap(), (21, vec![]));
}

#[test]
fn what_another_version_derived_is_made_anew_when_the_service_starts() {
    let app = TestApp::new();
    let before = answers(&app);
    let damage = "UPDATE dataset SET index_version = '0'; UPDATE event SET title_key = id_key, kind = 'sport'; \
                  DELETE FROM link; DELETE FROM identifier; DELETE FROM record_name; DELETE FROM partner; UPDATE record SET name_key = id_key";
    app.database.connection().batch_execute(damage).unwrap();
    app.see_others();
    assert_ne!(answers(&app), before);
    drop(Serving::start(&app.database.argument(), &[], &[]));
    app.see_others();
    assert_eq!(answers(&app), before);
    assert_eq!(check::run(&mut app.database.connection()).unwrap(), (21, vec![]));
    assert_eq!(app.json("")["revision"], 21, "nothing changed for readers");
}

#[test]
fn an_import_does_not_hide_that_the_rest_is_of_another_version() {
    let app = TestApp::new();
    let damage = "UPDATE dataset SET index_version = '0'; DELETE FROM partner WHERE path <> 'partners/oziersk'";
    app.database.connection().batch_execute(damage).unwrap();
    app.import(&lines_with("gmina-ketrzyn", |municipality| {
        municipality["languages"] = json!(["pl", "en", "de"]);
    }));
    assert_eq!(app.ids("/partners").len(), 1);
    startup::reindex_if_stale(&mut app.database.connection()).unwrap();
    app.see_others();
    assert_eq!(app.ids("/partners").len(), 4);
}

#[test]
fn another_default_language_sorts_all_names_anew() {
    let app = TestApp::new();
    let polish = (
        app.ids("/programmes?sort=name"),
        app.ids("/events?sort=title"),
        app.ids("/agreements?sort=title"),
    );
    let report = app.import(&lines_with("gmina-ketrzyn", |municipality| {
        municipality["defaultLanguage"] = json!("en");
    }));
    assert_eq!((report.replaced, report.unchanged), (1, 20), "{report}");
    let english = (
        app.ids("/programmes?sort=name"),
        app.ids("/events?sort=title"),
        app.ids("/agreements?sort=title"),
    );
    assert_ne!(polish, english);
    for path in ["/programmes?sort=name", "/events?sort=title", "/agreements?sort=title"] {
        let names = names(&app, path);
        let mut sorted = names.clone();
        sorted.sort_by_key(|name| name.to_lowercase());
        assert_eq!(names, sorted, "{path}");
    }
    assert_eq!(check::run(&mut app.database.connection()).unwrap(), (21, vec![]));
    app.import(DATA);
    let again = (
        app.ids("/programmes?sort=name"),
        app.ids("/events?sort=title"),
        app.ids("/agreements?sort=title"),
    );
    assert_eq!(again, polish);
}

fn names(app: &TestApp, path: &str) -> Vec<String> {
    let page = app.json(&format!("{path}&lang=en"));
    let name = |record: &serde_json::Value| {
        record["name"].as_str().or(record["title"].as_str()).unwrap().to_owned()
    };
    page["data"].as_array().unwrap().iter().map(name).collect()
}

#[test]
fn the_same_identifier_twice_is_refused() {
    let app = TestApp::new();
    let twice =
        json!([{"scheme": "wikidata", "value": "Q1"}, {"scheme": "wikidata", "value": "Q1"}]);
    let report =
        app.import(&lines_with("oziersk", |partner| partner["identifiers"] = twice.clone()));
    assert!(
        report.to_string().contains("/identifiers/1: “wikidata:Q1” is there already"),
        "{report}"
    );
}
