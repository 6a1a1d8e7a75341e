//! A file that is deleted, replaced or damaged under a running service.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};
use serde_json::{Value, json};
use twinning::{
    auth::role::TokenRole,
    db::{DatabaseUrl, DbConnection, transaction},
};

use crate::support::{
    client::{self, Answer},
    database::TestDatabase,
    keeper::token,
    made_up,
    program::Serving,
};

/// Something that is done to the file of a running service. Returns what is at its path then.
type Harm = fn(&Path) -> Vec<u8>;

/// Another data set.
fn another() -> Vec<u8> {
    let other = TestDatabase::sqlite().with_tables();
    let DatabaseUrl::Sqlite(path) = &other.url else { unreachable!() };
    fs::read(path).unwrap()
}

fn delete(path: &Path) -> Vec<u8> {
    fs::remove_file(path).unwrap();
    Vec::new()
}

fn move_another_there(path: &Path) -> Vec<u8> {
    let (other, beside) = (another(), path.with_extension("beside"));
    fs::write(&beside, &other).unwrap();
    fs::rename(beside, path).unwrap();
    other
}

fn copy_another_over_it(path: &Path) -> Vec<u8> {
    let other = another();
    fs::write(path, &other).unwrap(); // the same file with another content
    other
}

/// The name of an older state of a file.
fn older(path: &Path) -> PathBuf {
    path.with_extension("older")
}

/// Keeps a copy, and moves the file on.
fn move_on(path: &Path) {
    fs::copy(path, older(path)).unwrap();
    let mut connection = connection_to(path);
    for number in 0..3 {
        transaction::write(&mut connection, |connection| {
            connection.batch_execute(&format!("CREATE TABLE later{number} (i)"))
        })
        .unwrap();
        connection.batch_execute("PRAGMA wal_checkpoint(PASSIVE)").unwrap();
    }
}

fn copy_an_older_state_over_it(path: &Path) -> Vec<u8> {
    let older = fs::read(older(path)).unwrap();
    fs::write(path, &older).unwrap();
    older
}

fn cut_off(path: &Path) -> Vec<u8> {
    connection_to(path).batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(100_000).unwrap();
    fs::read(path).unwrap()
}

fn make_empty(path: &Path) -> Vec<u8> {
    fs::write(path, "").unwrap();
    Vec::new()
}

fn connection_to(path: &Path) -> DbConnection {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    DbConnection::Sqlite(connection)
}

fn ask(
    serving: &Serving,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let url = format!("http://{}{path}", serving.address);
    client::send(&client::agent(), method, &url, headers, body.as_bytes())
}

fn post(serving: &Serving, token: &str, id: &str) -> Answer {
    let mut body: Value = serde_json::from_str(&made_up::partner(id, json!({}))).unwrap();
    body.as_object_mut().unwrap().retain(|name, _| name != "type");
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    ask(serving, "POST", "/api/v1/partners", &headers, &body.to_string())
}

#[test]
fn whatever_is_done_to_the_file_nothing_is_acknowledged_and_nothing_is_harmed() {
    let cases: [(&str, Harm, &str); 6] = [
        ("deleted", delete, "deleted or replaced"),
        ("moved there", move_another_there, "deleted or replaced"),
        ("copied over it", copy_another_over_it, "copied over"),
        ("an older state over it", copy_an_older_state_over_it, "copied over"),
        ("cut off", cut_off, "cut off"),
        ("made empty", make_empty, "copied over"),
    ];
    for (what, harm, told) in cases {
        let database = TestDatabase::sqlite();
        let DatabaseUrl::Sqlite(path) = database.url.clone() else { unreachable!() };
        let mut serving = Serving::start(&database.argument(), &["--demo"], &[]);
        let token = token(&database, TokenRole::Editor);
        assert_eq!(post(&serving, &token, "before").status, 201, "{what}");
        move_on(&path);
        assert_eq!(ask(&serving, "GET", "/health/ready", &[], "").status, 200, "{what}");
        let left = harm(&path);
        let reads: Vec<u16> = thread::scope(|scope| {
            let serving = &serving;
            let read = move |number: usize| {
                let path = format!("/api/v1/search?q=pa&limit={number}");
                ask(serving, "GET", &path, &[], "").status
            };
            let reads: Vec<_> = (1..40).map(|number| scope.spawn(move || read(number))).collect();
            reads.into_iter().map(|read| read.join().unwrap()).collect()
        });
        assert!(reads.iter().all(|status| [200, 503].contains(status)), "{what}: {reads:?}");
        for id in ["one", "two"] {
            post(&serving, &token, id).is_unavailable();
        }
        assert_eq!(ask(&serving, "GET", "/health/ready", &[], "").status, 503, "{what}");
        serving.terminate();
        assert_eq!(serving.ended(), Some(0), "{what}");
        let log = serving.log();
        assert!(log.contains(told), "{what}: {log}");
        assert!(!log.contains("internal error"), "{what}: {log}");
        assert_eq!(fs::read(&path).unwrap_or_default(), left, "{what}: nothing was written to it");
    }
}
