//! The measurements of one service, and how they are written.

use std::{
    fmt,
    sync::{Arc, MutexGuard},
};

use prometheus_client::{
    encoding::text,
    metrics::{counter::Counter, info::Info},
    registry::Registry,
};

use super::{
    data::{DataGauges, DataMeasures},
    failures::DatabaseFailures,
    outgoing::OutgoingMetrics,
    process::ProcessMeasures,
    queue::{QueueFamilies, QueueMetrics, WaitMetrics},
    replicas::{ReplicaFamilies, ReplicaMetrics},
    requests::{CompletedRequest, RequestCounters, RequestFamilies},
};

/// The beginning of the names of all metrics except those of the process, whose names are fixed by convention.
const PREFIX: &str = "twinning";

/// The queue of each client before its share of the readers: one for all, since clients are no label.
const CLIENT_QUEUE: &str = "client";

/// The measurements of one service. A clone shares them.
#[derive(Clone)]
pub struct Metrics(Arc<Measures>);

struct Measures {
    registry: Registry,
    requests: RequestFamilies,
    queues: QueueFamilies,
    client_waits: WaitMetrics,
    failures: DatabaseFailures,
    counts: PlainCounters,
    outgoing: OutgoingMetrics,
    replicas: ReplicaFamilies,
    data: Arc<DataGauges>,
}

/// The counters without labels.
struct PlainCounters {
    wrong_tokens: Counter,
    rate_limited: Counter,
    slow_readers: Counter,
    connections_refused: Counter,
    answers_at_hand: Counter,
    answers_kept: Counter,
}

impl PlainCounters {
    fn registered(registry: &mut Registry) -> Self {
        let mut counter = |name: &str, help: &str| {
            let counter = Counter::default();
            registry.register(name, help, counter.clone());
            counter
        };
        Self {
            wrong_tokens: counter("wrong_tokens", "Requests with a token that is not valid"),
            rate_limited: counter(
                "rate_limited",
                "Requests refused because their client sends too many",
            ),
            slow_readers: counter(
                "slow_readers_closed",
                "Connections closed because their client reads slowly",
            ),
            connections_refused: counter(
                "connections_refused",
                "Connections closed because their client has too many",
            ),
            answers_at_hand: counter(
                "answers_at_hand",
                "Requests answered from memory, without the database",
            ),
            answers_kept: counter("answers_kept", "Responses kept in memory for the next who asks"),
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Begins to measure.
    pub fn new() -> Self {
        let mut all = Registry::default();
        all.register_collector(Box::new(ProcessMeasures::new()));
        let own = all.sub_registry_with_prefix(PREFIX);
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        own.register("build", "The version of the program", build);
        let requests = RequestFamilies::registered(own);
        let (queues, outgoing) = (QueueFamilies::registered(own), OutgoingMetrics::registered(own));
        let failures = DatabaseFailures::registered(own);
        let counts = PlainCounters::registered(own);
        let replicas = ReplicaFamilies::registered(own);
        let data = Arc::<DataGauges>::default();
        own.register_collector(Box::new(Arc::clone(&data)));
        Self(Arc::new(Measures {
            registry: all,
            requests,
            client_waits: queues.waits(&failures, CLIENT_QUEUE),
            queues,
            failures,
            counts,
            outgoing,
            replicas,
            data,
        }))
    }

    /// Counts a request that was answered.
    pub(crate) fn answered(&self, request: &CompletedRequest<'_>) {
        self.0.requests.count(request);
    }

    /// Where requests of this kind are counted.
    pub(crate) fn counters(
        &self,
        route: Option<&str>,
        method: &str,
        status: u16,
    ) -> RequestCounters {
        self.0.requests.counters(route, method, status)
    }

    /// The measurements of a queue for so many connections.
    pub fn queue(&self, name: &'static str, connections: u32) -> QueueMetrics {
        self.0.queues.queue(&self.0.failures, name, connections)
    }

    /// The measurements of a replica.
    pub(crate) fn replica(&self, number: u32) -> ReplicaMetrics {
        self.0.replicas.replica(number)
    }

    /// The measurements of the waits of clients for their shares.
    pub(crate) fn client_waits(&self) -> WaitMetrics {
        self.0.client_waits.clone()
    }

    /// Shows kinds of failures before they happen, so that the first one is seen as an increase.
    pub(crate) fn expect_failures(&self, kinds: impl IntoIterator<Item = &'static str>) {
        for kind in kinds {
            self.0.failures.expect(kind);
        }
    }

    /// The counts of failures of the database.
    pub(crate) fn failures(&self) -> &DatabaseFailures {
        &self.0.failures
    }

    /// The measurements of what is sent to other services.
    pub(crate) fn outgoing(&self) -> OutgoingMetrics {
        self.0.outgoing.clone()
    }

    /// Counts a request with a wrong token.
    pub fn wrong_token(&self) {
        self.0.counts.wrong_tokens.inc();
    }

    /// Counts a request that was refused because its client sends too many.
    pub fn rate_limited(&self) {
        self.0.counts.rate_limited.inc();
    }

    /// Counts a connection that was closed because its client reads too slowly.
    pub fn slow_reader_closed(&self) {
        self.0.counts.slow_readers.inc();
    }

    /// Counts a connection that was closed because its client has too many.
    pub(crate) fn connection_refused(&self) {
        self.0.counts.connections_refused.inc();
    }

    /// Counts a request that was answered from memory.
    pub(crate) fn answer_at_hand(&self) {
        self.0.counts.answers_at_hand.inc();
    }

    /// Counts a response that is kept.
    pub(crate) fn answer_kept(&self) {
        self.0.counts.answers_kept.inc();
    }

    /// What was last read of the data set.
    pub(crate) fn data(&self) -> MutexGuard<'_, DataMeasures> {
        self.0.data.lock()
    }

    /// Writes everything as OpenMetrics 1.0.
    pub fn written(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.0.registry)?;
        Ok(text)
    }
}
