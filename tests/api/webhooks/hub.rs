//! Pings of a WebSub hub.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use twinning::{
    db::{Db, Readers},
    websub::worker::HubWorker,
};

use crate::support::{
    TestApp, app::PUBLIC_URL, export::lines_with, receiver::Receiver, waiting::eventually,
    webhooks::change,
};

#[test]
fn the_hub_is_told_of_each_feed_of_what_changed() {
    let (app, hub) = (TestApp::new(), Receiver::new());
    let db = Db::open(&app.database.url, Readers::new(1, Duration::from_secs(30))).unwrap();
    let base_url = Arc::from(format!("{PUBLIC_URL}/api/v1"));
    let worker =
        HubWorker::new(db.clone(), base_url, Arc::from(hub.url("/hub")), Duration::from_millis(20));
    let task = worker.start().unwrap();
    eventually("it has looked", || scraped(&db, "twinning_queue_busy{queue=\"look_ups\"} 0"));
    let expected = |collection: &str| -> Vec<String> {
        let formats = ["atom", "jsonfeed"].into_iter();
        let topics = formats.flat_map(|format| {
            let topic = |language| {
                format!(
                    "https%3A%2F%2Ftwinning.example%2Fapi%2Fv1%2F{collection}%3Fformat%3D{format}%26lang%3D{language}"
                )
            };
            ["en", "pl"].map(topic)
        });
        topics.map(|topic| format!("hub.mode=publish&hub.url={topic}&hub.topic={topic}")).collect()
    };
    eventually("a change after the first look is told of", || {
        change(&app, 1);
        hub.count() >= 4
    });
    let first = hub.taken();
    assert_eq!(first[0].line, "POST /hub HTTP/1.1");
    assert_eq!(first[0].header("content-type"), "application/x-www-form-urlencoded");
    let mut bodies: Vec<_> = first.into_iter().take(4).map(|one| one.body).collect();
    bodies.sort();
    assert_eq!(bodies, expected("events"));
    drop(task);
    let _ = hub.taken();
    app.import(&lines_with("oziersk", |partner| partner["website"] = json!("https://a.example/")));
    assert_eq!(hub.count(), 0, "the task has stopped");
    let metrics = db.metrics().written().unwrap();
    assert!(metrics.contains("twinning_websub_pings_total{result=\"failed\"} 0"), "{metrics}");
}

fn scraped(db: &Db, line: &str) -> bool {
    db.metrics().written().unwrap().contains(line)
}
