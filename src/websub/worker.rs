//! Tells the hub of news while the service runs.
//!
//! What is yet to be told is in memory alone: a hub that misses a ping fetches the feed from time to time.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::web;
use url::form_urlencoded;

use super::{ping_queue::PingQueue, topics};
use crate::{
    db::Db,
    error::ApiError,
    telemetry::outgoing::OutgoingMetrics,
    webhooks::{
        background::{BackgroundTask, TaskSignals, WakeReason},
        client::OutgoingClient,
        delivery,
    },
};

/// The longest time between two looks: another process may have changed the data.
const TICK: Duration = Duration::from_secs(2);

/// The shortest time between two looks for news, so that many changes are one ping.
pub const BETWEEN: Duration = Duration::from_secs(10);

/// Tells a hub of news.
pub struct HubWorker {
    db: Db,
    base_url: Arc<str>,
    hub: Arc<str>,
    between: Duration,
    client: OutgoingClient,
    metrics: OutgoingMetrics,
    queue: PingQueue,
    /// The public revision up to which feeds were added to the queue; `None` before the first look.
    known: Option<i64>,
    looked: Option<Instant>,
}

impl HubWorker {
    /// Makes a worker for the API at this address, which looks for news at most every `between`.
    pub fn new(db: Db, base_url: Arc<str>, hub: Arc<str>, between: Duration) -> Self {
        let (metrics, client) = (db.metrics().outgoing(), OutgoingClient::unrestricted());
        let queue = PingQueue::default();
        Self { db, base_url, hub, between, client, metrics, queue, known: None, looked: None }
    }

    /// Starts to tell the hub, until the task is dropped.
    pub fn start(self) -> io::Result<BackgroundTask> {
        let db = self.db.clone();
        BackgroundTask::start("pings of the hub", &db, move |signals| self.run(signals))
    }

    async fn run(mut self, mut signals: TaskSignals) {
        let tick = TICK.min(self.between);
        loop {
            if let Err(error) = self.look().await {
                log::warn!("pings of the hub wait: {error}");
            }
            while let Some(topic) = self.queue.due(Instant::now()) {
                self.ping(topic).await;
                // The service may have been told to stop.
                if signals.wait(Duration::ZERO).await == WakeReason::Stop {
                    return;
                }
            }
            // A write is looked at with the next tick: pings are not urgent.
            if signals.pause(tick).await {
                return;
            }
        }
    }

    /// Adds the feeds with news to the queue. What was changed before the first look is not news.
    async fn look(&mut self) -> Result<(), ApiError> {
        let now = Instant::now();
        if self.looked.is_some_and(|looked| now.duration_since(looked) < self.between) {
            return Ok(());
        }
        let (base_url, after) = (Arc::clone(&self.base_url), self.known.unwrap_or(i64::MAX));
        let read = self.db.look_up(move |connection| {
            Ok::<_, ApiError>(topics::changed(connection, &base_url, after)?)
        });
        let (revision, topics) = read.await?;
        self.known = Some(revision);
        if !topics.is_empty() {
            self.looked = Some(now);
            self.queue.add(topics, now);
        }
        Ok(())
    }

    /// Tells the hub of one feed.
    async fn ping(&mut self, topic: String) {
        // `hub.url` is the custom of hubs since PubSubHubbub; WebSub leaves the form to publisher and hub.
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("hub.mode", "publish")
            .append_pair("hub.url", &topic)
            .append_pair("hub.topic", &topic)
            .finish();
        let (client, hub) = (self.client.clone(), Arc::clone(&self.hub));
        let form = [("content-type", "application/x-www-form-urlencoded".to_owned())];
        let outcome = web::block(move || client.post(&hub, &form, &body)).await;
        let is_success = outcome.as_ref().is_ok_and(|outcome| outcome.is_success());
        self.metrics.sent_ping(is_success);
        if is_success {
            log::info!("the hub was told of {topic}");
        } else {
            let result = outcome.map_or_else(|error| error.to_string(), delivery::result);
            log::warn!("the hub was not told of {topic} ({result})");
        }
        self.queue.note(&topic, is_success, Instant::now());
    }
}
