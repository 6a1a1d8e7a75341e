//! Measurements of a queue for connections to the database.

use std::time::Instant;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::{failures::DatabaseFailures, observed::Observed, requests::durations};

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct QueueLabels {
    queue: &'static str,
}

/// The measurements of all queues.
pub(super) struct QueueFamilies {
    connections: Family<QueueLabels, Gauge>,
    busy: Family<QueueLabels, Gauge>,
    waiting: Family<QueueLabels, Gauge>,
    refusals: Family<QueueLabels, Counter>,
    waits: Family<QueueLabels, Histogram, fn() -> Histogram>,
    work: Family<QueueLabels, Histogram, fn() -> Histogram>,
}

impl QueueFamilies {
    /// Registers them.
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let families = Self {
            connections: Family::default(),
            busy: Family::default(),
            waiting: Family::default(),
            refusals: Family::default(),
            waits: Family::new_with_constructor(durations),
            work: Family::new_with_constructor(durations),
        };
        let gauges = [
            ("queue_connections", "Connections to the database", &families.connections),
            ("queue_busy", "Connections that work", &families.busy),
            ("queue_waiting", "Requests that wait for a connection", &families.waiting),
        ];
        for (name, help, family) in gauges {
            registry.register(name, help, Family::clone(family));
        }
        registry.register(
            "queue_refusals",
            "Requests that got no connection, because the queue was too long or the wait too long",
            Family::clone(&families.refusals),
        );
        let histograms = [
            ("queue_wait", "Time that a request waited for a connection", &families.waits),
            ("database_work", "Time that a request used a connection", &families.work),
        ];
        for (name, help, family) in histograms {
            registry.register_with_unit(name, help, Unit::Seconds, Family::clone(family));
        }
        families
    }

    /// The measurements of one queue.
    pub(super) fn queue(
        &self,
        failures: &DatabaseFailures,
        name: &'static str,
        connections: u32,
    ) -> QueueMetrics {
        let labels = &QueueLabels { queue: name };
        self.connections.get_or_create(labels).set(connections.into());
        QueueMetrics {
            failures: failures.clone(),
            busy: self.busy.get_or_create_owned(labels),
            waiting: self.waiting.get_or_create_owned(labels),
            refusals: self.refusals.get_or_create_owned(labels),
            waits: self.waits.get_or_create_owned(labels),
            work: self.work.get_or_create_owned(labels),
        }
    }
}

/// The measurements of one queue.
#[derive(Clone)]
pub struct QueueMetrics {
    failures: DatabaseFailures,
    busy: Gauge,
    waiting: Gauge,
    refusals: Counter,
    waits: Histogram,
    work: Histogram,
}

impl QueueMetrics {
    /// Begins to measure the wait of a request for a connection.
    pub(crate) fn waiting(&self) -> QueueWait<'_> {
        self.waiting.inc();
        QueueWait { queue: self, observed: Observed::here(&self.failures), began: Instant::now() }
    }

    /// Counts a request that got no connection.
    pub(crate) fn refused(&self) {
        self.refusals.inc();
    }

    /// Shows a connection as one at work until this is dropped: work can outlast the request that wanted it.
    pub(crate) fn busy(&self) -> BusyConnection {
        self.busy.inc();
        BusyConnection(self.busy.clone())
    }

    /// Counts a failure of the database.
    pub(crate) fn failed(&self, kind: &'static str) {
        self.failures.count(kind);
    }
}

/// A wait, measured until it is dropped: also the wait of a client that leaves.
pub(crate) struct QueueWait<'q> {
    queue: &'q QueueMetrics,
    observed: Observed,
    began: Instant,
}

impl<'q> QueueWait<'q> {
    /// Ends the wait. If it was not in vain, begins to measure the work.
    pub(crate) fn ended<T, E>(self, outcome: Result<T, E>) -> Result<(T, DatabaseWork<'q>), E> {
        let (queue, observed) = (self.queue, self.observed.clone());
        drop(self);
        match outcome {
            Ok(place) => Ok((place, DatabaseWork { queue, observed, began: Instant::now() })),
            Err(refusal) => {
                queue.refusals.inc();
                Err(refusal)
            }
        }
    }
}

impl Drop for QueueWait<'_> {
    fn drop(&mut self) {
        let waited = self.began.elapsed();
        self.queue.waiting.dec();
        self.queue.waits.observe(waited.as_secs_f64());
        self.observed.waited(waited);
    }
}

/// Work in the database, measured until it is dropped.
pub(crate) struct DatabaseWork<'q> {
    queue: &'q QueueMetrics,
    observed: Observed,
    began: Instant,
}

impl DatabaseWork<'_> {
    /// For what the work is done.
    pub(crate) fn observed(&self) -> Observed {
        self.observed.clone()
    }

    /// Shows its connection as one at work.
    pub(crate) fn busy(&self) -> BusyConnection {
        self.queue.busy()
    }
}

impl Drop for DatabaseWork<'_> {
    fn drop(&mut self) {
        let worked = self.began.elapsed();
        self.queue.work.observe(worked.as_secs_f64());
        self.observed.worked(worked);
    }
}

/// A connection at work.
pub(crate) struct BusyConnection(Gauge);

impl Drop for BusyConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}
