//! What a receiver gets.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use twinning::{values::instant::Instant, webhooks::worker::WorkerPace};

use crate::support::{
    TestApp,
    receiver::{Received, Receiver},
    waiting::eventually,
    webhooks::{Sender, added, change, created, endpoint, hurry},
};

fn body(message: &Received) -> Value {
    serde_json::from_str(&message.body).unwrap()
}

#[test]
fn many_changes_are_one_message_that_the_receiver_can_check() {
    let (app, receiver) = (TestApp::with_loopback(), Receiver::new());
    let (id, secret) = created(&app, &receiver.url("/twinning"));
    let worker = Sender::new(&app.database);
    worker.round();
    assert_eq!(receiver.count(), 0, "what was there before is no news");
    change(&app, 4);
    worker.round();
    worker.round();
    let [message] = receiver.taken().try_into().unwrap();
    assert_eq!(message.line, "POST /twinning HTTP/1.1");
    assert_eq!(message.header("content-type"), "application/json");
    assert_eq!(message.header("webhook-id"), format!("msg_{id}_25"));
    assert!(message.header("user-agent").starts_with("twinning/"));
    assert!(message.body.len() < 1_000, "{}", message.body);
    let timestamp: i64 = message.header("webhook-timestamp").parse().unwrap();
    assert!((Instant::now().unix_seconds() - timestamp).abs() < 60, "{timestamp}");
    let stored = endpoint(&app.database, &id);
    assert_eq!(stored.secret.reveal(), secret);
    let signature = stored.secret.sign(&format!("msg_{id}_25"), timestamp, &message.body);
    assert_eq!(message.header("webhook-signature"), signature);
    let body = body(&message);
    let names: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["type", "timestamp", "data"], "no personal data travels");
    assert_eq!(body["type"], "changes");
    let changes = "https://twinning.example/api/v1/changes?after=21";
    let instance = &app.json("")["instance"];
    assert_eq!(body["data"], json!({"instance": instance, "position": "25", "changes": changes}));
    let feed = app.json("/changes?after=21");
    assert_eq!((&feed["position"], feed["data"].as_array().unwrap().len()), (&json!("25"), 4));
    assert_eq!((stored.acknowledged, stored.failures), (25, 0));
}

#[test]
fn drafts_are_no_news() {
    let (app, receiver) = (TestApp::new(), Receiver::new());
    added(&app.database, &receiver.url("/"));
    let partner = json!({"translations": {"en": {"name": "D"}}, "kind": "county", "country": "FR",
        "status": "active", "state": "draft"});
    assert_eq!(app.editor().post("/partners", &partner).status, 201);
    Sender::new(&app.database).round();
    assert_eq!(receiver.count(), 0);
}

#[test]
fn a_message_stays_the_same_in_all_attempts_and_after_a_restart() {
    let (app, receiver) = (TestApp::new(), Receiver::new());
    let id = added(&app.database, &receiver.url("/"));
    receiver.answers("503 Busy", "Content-Length: 0\r\n");
    change(&app, 1);
    Sender::new(&app.database).round();
    change(&app, 2);
    Sender::new(&app.database).round();
    assert_eq!(receiver.count(), 1, "it is not time yet");
    let failed = endpoint(&app.database, &id);
    assert_eq!((failed.acknowledged, failed.failures), (21, 1));
    receiver.answers("200 OK", "Content-Length: 0\r\n");
    hurry(&app.database);
    let restarted = Sender::new(&app.database);
    restarted.round();
    restarted.round();
    let message = receiver.taken();
    let ids: Vec<_> = message.iter().map(|one| one.header("webhook-id")).collect();
    let names = [22, 22, 24].map(|revision| format!("msg_{id}_{revision}"));
    assert_eq!(ids, names, "then what came after it");
    assert_eq!(message[0].body, message[1].body);
    let changes = |one: &Received| body(one)["data"]["changes"].as_str().unwrap().to_owned();
    assert!(
        changes(&message[0]).ends_with("after=21") && changes(&message[2]).ends_with("after=22")
    );
    assert_eq!(endpoint(&app.database, &id).acknowledged, 24);
}

#[test]
fn what_a_crash_interrupted_is_sent_again_a_minute_later() {
    let (app, receiver) = (TestApp::new(), Receiver::new());
    let id = added(&app.database, &receiver.url("/"));
    change(&app, 1);
    // As it was when the service took the endpoint, and then nothing was noted.
    let crash = |second: i64| {
        let until = Instant::now().unix_seconds() + second;
        let until = jiff::Timestamp::from_second(until).unwrap().strftime("%Y-%m-%dT%H:%M:%SZ");
        let taken = format!(
            "UPDATE webhook SET message_revision = 22, message_at = '2026-01-01T00:00:00Z', next_attempt = '{until}'"
        );
        app.database.connection().batch_execute(&taken).unwrap();
    };
    crash(30);
    Sender::new(&app.database).round();
    assert_eq!(receiver.count(), 0);
    crash(-1);
    Sender::new(&app.database).round();
    let [message] = receiver.taken().try_into().unwrap();
    assert_eq!(message.header("webhook-id"), format!("msg_{id}_22"));
    assert_eq!(body(&message)["timestamp"], "2026-01-01T00:00:00Z");
}

#[test]
fn a_running_service_sends_at_once_and_stops() {
    let (app, receiver) = (TestApp::with_loopback(), Receiver::new());
    let (id, _) = created(&app, &receiver.url("/"));
    let pace = WorkerPace { tick: Duration::from_millis(20), gather: Duration::from_millis(5) };
    let task = Sender::new(&app.database).start(pace);
    change(&app, 1);
    eventually("the message arrives", || receiver.count() == 1);
    eventually("it is noted", || endpoint(&app.database, &id).acknowledged == 22);
    change(&app, 1);
    eventually("the next message arrives", || receiver.count() == 2);
    drop(task);
    change(&app, 1);
    assert_eq!(receiver.count(), 2);
}
