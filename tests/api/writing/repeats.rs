//! `Idempotency-Key`: what was answered once is answered the same again, and done once.

use std::thread;

use diesel::connection::SimpleConnection as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    client::Answer,
    database::{TestDatabase, texts},
    keeper::{Keeper, token},
    made_up::partner,
    program::Serving,
    raw::exchange,
};

fn named(name: &str) -> Value {
    json!({"translations": {"pl": {"name": name}}, "kind": "county", "status": "active", "country": "LT"})
}

fn post(keeper: &Keeper<'_>, path: &str, key: &str, body: &Value) -> Answer {
    keeper.send("POST", path, &[("Idempotency-Key", key)], body)
}

/// What of an answer a client keeps.
fn kept(answer: &Answer) -> (u16, &[u8], [&str; 3]) {
    let headers = ["etag", "location", "content-language"].map(|name| answer.header(name));
    (answer.status, &answer.bytes, headers)
}

#[test]
fn the_same_request_is_done_once() {
    let app = TestApp::new();
    let (editor, other) = (app.editor(), app.editor());
    let first = post(&editor, "/partners", "key-1", &named("A"));
    assert_eq!(first.status, 201);
    assert_eq!(editor.change("PATCH", "/partners/a", &json!({"status": "ended"})).status, 200);
    assert_eq!(
        kept(&post(&editor, "/partners", "key-1", &named("A"))),
        kept(&first),
        "as it was then"
    );
    assert_eq!(
        kept(&post(&editor, "/partners", "\"key-1\"", &named("A"))),
        kept(&first),
        "in quotation marks"
    );
    for (path, body) in
        [("/partners", named("B")), ("/partners?lang=en", named("A")), ("/events", named("A"))]
    {
        let answer = post(&editor, path, "key-1", &body);
        assert_eq!(answer.status, 409, "{path}: {}", answer.text());
        assert!(answer.details().contains("Idempotency-Key"), "{}", answer.text());
    }
    let theirs = post(&other, "/partners", "key-1", &named("A"));
    assert_eq!(
        (theirs.status, &theirs.json()["id"]),
        (201, &json!("a-2")),
        "the key of another token is another"
    );
    assert_eq!(post(&editor, "/partners", "key-2", &named("A")).json()["id"], "a-3");
    assert_eq!(
        editor.post("/partners", &named("A")).json()["id"],
        "a-4",
        "without a key each is a new one"
    );
    assert_eq!(app.json("")["revision"], 26);
}

#[test]
fn what_was_refused_can_be_corrected_under_its_key() {
    let app = TestApp::empty();
    let editor = app.editor();
    assert_eq!(post(&editor, "/partners", "k", &json!({})).status, 400);
    assert_eq!(post(&editor, "/partners", "k", &named("A")).status, 201);
    assert_eq!(post(&editor, "/partners", "k", &json!({})).status, 409);
}

#[test]
fn an_answer_is_forgotten_after_seven_days() {
    let app = TestApp::empty();
    let editor = app.editor();
    let first = post(&editor, "/partners", "k", &named("A"));
    assert_eq!((first.status, &first.json()["id"]), (201, &json!("a")));
    let answered = |ago: SignedDuration| {
        let when = (Timestamp::now() - ago).strftime("%Y-%m-%dT%H:%M:%SZ");
        let moved = format!("UPDATE idempotency SET answered_at = '{when}'");
        app.database.connection().batch_execute(&moved).unwrap();
    };
    let (week, minute) = (SignedDuration::from_hours(7 * 24), SignedDuration::from_mins(1));
    answered(week - minute);
    assert_eq!(kept(&post(&editor, "/partners", "k", &named("A"))), kept(&first));
    answered(week + minute);
    let anew = post(&editor, "/partners", "k", &named("A"));
    assert_eq!((anew.status, &anew.json()["id"]), (201, &json!("a-2")), "it is done anew");
    assert_eq!(kept(&post(&editor, "/partners", "k", &named("A"))), kept(&anew), "and kept again");
    answered(week + minute);
    assert_eq!(post(&editor, "/partners", "another", &named("B")).status, 201);
    let keys = texts(&mut app.database.connection(), "SELECT key AS value FROM idempotency");
    assert_eq!(keys, ["another"], "what nobody is given again is deleted");
}

/// Stores so many responses that have expired, each with so many bytes; those of the token `old` come first.
fn expired(app: &TestApp, token: &str, number: usize, bytes: usize) {
    let rows: Vec<String> = (0..number)
        .map(|number| {
            let answer = "x".repeat(bytes);
            format!("('{token}', 'k{number}', '2020-01-01T00:00:00Z', '{answer}')")
        })
        .collect();
    let hash = if app.database.is_postgres() { "'\\x00'::bytea" } else { "x'00'" };
    let rows = rows.join(", ").replace(", '2020", &format!(", {hash}, '2020"));
    let insert = format!(
        "INSERT INTO idempotency (token, key, request_hash, answered_at, answer) VALUES {rows}"
    );
    app.database.connection().batch_execute(&insert).unwrap();
}

/// How many responses of a token are stored.
fn left(app: &TestApp, token: &str) -> usize {
    let keys = format!("SELECT key AS value FROM idempotency WHERE token = '{token}'");
    texts(&mut app.database.connection(), &keys).len()
}

#[test]
fn however_many_have_expired_a_request_deletes_few_of_them() {
    let app = TestApp::empty();
    let editor = app.editor();
    for (number, bytes, left_after_each) in
        [(250, 10, [150, 50, 0, 0]), (7, 3 << 20, [5, 3, 1, 0]), (2, 9 << 20, [1, 0, 0, 0])]
    {
        expired(&app, "old", number, bytes);
        for (request, expected) in left_after_each.into_iter().enumerate() {
            let answer = post(&editor, "/partners", &format!("{number}-{request}"), &named("A"));
            assert_eq!(answer.status, 201, "{}", answer.text());
            assert_eq!(left(&app, "old"), expected, "{number} of {bytes} bytes, {request}");
        }
    }
}

#[test]
fn an_expired_response_is_replaced_while_older_ones_wait_for_their_deletion() {
    let app = TestApp::empty();
    let editor = app.editor();
    assert_eq!(post(&editor, "/partners", "k", &named("A")).status, 201);
    expired(&app, "old", 150, 10);
    let moved = "UPDATE idempotency SET answered_at = '2021-01-01T00:00:00Z' WHERE key = 'k'";
    app.database.connection().batch_execute(moved).unwrap();
    let anew = post(&editor, "/partners", "k", &named("A"));
    assert_eq!((anew.status, &anew.json()["id"], left(&app, "old")), (201, &json!("a-2"), 50));
    assert_eq!(kept(&post(&editor, "/partners", "k", &named("A"))), kept(&anew));
}

#[test]
fn a_restore_is_done_once_too() {
    let app = TestApp::with(&partner("a", json!({})));
    let editor = app.editor();
    assert_eq!(editor.change("PATCH", "/partners/a", &json!({"status": "ended"})).status, 200);
    assert_eq!(editor.change("DELETE", "/partners/a", &Value::Null).status, 204);
    let first = post(&editor, "/partners/a/restore", "k", &json!({"revision": 1}));
    assert_eq!(first.status, 201);
    let again = post(&editor, "/partners/a/restore", "k", &json!({"revision": 1}));
    assert_eq!(kept(&again), kept(&first), "though it would take `If-Match` now");
    assert_eq!(post(&editor, "/partners/a/restore", "k", &json!({"revision": 2})).status, 409);
    assert_eq!(app.json("")["revision"], 4);
}

#[test]
fn of_many_at_once_one_is_done() {
    let app = TestApp::empty();
    let editor = app.editor();
    let answers: Vec<Answer> = thread::scope(|scope| {
        let senders: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| post(&editor, "/partners", "at-once", &named("A"))))
            .collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    for answer in &answers {
        assert_eq!(kept(answer), kept(&answers[0]), "{}", answer.text());
    }
    assert_eq!((answers[0].status, app.json("")["revision"].clone()), (201, json!(1)));
}

#[test]
fn a_key_that_is_none_is_refused() {
    let app = TestApp::empty();
    let editor = app.editor();
    let (long, longest) = ("k".repeat(256), "k".repeat(255));
    for key in ["", "\"\"", "a b", "ą", long.as_str()] {
        let answer = post(&editor, "/partners", key, &named("A"));
        assert_eq!(answer.status, 400, "{key}: {}", answer.text());
        assert_eq!(
            answer.faults(),
            [("Idempotency-Key".to_owned(), "invalid-value".to_owned())],
            "{key}"
        );
    }
    let twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")];
    assert_eq!(
        editor.send("POST", "/partners", &twice, &named("A")).status,
        400,
        "two keys are none"
    );
    assert_eq!(app.json("")["revision"], 0);
    assert_eq!(post(&editor, "/partners", &longest, &named("A")).status, 201);
}

#[test]
fn a_restart_forgets_nothing() {
    let database = TestDatabase::new();
    let body = named("A").to_string();
    let mut answers = Vec::new();
    let mut key = None;
    for _ in 0..2 {
        let mut serving = Serving::start(&database.argument(), &[], &[]);
        let token = key
            .get_or_insert_with(|| token(&database, twinning::auth::role::TokenRole::Editor))
            .clone();
        let request = format!(
            "POST /api/v1/partners HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        answers.push(exchange(serving.address, request).unwrap());
        serving.terminate();
        serving.ended();
    }
    assert_eq!(answers[0].status, 201);
    // The port is in no answer but in its links: they are kept as they were.
    assert_eq!(kept(&answers[1]), kept(&answers[0]));
}
