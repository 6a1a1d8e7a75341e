//! Measurements of what is sent to other services: webhooks, and pings of a WebSub hub.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct ResultLabels {
    result: &'static str,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

/// The measurements. A clone shares them.
#[derive(Clone)]
pub(crate) struct OutgoingMetrics {
    webhooks: Family<ResultLabels, Counter>,
    pings: Family<ResultLabels, Counter>,
    endpoints: Family<StateLabels, Gauge>,
}

/// The results of attempts.
const RESULTS: [&str; 2] = ["delivered", "failed"];

impl OutgoingMetrics {
    /// Registers them.
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let families = Self {
            webhooks: Family::default(),
            pings: Family::default(),
            endpoints: Family::default(),
        };
        let attempts = "Attempts to deliver a message to an endpoint";
        registry.register("webhook_attempts", attempts, Family::clone(&families.webhooks));
        let pings = "Attempts to tell a WebSub hub of a feed";
        registry.register("websub_pings", pings, Family::clone(&families.pings));
        let endpoints = "Endpoints of webhooks, by state";
        registry.register("webhook_endpoints", endpoints, Family::clone(&families.endpoints));
        // Shown before they happen, so that the first one is seen as an increase.
        for result in RESULTS {
            drop(families.webhooks.get_or_create(&ResultLabels { result }));
            drop(families.pings.get_or_create(&ResultLabels { result }));
        }
        for state in ["active", "disabled"] {
            drop(families.endpoints.get_or_create(&StateLabels { state }));
        }
        families
    }

    /// Counts an attempt to deliver a message.
    pub(crate) fn sent_webhook(&self, is_success: bool) {
        self.webhooks.get_or_create(&of(is_success)).inc();
    }

    /// Counts an attempt to tell a hub.
    pub(crate) fn sent_ping(&self, is_success: bool) {
        self.pings.get_or_create(&of(is_success)).inc();
    }

    /// Sets the number of endpoints in a state.
    pub(crate) fn endpoints(&self, state: &'static str, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.endpoints.get_or_create(&StateLabels { state }).set(count);
    }
}

fn of(is_success: bool) -> ResultLabels {
    ResultLabels { result: RESULTS[usize::from(!is_success)] }
}
