//! `check` follows each record through the journal, and compares what readers are told and what search finds.

use diesel::connection::SimpleConnection as _;
use serde_json::json;
use twinning::check;

use crate::support::{TestApp, export::lines_with};

/// After this damage to a record that was changed once, check says this and nothing else.
#[track_caller]
fn finds(damage: &str, expected: &str) {
    let app = TestApp::new();
    app.import(&lines_with("oziersk", |partner| partner["status"] = json!("suspended")));
    let mut connection = app.database.connection();
    assert_eq!(check::run(&mut connection).unwrap(), (21, vec![]));
    connection.batch_execute(damage).unwrap();
    let faults = check::run(&mut connection).unwrap().1;
    assert_eq!(faults.len(), 1, "{damage}: {faults:?}");
    assert!(faults[0].contains(expected), "{damage}: {faults:?}");
}

#[test]
fn an_entry_that_does_not_follow_the_one_before_is_found() {
    finds(
        "UPDATE journal SET before = after WHERE revision = 22",
        "partners/oziersk: the journal's entry at revision 22 does not begin where the last one ended",
    );
    finds(
        "UPDATE journal SET action = 'delete' WHERE revision = 22",
        "the journal's entry at revision 22 is no delete",
    );
    finds(
        "UPDATE journal SET type = 'events' WHERE revision = 22",
        "the journal calls it one of events at revision 22",
    );
    finds(
        "INSERT INTO journal (revision, path, type, action, at, actor) VALUES (22, 'partners/none', 'partners', 'delete', '', '')",
        "1 entries of the journal belong to no record",
    );
}

#[test]
fn what_readers_would_be_told_wrongly_is_found() {
    let set = |value: &str| {
        format!("UPDATE record SET public_revision = {value} WHERE path = 'partners/oziersk'")
    };
    finds(&set("21"), "partners/oziersk: is public, changed at 22, and its public revision is 21");
    finds(
        &set("23"),
        "partners/oziersk: its public revision is 23, and that of the data set is 22",
    );
    finds("UPDATE dataset SET public_revision = 23", "the public revision is 23, at revision 22");
}

#[test]
fn terms_that_the_index_lost_or_made_up_are_found() {
    let app = TestApp::new();
    let mut connection = app.database.connection();
    for terms in ["§partners§published oziersk", "made up"] {
        let damage = connection.choose(
            format!("DELETE FROM search_term WHERE rowid = 7; INSERT INTO search_term (rowid, terms) VALUES (7, '{terms}')"),
            format!("UPDATE search_term SET terms = array_to_tsvector(string_to_array('{terms}', ' ')) WHERE seq = 7"),
        );
        connection.batch_execute(&damage).unwrap();
        let faults = check::run(&mut connection).unwrap().1;
        let expected = connection.choose(
            "the search index has other terms than the documents",
            "its document and its terms in the search index do not agree",
        );
        assert!(faults.len() == 1 && faults[0].contains(expected), "{terms}: {faults:?}");
    }
    app.database.reindex();
    assert_eq!(check::run(&mut connection).unwrap(), (21, vec![]));
}
