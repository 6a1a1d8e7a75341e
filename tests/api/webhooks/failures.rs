//! Endpoints that do not take a message.

use diesel::connection::SimpleConnection as _;
use twinning::{
    values::instant::Instant,
    webhooks::endpoint::{WebhookEndpoint, WebhookState},
};

use crate::support::{
    TestApp,
    program::run_with,
    receiver::Receiver,
    webhooks::{Sender, added, change, endpoint, hurry},
};

/// How many seconds it is until the next attempt.
fn pause(endpoint: &WebhookEndpoint) -> i64 {
    endpoint.next_attempt.seconds_since(Instant::now())
}

#[test]
fn every_answer_but_2xx_is_a_failure() {
    let app = TestApp::new();
    let (elsewhere, worker) = (Receiver::new(), Sender::new(&app.database));
    let redirect = format!("Content-Length: 0\r\nLocation: {}\r\n", elsewhere.url("/"));
    let long = format!("Content-Length: 100000\r\n\r\n{}", "x".repeat(100_000));
    let cases = [
        ("204 No Content", "", "204", WebhookState::Active, None),
        ("200 OK", &long, "200", WebhookState::Active, None),
        ("302 Found", &redirect, "302", WebhookState::Active, Some(4..=6)),
        ("404 Not Found", "Content-Length: 0\r\n", "404", WebhookState::Active, Some(4..=6)),
        ("410 Gone", "Content-Length: 0\r\n", "410", WebhookState::Disabled, Some(0..=0)),
        ("429 Slow", "Retry-After: 900\r\n", "429", WebhookState::Active, Some(900..=900)),
        ("503 Busy", "Retry-After: 999999\r\n", "503", WebhookState::Active, Some(86_400..=86_400)),
    ];
    let receivers: Vec<_> = cases
        .iter()
        .map(|(status, headers, ..)| {
            let receiver = Receiver::new();
            receiver.answers(status, headers);
            let id = added(&app.database, &receiver.url("/"));
            (receiver, id)
        })
        .collect();
    let closed = added(&app.database, "http://127.0.0.1:9/");
    let inside = added(&app.database, "https://10.0.0.1/");
    change(&app, 1);
    worker.round();
    for ((receiver, id), (status, _, result, state, seconds)) in receivers.iter().zip(cases) {
        let found = endpoint(&app.database, id);
        assert_eq!(receiver.count(), 1, "{status}");
        assert_eq!(
            (found.state, &*found.last.clone().unwrap().result),
            (state, result),
            "{status}"
        );
        assert_eq!(found.acknowledged, if seconds.is_none() { 22 } else { 21 }, "{status}");
        assert_eq!(found.failures, i64::from(seconds.is_some()), "{status}");
        let seconds = seconds.unwrap_or(0..=0);
        let (least, most) = (seconds.start() - 3, *seconds.end());
        assert!((least..=most).contains(&pause(&found)), "{status}: {}", pause(&found));
    }
    assert_eq!(elsewhere.count(), 0, "a redirect is not followed");
    for (id, result) in [(closed, "no-connection"), (inside, "refused-address")] {
        assert_eq!(endpoint(&app.database, &id).last.unwrap().result, result);
    }
    let metrics = worker.metrics();
    for line in [
        "twinning_webhook_attempts_total{result=\"delivered\"} 2",
        "twinning_webhook_attempts_total{result=\"failed\"} 7",
        "twinning_webhook_endpoints{state=\"active\"} 9",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}

#[test]
fn after_ten_failures_an_endpoint_is_disabled_until_a_test_succeeds() {
    let (app, receiver) = (TestApp::new(), Receiver::new());
    let (id, worker) = (added(&app.database, &receiver.url("/")), Sender::new(&app.database));
    receiver.answers("500 Broken", "Content-Length: 0\r\n");
    change(&app, 1);
    app.database.connection().batch_execute("UPDATE webhook SET failures = 8").unwrap();
    for (failures, state) in [(9, WebhookState::Active), (10, WebhookState::Disabled)] {
        hurry(&app.database);
        worker.round();
        let found = endpoint(&app.database, &id);
        assert_eq!((found.failures, found.state), (failures, state));
    }
    change(&app, 1);
    hurry(&app.database);
    worker.round();
    assert_eq!(receiver.taken().len(), 2, "it gets nothing any more");
    assert!(worker.metrics().contains("twinning_webhook_endpoints{state=\"disabled\"} 1"));
    let url = app.database.argument();
    let list = run_with(&["webhook", "list", "--database-url", &url], &[]).succeeded();
    assert!(list.contains(&format!("{id}  disabled")), "{list}");

    let loopback = [("TWINNING_WEBHOOK_ALLOW_LOOPBACK", "true")];
    let test = ["webhook", "test", &id, "--database-url", &url];
    let refused = run_with(&test, &loopback).refused();
    assert!(refused.contains("status 500; only 2xx is a success"), "{refused}");
    assert_eq!(endpoint(&app.database, &id).state, WebhookState::Disabled);
    receiver.answers("204 No Content", "");
    let told = run_with(&test, &loopback).succeeded();
    assert!(told.ends_with("It was disabled and is active again.\n"), "{told}");
    receiver.taken();
    worker.round();
    let [message] = receiver.taken().try_into().unwrap();
    assert_eq!(message.header("webhook-id"), format!("msg_{id}_23"), "what it missed");
}
