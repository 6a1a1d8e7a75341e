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
    pub(crate) fn waiting(&self) -> QueueWait {
        self.waiting.inc();
        let observed = Observed::here(&self.failures);
        QueueWait { queue: self.clone(), observed, began: Instant::now() }
    }

    /// Counts a failure of the database.
    pub(crate) fn failed(&self, kind: &'static str) {
        self.failures.count(kind);
    }
}

/// A wait, measured until it is dropped: also the wait of a client that leaves.
pub(crate) struct QueueWait {
    queue: QueueMetrics,
    observed: Observed,
    began: Instant,
}

impl QueueWait {
    /// For what the request waits.
    pub(crate) fn observed(&self) -> Observed {
        self.observed.clone()
    }

    /// Ends the wait without a connection.
    pub(crate) fn refused(self) {
        self.queue.refusals.inc();
    }

    /// Ends the wait with a connection, and begins to measure the work.
    pub(crate) fn begun(self) -> DatabaseWork {
        let (queue, observed) = (self.queue.clone(), self.observed.clone());
        drop(self);
        queue.busy.inc();
        DatabaseWork { queue, observed, began: Instant::now() }
    }
}

impl Drop for QueueWait {
    fn drop(&mut self) {
        let waited = self.began.elapsed();
        self.queue.waiting.dec();
        self.queue.waits.observe(waited.as_secs_f64());
        self.observed.waited(waited);
    }
}

/// Work with a connection, measured until it is dropped: it can outlast the request that wanted it.
pub(crate) struct DatabaseWork {
    queue: QueueMetrics,
    observed: Observed,
    began: Instant,
}

impl Drop for DatabaseWork {
    fn drop(&mut self) {
        let worked = self.began.elapsed();
        self.queue.busy.dec();
        self.queue.work.observe(worked.as_secs_f64());
        self.observed.worked(worked);
    }
}
