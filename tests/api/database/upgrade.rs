//! A database of the first version, with documents of the first edition of the model, as its program wrote it, opened by
//! this one: nothing is lost.

use std::fmt::Write as _;

use diesel::connection::SimpleConnection as _;
use diesel_migrations::MigrationHarness as _;
use serde_json::Value;
use twinning::{
    check,
    db::{
        DatabaseUrl, DbConnection,
        connect::{OpenMode, prepare},
    },
    index::full_text,
    store::migrate::MIGRATIONS,
};

use crate::support::{
    TestApp,
    database::TestDatabase,
    export::export,
    journal::entries,
    program::{Serving, run},
};

/// The records of the first edition of the model, which [`UPGRADED`] are made of.
const FIRST_EDITION: &str = include_str!("../../data/first-edition.ndjson");

/// The same records in the second edition.
const UPGRADED: &str = include_str!("../../data/upgraded.ndjson");

const KINDS: [&str; 6] =
    ["municipality", "programmes", "partners", "projects", "agreements", "events"];

/// A text in SQL.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What the first version derived, some of it; all of it is made anew.
const DERIVED: &str = "
    INSERT INTO tally (type, state, records) SELECT type, state, count(*) FROM record GROUP BY type, state;
    INSERT INTO link (target, source_rank, state, order_key, id_key, seq)
        SELECT 'partners/oziersk', type_rank, state, id_key, id_key, seq FROM record WHERE type = 'events';
    INSERT INTO identifier (scheme, value, seq) SELECT 'wikidata', 'Q1', seq FROM record WHERE type = 'partners';
    INSERT INTO event (seq, state, kind, direction, status, country, start_key, end_key, title_key, created_key, updated_key, id_key)
        SELECT seq, state, 'visit', 'incoming', 'held', '', id_key, id_key, id_key, id_key, id_key, id_key FROM record WHERE type = 'events';
    INSERT INTO partner (seq, path, state, kind, status, country, since_key, name_key, created_key, updated_key, id_key)
        SELECT seq, path, state, 'county', 'active', '', id_key, id_key, id_key, id_key, id_key FROM record WHERE type = 'partners';
    UPDATE dataset SET instance = 'the first', revision = 23, default_language = 'pl', languages = 'pl,en', index_version = '1 pl';";

/// The data of Gmina Ketrzyn as the first version kept it: created, one record changed, and one draft.
fn first_version() -> TestDatabase {
    let database = TestDatabase::new();
    let (mut connection, _) = prepare(&database.url, OpenMode::Create).unwrap();
    connection.run_next_migration(MIGRATIONS).unwrap();
    full_text::create(&mut connection).unwrap();
    connection.batch_execute(&rows(&connection)).unwrap();
    connection.batch_execute(DERIVED).unwrap();
    let term = connection.choose(
        "rowid, terms) VALUES (1, 'old')",
        "seq, terms) VALUES (1, array_to_tsvector(ARRAY['old']))",
    );
    connection.batch_execute(&format!("INSERT INTO search_term ({term}")).unwrap();
    database
}

fn rows(connection: &DbConnection) -> String {
    let (mut sql, mut revision) = (String::new(), 0);
    let draft = "{\"type\":\"events\",\"id\":\"plan\",\"state\":\"draft\",\"translations\":{\"pl\":{\"title\":\"Plan\"}},\"kind\":\"visit\",\
                 \"direction\":\"incoming\",\"status\":\"held\",\"startDate\":\"2016-01-01\"}";
    for line in FIRST_EDITION.lines().chain([draft]) {
        revision += 1;
        let record: Value = serde_json::from_str(line).unwrap();
        let (kind, id) = (record["type"].as_str().unwrap(), record["id"].as_str().unwrap());
        let rank = KINDS.iter().position(|other| *other == kind).unwrap();
        let document =
            line.strip_prefix(&format!("{{\"type\":\"{kind}\",\"id\":\"{id}\",")).unwrap();
        let document = quoted(&format!("{{{document}"));
        let path = quoted(&format!("{kind}/{id}"));
        let names: serde_json::Map<String, Value> = record["translations"]
            .as_object()
            .unwrap()
            .iter()
            .filter_map(|(language, texts)| {
                Some((language.clone(), texts.get("name").or(texts.get("title"))?.clone()))
            })
            .collect();
        let names = quoted(&Value::Object(names).to_string());
        let (state, key) = (
            record["state"].as_str().unwrap(),
            connection.choose("x'00'".to_owned(), "'\\x00'::bytea".to_owned()),
        );
        let id_key = connection
            .choose(format!("CAST('{id}' AS BLOB)"), format!("convert_to('{id}', 'UTF8')"));
        let at = "'2026-11-20T10:00:00Z'";
        writeln!(
            sql,
            "INSERT INTO journal (revision, path, action, at, actor, before, after) \
             VALUES ({revision}, {path}, 'create', {at}, 'import', NULL, {document}); \
             INSERT INTO record (seq, path, type, id, revision, state, created_at, updated_at, names, document, \
             type_rank, type_key, name_key, id_key) \
             VALUES ({revision}, {path}, '{kind}', '{id}', {revision}, '{state}', {at}, {at}, {names}, {document}, \
             {rank}, {key}, {key}, {id_key});"
        )
        .unwrap();
    }
    let changed = "replace(document, '\"status\":\"unknown\"', '\"status\":\"ended\"')";
    let at = "'2026-11-21T10:00:00Z'";
    writeln!(
        sql,
        "INSERT INTO journal (revision, path, action, at, actor, before, after) \
         SELECT 23, path, 'replace', {at}, 'clerk', document, {changed} FROM record WHERE path = 'partners/oziersk'; \
         UPDATE record SET document = {changed}, revision = 23, updated_at = {at} WHERE path = 'partners/oziersk';"
    )
    .unwrap();
    sql
}

fn expected_export() -> String {
    let exported: Vec<String> = UPGRADED
        .lines()
        .map(|line| {
            if line.contains("\"id\":\"oziersk\",\"state\"") {
                line.replace("\"status\":\"unknown\"", "\"status\":\"ended\"")
            } else {
                line.to_owned()
            }
        })
        .collect();
    exported.join("\n")
}

#[track_caller]
fn has_everything(database: TestDatabase) {
    assert_eq!(check::run(&mut database.connection()).unwrap(), (22, vec![]));
    let exported = export(&database);
    let without_plan: Vec<&str> =
        exported.lines().filter(|line| !line.contains("\"id\":\"plan\"")).collect();
    assert_eq!(without_plan.join("\n"), expected_export());
    assert_eq!(exported.lines().count(), 22);
    let entries = entries(&database);
    assert_eq!(entries.len(), 23);
    let last = entries.last().unwrap();
    assert_eq!(
        (last.path.as_str(), last.record_type.as_str(), last.actor.as_str()),
        ("partners/oziersk", "partners", "clerk")
    );
    assert_eq!(
        last.before,
        entries.iter().find(|entry| entry.path == "partners/oziersk").unwrap().after
    );
    let app = TestApp::on(database);
    assert_eq!((app.json("")["revision"].clone(), app.ids("/events").len()), (23.into(), 6));
    let partner = app.json("/partners/oziersk");
    assert_eq!(
        (&partner["createdAt"], &partner["updatedAt"]),
        (&"2026-11-20T10:00:00Z".into(), &"2026-11-21T10:00:00Z".into())
    );
    assert!(
        app.ids("/search?q=oziersk").contains(&"oziersk".to_owned())
            && app.ids("/search?q=old").is_empty()
    );
    assert_eq!(app.import(UPGRADED).replaced, 1);
}

#[test]
fn a_service_that_starts_brings_it_up_to_date() {
    let database = first_version();
    let serving = Serving::start(&database.argument(), &[], &[]);
    assert!(serving.greeting[0].contains("at revision 23"), "{:?}", serving.greeting);
    drop(serving);
    has_everything(database);
}

#[test]
fn a_backup_brings_it_up_to_date() {
    let (database, other) = (first_version(), TestDatabase::new());
    let file = database.folder.path().join("backup");
    run(&["backup", file.to_str().unwrap(), "--database-url", &database.argument()]).succeeded();
    run(&["restore", file.to_str().unwrap(), "--database-url", &other.argument()]).succeeded();
    has_everything(other);
    has_everything(database);
}

/// A copy that was made of the file, with other means, before there was a backup.
#[test]
fn a_sqlite_file_of_the_first_version_is_a_backup() {
    let database = first_version();
    let DatabaseUrl::Sqlite(file) = &database.url else { return };
    let copy = database.folder.path().join("copy.db");
    database.connection().batch_execute(&format!("VACUUM INTO '{}'", copy.display())).unwrap();
    let before = std::fs::read(&copy).unwrap();
    let other = TestDatabase::new();
    run(&["restore", copy.to_str().unwrap(), "--database-url", &other.argument()]).succeeded();
    has_everything(other);
    assert!(std::fs::read(&copy).unwrap() == before && file.exists(), "the backup is as it was");
}
