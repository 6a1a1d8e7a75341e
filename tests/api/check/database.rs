//! `check` finds what is wrong with a database, whoever did it.

use diesel::connection::SimpleConnection as _;
use twinning::check;

use crate::support::{TestApp, export::DATA, program::run};

fn faults(app: &TestApp) -> Vec<String> {
    check::run(&mut app.database.connection()).unwrap().1
}

/// After this damage, check says this.
#[track_caller]
fn finds(damage: &str, words: &[&str]) {
    let app = TestApp::new();
    assert_eq!(faults(&app), Vec::<String>::new());
    app.database.connection().batch_execute(damage).unwrap();
    let faults = faults(&app);
    for word in words {
        assert!(faults.iter().any(|fault| fault.contains(word)), "{damage}: {word}: {faults:?}");
    }
    assert!(faults.len() <= 3, "{damage}: {faults:?}");
}

#[test]
fn a_whole_database_has_no_faults() {
    let app = TestApp::new();
    let database = app.database.argument();
    let whole = "21 records follow every rule, and all derived data matches them.\n";
    let out = run(&["check", "--no-pages", "--database-url", &database]).succeeded();
    assert_eq!(out, whole);
    // Of the pages it is told what the law wants and nobody has stated.
    let out = run(&["check", "--database-url", &database]).succeeded();
    let (warning, rest) = out.split_once('\n').unwrap();
    assert!(warning.contains("TWINNING_ACCESSIBILITY_EMAIL"), "{warning}");
    assert_eq!(rest, whole);
    assert_eq!(faults(&TestApp::empty()), Vec::<String>::new());
}

#[test]
fn every_fault_is_a_line_and_the_command_fails() {
    let app = TestApp::new();
    let damage = "UPDATE event SET kind = 'sport'; DELETE FROM identifier";
    app.database.connection().batch_execute(damage).unwrap();
    let ran = run(&["check", "--database-url", &app.database.argument()]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.lines().count() >= 6 && ran.err.contains("faults in 21 records"), "{ran:?}");
}

#[test]
fn a_document_that_somebody_changed_is_found() {
    let set = |document: &str| {
        format!("UPDATE record SET document = {document} WHERE path = 'partners/oziersk'")
    };
    finds(
        &set("replace(document, '\"status\":\"', '\"status\":\"x')"),
        &["partners/oziersk: /status", "last entry is another"],
    );
    finds(&set("'not json'"), &["not a JSON object", "last entry is another"]);
    finds(&set("' ' || document"), &["not written as this version", "last entry is another"]);
}

#[test]
fn a_journal_that_has_gaps_is_found() {
    let gap = ["the journal has 20 revisions and ends with 21, at revision 21"];
    finds("DELETE FROM journal WHERE revision = 7", &[gap[0], "last entry is another state"]);
    finds(
        "UPDATE journal SET revision = 22 WHERE revision = 7",
        &["ends with 22", "last entry is another state"],
    );
    finds("UPDATE dataset SET revision = 22", &["ends with 21, at revision 22"]);
    finds("UPDATE journal SET after = before WHERE revision = 7", &["last entry is another state"]);
}

#[test]
fn a_reference_to_nothing_is_found() {
    let partner = "'partners/oziersk'";
    let damage = format!(
        "UPDATE journal SET after = NULL WHERE path = {partner}; UPDATE record SET state = 'deleted' WHERE path = {partner}"
    );
    let app = TestApp::new();
    app.database.connection().batch_execute(&damage).unwrap();
    let faults = faults(&app);
    assert!(
        faults.iter().any(|fault| fault.contains("there is no record “oziersk” in partners")),
        "{faults:?}"
    );
    assert!(
        faults.iter().any(|fault| fault.contains("the search index has 21 records of 20")),
        "{faults:?}"
    );
}

#[test]
fn whatever_is_derived_and_differs_is_found() {
    for damage in ["UPDATE location SET cell = cell + 1", "DELETE FROM location"] {
        let one = format!("{damage} WHERE seq = (SELECT min(seq) FROM location)");
        finds(&one, &["its document and its location do not"]);
    }
    finds(
        "DELETE FROM link WHERE seq = (SELECT min(seq) FROM link)",
        &["its document and its links do not"],
    );
    finds(
        "UPDATE link SET order_key = id_key WHERE seq = (SELECT max(seq) FROM link)",
        &["its document and its links do not"],
    );
    finds(
        "DELETE FROM identifier WHERE value = (SELECT min(value) FROM identifier)",
        &["its document and its identifiers do not"],
    );
    finds(
        "UPDATE record SET name_key = id_key WHERE path = 'partners/oziersk'",
        &["partners/oziersk: its document and its columns"],
    );
    finds(
        "UPDATE record SET names = '{}' WHERE path = 'partners/oziersk'",
        &["partners/oziersk: its document and its columns"],
    );
    finds(
        "UPDATE record SET state = 'draft' WHERE path = 'partners/oziersk'",
        &["partners/oziersk: its document and its columns"],
    );
    finds(
        "UPDATE tally SET records = 7 WHERE type = 'events'",
        &["there are 6 published events, but the stored count is 7"],
    );
    finds("UPDATE dataset SET index_version = 'older'", &["written by another version: run serve"]);
}

#[test]
fn a_column_of_any_list_that_differs_is_found() {
    let tables: [(&str, &[&str]); 5] = [
        (
            "event",
            &[
                "state",
                "kind",
                "direction",
                "status",
                "country",
                "start_key",
                "end_key",
                "title_key",
            ],
        ),
        (
            "partner",
            &["path", "state", "kind", "status", "country", "since_key", "name_key", "id_key"],
        ),
        ("agreement", &["state", "kind", "status", "signed_key", "title_key", "created_key"]),
        (
            "project",
            &["state", "status", "start_key", "end_key", "last_key", "title_key", "updated_key"],
        ),
        ("programme", &["path", "state", "instrument", "start_key", "name_key"]),
    ];
    let app = TestApp::new();
    let mut connection = app.database.connection();
    for (table, columns) in tables {
        connection
            .batch_execute(&format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}"))
            .unwrap();
        for column in columns {
            let other = if column.ends_with("_key") {
                connection.choose("x'00'", "'\\x00'::bytea")
            } else {
                "'other'"
            };
            let at = format!("WHERE seq = (SELECT min(seq) FROM {table})");
            connection
                .batch_execute(&format!("UPDATE {table} SET {column} = {other} {at}"))
                .unwrap();
            let found = faults(&app);
            assert!(
                found.iter().any(|fault| fault.contains("its document and its row do not")),
                "{table}.{column}: {found:?}"
            );
            let saved =
                format!("SELECT {column} FROM saved_{table} saved WHERE saved.seq = {table}.seq");
            connection.batch_execute(&format!("UPDATE {table} SET {column} = ({saved})")).unwrap();
        }
    }
}

#[test]
fn a_search_index_that_lost_or_kept_a_record_is_found() {
    let app = TestApp::new();
    let mut connection = app.database.connection();
    let number = connection.choose("rowid", "seq");
    connection.batch_execute(&format!("DELETE FROM search_term WHERE {number} = 7")).unwrap();
    let found = faults(&app);
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("its document and its terms in the search index do not")),
        "{found:?}"
    );
    assert!(found.iter().any(|fault| fault.contains("20 records of 21")), "{found:?}");
    app.database.reindex();
    assert_eq!(faults(&app), Vec::<String>::new());
    assert_eq!(crate::support::export::export(&app.database), DATA);
}
