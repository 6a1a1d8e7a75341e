//! Measurements of requests.

use std::{borrow::Cow, time::Duration};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

/// The upper limits of durations in seconds, up to the time limit of a request.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The route of a path that is none of the service: a client that invents paths invents no metrics.
pub(crate) const NO_ROUTE: &str = "none";

/// The methods that have a metric of their own.
const METHODS: [&str; 9] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];

/// Any other method.
const OTHER_METHOD: &str = "other";

/// Makes a histogram of durations.
pub(super) fn durations() -> Histogram {
    Histogram::new(SECONDS)
}

/// A request that was answered.
pub(crate) struct CompletedRequest<'r> {
    /// The template of its path; `None` if it is none of the service.
    pub route: Option<&'r str>,
    /// The method.
    pub method: &'r str,
    /// The status of the response.
    pub status: u16,
    /// From the head of the request to the head of its response.
    pub took: Duration,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct StatusLabels {
    route: Cow<'static, str>,
    method: &'static str,
    status: u16,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct RouteLabels {
    route: Cow<'static, str>,
    method: &'static str,
}

/// The number and the durations of requests.
pub(super) struct RequestFamilies {
    requests: Family<StatusLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
}

impl RequestFamilies {
    /// Registers them.
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let families = Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(durations),
        };
        registry.register(
            "http_requests",
            "Requests that were answered",
            Family::clone(&families.requests),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time from the head of a request to the head of its response",
            Unit::Seconds,
            Family::clone(&families.durations),
        );
        families
    }

    /// Counts a request.
    pub(super) fn count(&self, request: &CompletedRequest<'_>) {
        let CompletedRequest { route, method, status, took } = *request;
        self.counters(route, method, status).count(took);
    }

    /// Where requests of this kind are counted.
    pub(super) fn counters(
        &self,
        route: Option<&str>,
        method: &str,
        status: u16,
    ) -> RequestCounters {
        let route: Cow<'static, str> = match route {
            Some(route) => route.to_owned().into(),
            None => NO_ROUTE.into(),
        };
        let known = METHODS.into_iter().find(|known| *known == method);
        let method = known.unwrap_or(OTHER_METHOD);
        let labels = RouteLabels { route: route.clone(), method };
        let durations = self.durations.get_or_create(&labels).clone();
        let requests = self.requests.get_or_create(&StatusLabels { route, method, status }).clone();
        RequestCounters { requests, durations }
    }
}

/// Where requests of one kind are counted.
#[derive(Clone)]
pub(crate) struct RequestCounters {
    requests: Counter,
    durations: Histogram,
}

impl RequestCounters {
    /// Counts a request that took so long.
    pub(crate) fn count(&self, took: Duration) {
        self.durations.observe(took.as_secs_f64());
        self.requests.inc();
    }
}
