//! Large files: what is written many at a time is what is written one by one, with all indexes, or nothing.

use std::{fs, time::Duration};

use diesel::connection::SimpleConnection as _;
use twinning::{cli::startup, db::DbConnection, import::run};

use crate::support::{
    database::{TestDatabase, texts},
    events::events,
    export::export,
    journal::is_whole,
    program::{run as run_program, run_killed},
};

/// So many records that indexes are dropped and made again.
const MANY: usize = 1_300;

/// Queries for all rows of each table of records, without the moments, the batches and the name of the database.
const SQLITE_ROWS: &str = "SELECT 'SELECT ''' || t.name || ' '' || ' || group_concat('quote(\"' || c.name || '\")', ' || '','' || ') \
     || ' AS value FROM \"' || t.name || '\"' AS value FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'search_term%' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND t.name <> 'batch' \
     AND c.name NOT IN ('at', 'created_at', 'updated_at', 'batch', 'instance') GROUP BY t.name";

const POSTGRES_ROWS: &str = "SELECT 'SELECT ''' || table_name || ' '' || ROW(' || string_agg('\"' || column_name || '\"', ', ' ORDER BY ordinal_position) \
     || ')::text AS value FROM \"' || table_name || '\"' AS value FROM information_schema.columns \
     WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' AND table_name <> 'batch' \
     AND column_name NOT IN ('at', 'created_at', 'updated_at', 'batch', 'instance') GROUP BY table_name";

const SQLITE_INDEXES: &str = "SELECT name || ' ' || coalesce(sql, '') AS value FROM sqlite_schema WHERE type = 'index' \
     UNION ALL SELECT k || ' ' || v FROM search_term_config WHERE k NOT IN ('automerge', 'crisismerge', 'hashsize')";

const POSTGRES_INDEXES: &str =
    "SELECT indexdef AS value FROM pg_indexes WHERE schemaname = 'public'";

/// All rows, in an order of their own.
fn rows(database: &TestDatabase) -> Vec<String> {
    let mut connection = database.connection();
    let tables = connection.choose(SQLITE_ROWS, POSTGRES_ROWS);
    let tables = texts(&mut connection, tables);
    assert!(tables.len() > 15, "{tables:?}");
    let mut rows: Vec<String> =
        tables.iter().flat_map(|query| texts(&mut connection, query)).collect();
    if let DbConnection::Sqlite(_) = connection {
        // How often a term occurs; which record has it is asked by `check`.
        let vocabulary =
            "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search_term, row)";
        connection.batch_execute(vocabulary).unwrap();
        let terms = "SELECT 'term ' || term || ' ' || doc AS value FROM temp.vocabulary";
        rows.extend(texts(&mut connection, terms));
    }
    rows.sort();
    rows
}

fn indexes(database: &TestDatabase) -> Vec<String> {
    let mut connection = database.connection();
    let indexes = connection.choose(SQLITE_INDEXES, POSTGRES_INDEXES);
    let mut indexes = texts(&mut connection, indexes);
    assert!(indexes.len() > 40, "{indexes:?}");
    indexes.sort();
    indexes
}

fn import(database: &TestDatabase, lines: &str) {
    let report = run::run(&mut database.connection(), lines.as_bytes(), false, "test").unwrap();
    assert_eq!(report.refused, 0, "{report}");
}

/// A database with these records, each written by itself.
fn one_by_one(lines: &str) -> TestDatabase {
    let database = TestDatabase::migrated();
    let mut connection = database.connection();
    for line in lines.lines() {
        let report = run::run(&mut connection, line.as_bytes(), false, "test").unwrap();
        assert_eq!(report.refused, 0, "{line}: {report}");
    }
    database
}

#[track_caller]
fn assert_same(one: &TestDatabase, other: &TestDatabase) {
    let (one, other) = (rows(one), rows(other));
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

#[test]
fn many_records_are_written_as_each_by_itself() {
    let lines = events(MANY, 0);
    let database = TestDatabase::migrated();
    let before = indexes(&database);
    import(&database, &lines);
    assert_eq!(is_whole(&database), MANY as u64 + 2);
    assert_eq!(indexes(&database), before, "all indexes are there again");
    let other = one_by_one(&lines);
    assert_same(&database, &other);
    // Half of them as they are, half of them changed, and new ones.
    let (same, changed) = (events(MANY / 2, 0), events(MANY + 300, 1));
    let more: Vec<&str> = same.lines().chain(changed.lines().skip(MANY / 2 + 2)).collect();
    import(&database, &more.join("\n"));
    for line in more {
        import(&other, line);
    }
    assert_same(&database, &other);
    assert_eq!(is_whole(&database), MANY as u64 + 302);
}

#[test]
fn a_municipality_at_the_end_sorts_all_before_it_anew() {
    let lines = events(MANY, 0);
    let (municipality, rest) = lines.split_once('\n').unwrap();
    let database = TestDatabase::migrated();
    let before = indexes(&database);
    import(&database, &format!("{rest}{municipality}\n"));
    assert_eq!(indexes(&database), before);
    assert_same(&database, &one_by_one(&format!("{rest}{municipality}\n")));
}

#[test]
fn a_last_line_with_a_fault_leaves_nothing() {
    let database = TestDatabase::migrated();
    let (empty, before) = (rows(&database), indexes(&database));
    let unknown = r#"{"type":"events","id":"last","translations":{"en":{"title":"Last"}},"kind":"visit","status":"held","startDate":"2015-06-16","partners":[{"id":"nobody"}]}"#;
    for last in ["{", unknown] {
        let lines = events(MANY, 0) + last;
        let report = run::run(&mut database.connection(), lines.as_bytes(), false, "test").unwrap();
        assert_eq!((report.refused, report.applied), (1, false), "{report}");
        assert_eq!((rows(&database), indexes(&database)), (empty.clone(), before.clone()));
    }
    import(&database, &events(MANY, 0));
    assert_eq!(is_whole(&database), MANY as u64 + 2);
}

#[test]
fn a_record_and_what_it_refers_to_may_be_far_apart() {
    let lines = events(MANY, 0);
    let backwards: Vec<&str> = lines.lines().rev().collect();
    let (database, other) = (TestDatabase::migrated(), TestDatabase::migrated());
    import(&database, &backwards.join("\n"));
    import(&other, &lines);
    assert_eq!(export(&database), export(&other));
}

#[test]
fn a_record_that_is_there_twice_is_told_with_its_first_line() {
    let lines = events(MANY, 0);
    let again: Vec<&str> = lines.lines().skip(400).take(2).collect();
    let lines = format!("{lines}{}\n{}\n", again.join("\n"), again[1]);
    let database = TestDatabase::migrated();
    let report = run::run(&mut database.connection(), lines.as_bytes(), false, "test").unwrap();
    let told = report.to_string();
    for line in ["is already in line 401", "is already in line 402"] {
        assert!(told.contains(line), "{told}");
    }
    assert_eq!(report.refused, 3, "{told}");
}

#[test]
fn a_first_import_that_is_killed_leaves_an_empty_database_with_all_indexes() {
    let database = TestDatabase::migrated();
    // The command does so first, in a transaction of its own.
    startup::reindex_if_stale(&mut database.connection()).unwrap();
    let (empty, before) = (rows(&database), indexes(&database));
    let path = database.folder.path().join("data.ndjson");
    fs::write(&path, events(4_000, 0)).unwrap();
    let url = database.argument();
    let import = ["import", path.to_str().unwrap(), "--database-url", &url];
    for round in 1..=4_u64 {
        run_killed(&import, Duration::from_millis(round * 250));
        assert_eq!(indexes(&database), before, "round {round}");
        if !export(&database).is_empty() {
            assert_eq!(is_whole(&database), 4_002, "it was done before it was killed");
            return;
        }
        assert_eq!(rows(&database), empty, "round {round}");
    }
    run_program(&import).succeeded();
    assert_eq!(is_whole(&database), 4_002);
    assert_eq!(indexes(&database), before);
}
