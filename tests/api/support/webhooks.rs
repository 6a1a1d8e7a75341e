//! Endpoints of webhooks, and what sends to them.

use std::{sync::Arc, time::Duration};

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use twinning::{
    auth::{base62, role::TokenRole},
    db::{Db, Readers, transaction},
    webhooks::{
        address::OutgoingPolicy,
        background::BackgroundTask,
        client::OutgoingClient,
        endpoint::{ID_LENGTH, WebhookEndpoint},
        queries,
        secret::SigningSecret,
        worker::{WebhookWorker, WorkerPace},
    },
};

use super::{TestApp, app::PUBLIC_URL, database::TestDatabase, made_up};

/// Adds an endpoint beside the service; its id.
pub fn added(database: &TestDatabase, url: &str) -> String {
    let (id, secret) = (base62::random(ID_LENGTH).unwrap(), SigningSecret::new().unwrap());
    let add = |connection: &mut _| queries::add(connection, &id, url, &secret);
    transaction::write(&mut database.connection(), add).unwrap().unwrap();
    id
}

/// Adds an endpoint that is never connected to.
pub fn unreachable(app: &TestApp) -> String {
    let number = queries::list(&mut app.database.connection()).unwrap().len();
    added(&app.database, &format!("https://127.0.0.1/{number}"))
}

/// Removes all endpoints.
pub fn remove_all(app: &TestApp) {
    app.database.connection().batch_execute("DELETE FROM webhook").unwrap();
}

/// The endpoint with this id.
pub fn endpoint(database: &TestDatabase, id: &str) -> WebhookEndpoint {
    let all = queries::list(&mut database.connection()).unwrap();
    all.into_iter().find(|endpoint| endpoint.id == id).unwrap()
}

/// Lets all waiting attempts be due.
pub fn hurry(database: &TestDatabase) {
    let hurry = "UPDATE webhook SET next_attempt = '2026-01-01T00:00:00Z'";
    database.connection().batch_execute(hurry).unwrap();
}

/// What sends the messages of an instance of its own.
pub struct Sender {
    db: Db,
    worker: WebhookWorker,
}

impl Sender {
    /// May reach this machine.
    pub fn new(database: &TestDatabase) -> Self {
        let db = Db::open(&database.url, Readers::new(1, Duration::from_secs(30))).unwrap();
        let client = OutgoingClient::new(OutgoingPolicy { allows_loopback: true });
        let base_url = Arc::from(format!("{PUBLIC_URL}/api/v1"));
        Self { worker: WebhookWorker::new(db.clone(), base_url, client), db }
    }

    /// Sends everything that is due.
    pub fn round(&self) {
        actix_web::rt::System::new().block_on(self.worker.round()).unwrap();
    }

    /// Sends what is due until the task is dropped.
    pub fn start(&self, pace: WorkerPace) -> BackgroundTask {
        self.worker.clone().start(pace).unwrap()
    }

    /// Its measurements.
    pub fn metrics(&self) -> String {
        self.db.metrics().written().unwrap()
    }
}

/// Makes so many public changes, one at a time.
pub fn change(app: &TestApp, count: usize) {
    for _ in 0..count {
        let id = format!("change-{}", app.json("")["revision"]);
        app.import(&made_up::event(&id, json!({})));
    }
}

/// Adds an endpoint over HTTP; its id and its secret.
pub fn created(app: &TestApp, url: &str) -> (String, String) {
    let answer = app.keeper(TokenRole::Admin).post("/webhooks", &json!({ "url": url }));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let made = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["webhook"]["id"]), text(&made["secret"]))
}
