//! Measurements of the replicas of the database.

use std::{sync::atomic::AtomicU64, time::Duration};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct ReplicaLabels {
    replica: u32,
}

/// The measurements of all replicas.
pub(super) struct ReplicaFamilies {
    used: Family<ReplicaLabels, Gauge>,
    lags: Family<ReplicaLabels, Gauge<f64, AtomicU64>>,
    passed_by: Family<ReplicaLabels, Counter>,
}

impl ReplicaFamilies {
    /// Registers them.
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let families =
            Self { used: Family::default(), lags: Family::default(), passed_by: Family::default() };
        registry.register("replica_used", "Whether a replica is used", families.used.clone());
        registry.register_with_unit(
            "replica_lag",
            "How long a replica has not had the state of the primary",
            Unit::Seconds,
            families.lags.clone(),
        );
        registry.register(
            "replica_passed_by",
            "Questions to a replica that the primary answered in its place",
            families.passed_by.clone(),
        );
        families
    }

    /// The measurements of one replica.
    pub(super) fn replica(&self, number: u32) -> ReplicaMetrics {
        let labels = &ReplicaLabels { replica: number };
        ReplicaMetrics {
            used: self.used.get_or_create_owned(labels),
            lag: self.lags.get_or_create_owned(labels),
            passed_by: self.passed_by.get_or_create_owned(labels),
        }
    }
}

/// The measurements of one replica. A clone shares them.
#[derive(Clone)]
pub(crate) struct ReplicaMetrics {
    used: Gauge,
    lag: Gauge<f64, AtomicU64>,
    passed_by: Counter,
}

impl ReplicaMetrics {
    /// Shows how it stands.
    pub(crate) fn show(&self, is_used: bool, lag: Duration) {
        self.used.set(is_used.into());
        self.lag.set(lag.as_secs_f64());
    }

    /// Counts a question that the primary answered.
    pub(crate) fn passed_by(&self) {
        self.passed_by.inc();
    }
}
