//! Delivers the messages of all endpoints while the service runs.

use std::{io, sync::Arc, time::Duration};

use actix_web::web;
use futures_util::future::join_all;

use super::{
    background::{BackgroundTask, TaskSignals, WakeReason},
    client::{OutgoingClient, SendOutcome},
    delivery::{self, Verdict, WebhookAttempt},
    endpoint::{LastAttempt, WebhookEndpoint, WebhookState},
    queries, schedule,
};
use crate::{
    db::Db,
    error::ApiError,
    journal::revision::DataSet,
    telemetry::outgoing::OutgoingMetrics,
    values::{instant::Instant, traits::ClosedList as _},
};

/// The number of messages that are sent at the same time.
const TOGETHER: usize = 8;

/// The seconds for which an endpoint is taken by this instance: longer than an attempt and its note take.
const LEASE: i64 = 60;

/// The pause after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// How often the worker looks, and how long it gathers.
#[derive(Clone, Copy, Debug)]
pub struct WorkerPace {
    /// The longest time between two looks: another process may have changed the data.
    pub tick: Duration,
    /// How long changes are gathered after the first one, so that many are one message.
    pub gather: Duration,
}

impl Default for WorkerPace {
    fn default() -> Self {
        Self { tick: Duration::from_secs(2), gather: Duration::from_secs(1) }
    }
}

/// Sends messages from this service.
#[derive(Clone)]
pub struct WebhookWorker {
    db: Db,
    base_url: Arc<str>,
    client: OutgoingClient,
    metrics: OutgoingMetrics,
}

/// What is due: the name of the data set, and the endpoints with their messages.
type DueMessages = (String, Vec<(WebhookEndpoint, (i64, Instant))>);

impl WebhookWorker {
    /// Makes a worker for the API at this address.
    pub fn new(db: Db, base_url: Arc<str>, client: OutgoingClient) -> Self {
        let metrics = db.metrics().outgoing();
        Self { db, base_url, client, metrics }
    }

    /// Starts to deliver messages, until the task is dropped.
    pub fn start(self, pace: WorkerPace) -> io::Result<BackgroundTask> {
        let db = self.db.clone();
        BackgroundTask::start("webhooks", &db, move |signals| self.run(signals, pace))
    }

    async fn run(self, mut signals: TaskSignals, pace: WorkerPace) {
        loop {
            let pause = match self.round().await {
                Ok(()) => pace.tick,
                Err(error) => {
                    log::warn!("webhooks wait: {error}");
                    AFTER_FAILURE
                }
            };
            let is_stopped = match signals.wait(pause).await {
                WakeReason::Time => false,
                WakeReason::Written => signals.pause(pace.gather).await,
                WakeReason::Stop => true,
            };
            if is_stopped {
                return;
            }
        }
    }

    /// Sends every message that is due.
    pub async fn round(&self) -> Result<(), ApiError> {
        let (instance, due) = self.due().await?;
        let instance: Arc<str> = instance.into();
        for part in due.chunks(TOGETHER) {
            let attempts = self.claimed(&instance, part.to_vec()).await?;
            let sent = join_all(attempts.into_iter().map(|attempt| self.sent(attempt)));
            let noted: Result<(), ApiError> = sent.await.into_iter().collect();
            noted?;
        }
        Ok(())
    }

    /// Reads what is due, and counts the endpoints.
    async fn due(&self) -> Result<DueMessages, ApiError> {
        let read = self.db.look_up(|connection| {
            let data_set = DataSet::load(connection)?;
            Ok::<_, ApiError>((data_set, queries::list(connection)?))
        });
        let (data_set, endpoints) = read.await?;
        for state in WebhookState::ALL.iter().copied() {
            let count = endpoints.iter().filter(|endpoint| endpoint.state == state).count();
            self.metrics.endpoints(state.as_str(), count);
        }
        let now = Instant::now();
        let due = |endpoint: WebhookEndpoint| {
            let message = endpoint.due(data_set.public_revision, now)?;
            Some((endpoint, message))
        };
        Ok((data_set.instance, endpoints.into_iter().filter_map(due).collect()))
    }

    /// Takes endpoints, and returns the attempts for those that no other instance has taken.
    async fn claimed(
        &self,
        instance: &Arc<str>,
        due: Vec<(WebhookEndpoint, (i64, Instant))>,
    ) -> Result<Vec<WebhookAttempt>, ApiError> {
        let (instance, base_url) = (Arc::clone(instance), Arc::clone(&self.base_url));
        let claim = move |connection: &mut _| {
            let until = Instant::now().plus(LEASE);
            let mut attempts = Vec::new();
            for (endpoint, (revision, made_at)) in due {
                if queries::claim(connection, &endpoint, (revision, made_at), until)? {
                    let message = endpoint.message((revision, made_at), (&instance, &base_url))?;
                    attempts.push(WebhookAttempt { endpoint, revision, message });
                }
            }
            Ok::<_, ApiError>(attempts)
        };
        self.db.write(claim).await
    }

    /// Sends a message and notes the result.
    async fn sent(&self, attempt: WebhookAttempt) -> Result<(), ApiError> {
        let (client, sending) = (self.client.clone(), attempt.clone());
        let send = move || delivery::send(&client, &sending.endpoint, &sending.message);
        let outcome: SendOutcome =
            web::block(send).await.map_err(|error| ApiError::Internal(Box::new(error)))?;
        self.metrics.sent_webhook(outcome.is_success());
        let last = LastAttempt { at: Instant::now(), result: delivery::result(outcome) };
        let verdict: Verdict =
            delivery::judge(outcome, attempt.endpoint.failures, last.at, schedule::chance());
        attempt.log(verdict, &last.result);
        let note = move |connection: &mut _| Ok(attempt.note(connection, verdict, &last)?);
        self.db.write(note).await
    }
}
