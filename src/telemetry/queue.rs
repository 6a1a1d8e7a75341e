//! Measurements of a queue for connections to the database.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::{failures::DatabaseFailures, observed::Observed, requests::durations};

/// How often the log says that a queue refuses requests.
const TELLING: Duration = Duration::from_secs(1);

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
            waits: self.waits(failures, name),
            busy: self.busy.get_or_create_owned(labels),
            work: self.work.get_or_create_owned(labels),
        }
    }

    /// The measurements of the waits in one queue.
    pub(super) fn waits(&self, failures: &DatabaseFailures, name: &'static str) -> WaitMetrics {
        let labels = &QueueLabels { queue: name };
        WaitMetrics {
            failures: failures.clone(),
            waiting: self.waiting.get_or_create_owned(labels),
            refusals: Refusals {
                queue: name,
                count: self.refusals.get_or_create_owned(labels),
                told: Arc::default(),
            },
            durations: self.waits.get_or_create_owned(labels),
        }
    }
}

/// The refusals of one queue. A clone shares them.
#[derive(Clone)]
struct Refusals {
    queue: &'static str,
    count: Counter,
    /// When the log told of them.
    told: Arc<Mutex<Option<Instant>>>,
}

impl Refusals {
    /// Counts one. The log says that there are some, but not each: many come at once, when there is least time.
    fn add(&self, now: Instant) {
        self.count.inc();
        if self.is_to_be_told(now) {
            log::warn!(
                "more is asked of the database than it can answer: requests are refused (queue {})",
                self.queue
            );
        }
    }

    fn is_to_be_told(&self, now: Instant) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = told.is_none_or(|told| now.saturating_duration_since(told) >= TELLING);
        if is_time {
            *told = Some(now);
        }
        is_time
    }
}

/// The measurements of the waits in one queue. A clone shares them.
#[derive(Clone)]
pub(crate) struct WaitMetrics {
    failures: DatabaseFailures,
    waiting: Gauge,
    refusals: Refusals,
    durations: Histogram,
}

impl WaitMetrics {
    /// Begins to measure the wait of a request.
    pub(crate) fn waiting(&self) -> MeasuredWait {
        self.waiting.inc();
        let observed = Observed::here(&self.failures);
        observed.begins_to_wait();
        MeasuredWait { metrics: self.clone(), observed, began: Instant::now() }
    }
}

/// A wait, measured until it is dropped: also the wait of a client that leaves.
pub(crate) struct MeasuredWait {
    metrics: WaitMetrics,
    observed: Observed,
    began: Instant,
}

impl MeasuredWait {
    /// Ends the wait in vain.
    pub(crate) fn refused(self) {
        self.metrics.refusals.add(Instant::now());
    }
}

impl Drop for MeasuredWait {
    fn drop(&mut self) {
        self.metrics.waiting.dec();
        self.metrics.durations.observe(self.began.elapsed().as_secs_f64());
        self.observed.ends_to_wait();
    }
}

/// The measurements of one queue for connections.
#[derive(Clone)]
pub struct QueueMetrics {
    waits: WaitMetrics,
    busy: Gauge,
    work: Histogram,
}

impl QueueMetrics {
    /// Begins to measure the wait of a request for a connection.
    pub(crate) fn waiting(&self) -> QueueWait {
        QueueWait { queue: self.clone(), wait: self.waits.waiting() }
    }

    /// Counts a failure of the database.
    pub(crate) fn failed(&self, kind: &'static str) {
        self.waits.failures.count(kind);
    }
}

/// A wait for a connection, measured until it is dropped.
pub(crate) struct QueueWait {
    queue: QueueMetrics,
    wait: MeasuredWait,
}

impl QueueWait {
    /// For what the request waits.
    pub(crate) fn observed(&self) -> Observed {
        self.wait.observed.clone()
    }

    /// Ends the wait without a connection.
    pub(crate) fn refused(self) {
        self.wait.refused();
    }

    /// Ends the wait with a connection, and begins to measure the work.
    pub(crate) fn begun(self) -> DatabaseWork {
        let Self { queue, wait } = self;
        let observed = wait.observed.clone();
        drop(wait);
        queue.busy.inc();
        observed.begins_to_work();
        DatabaseWork { queue, observed, began: Instant::now() }
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
        self.queue.busy.dec();
        self.queue.work.observe(self.began.elapsed().as_secs_f64());
        self.observed.ends_to_work();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_is_counted_and_one_a_second_told() {
        let families = QueueFamilies::registered(&mut Registry::default());
        let waits = families.waits(&DatabaseFailures::default(), "test");
        (0..3).for_each(|_| waits.waiting().refused());
        assert_eq!(waits.refusals.count.get(), 3);
        let now = Instant::now() + TELLING;
        let told = [0, 1, 999, 1_000, 1_500]
            .map(|after| waits.clone().refusals.is_to_be_told(now + Duration::from_millis(after)));
        assert_eq!(told, [true, false, false, true, false], "clones tell once together");
    }
}
