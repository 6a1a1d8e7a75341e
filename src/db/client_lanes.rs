//! A share of the connections for each client, so that one who asks for much does not keep the others out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    admission::{Admission, Turn, WaitingLimits},
    error::DbError,
};
use crate::telemetry::queue::WaitMetrics;

/// A client, by whatever tells it from others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ClientKey(pub u64);

/// The queues of all clients that ask for something now. A clone shares them.
#[derive(Clone)]
pub(super) struct ClientLanes {
    limits: WaitingLimits,
    waits: WaitMetrics,
    lanes: Arc<Mutex<HashMap<ClientKey, Lane>>>,
}

struct Lane {
    /// The requests of the client.
    requests: usize,
    admission: Admission,
}

/// A request of a client, until it is dropped.
struct LaneGuard {
    client: ClientKey,
    lanes: ClientLanes,
}

/// A place in the share of a client, which is free again when this is dropped.
pub(super) struct LaneTurn {
    turn: Turn,
    _lane: LaneGuard,
}

impl LaneTurn {
    /// Frees the place after its work was done.
    pub(super) fn served(self) {
        self.turn.served();
    }
}

impl ClientLanes {
    /// Each client has so many places, and a queue before them.
    pub(super) fn new(limits: WaitingLimits, waits: WaitMetrics) -> Self {
        Self { limits, waits, lanes: Arc::default() }
    }

    /// Waits for a place in the share of the client.
    pub(super) async fn enter(&self, client: ClientKey) -> Result<LaneTurn, DbError> {
        let waiting = self.waits.waiting();
        let (guard, admission) = self.join(client);
        match admission.enter().await {
            Ok(turn) => Ok(LaneTurn { turn, _lane: guard }),
            Err(refusal) => {
                waiting.refused();
                Err(refusal)
            }
        }
    }

    fn join(&self, client: ClientKey) -> (LaneGuard, Admission) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes
            .entry(client)
            .or_insert_with(|| Lane { requests: 0, admission: Admission::new(self.limits) });
        lane.requests += 1;
        (LaneGuard { client, lanes: self.clone() }, lane.admission.clone())
    }
}

impl Drop for LaneGuard {
    fn drop(&mut self) {
        let mut lanes = self.lanes.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get_mut(&self.client) {
            lane.requests -= 1;
            if lane.requests == 0 {
                lanes.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::telemetry::{
        metrics::Metrics,
        observed::{Observed, ObservedRequest},
    };

    const TIME: Duration = Duration::from_millis(10);

    fn lanes(metrics: &Metrics) -> ClientLanes {
        let limits =
            WaitingLimits { places: 2, queue: 1, patience: TIME, standing: TIME, burst: TIME };
        ClientLanes::new(limits, metrics.client_waits())
    }

    #[actix_web::test]
    async fn one_client_leaves_places_for_the_others() {
        let lanes = lanes(&Metrics::new());
        let [one, other] = [ClientKey(1), ClientKey(2)];
        let held = [lanes.enter(one).await.ok(), lanes.enter(one).await.ok()];
        assert!(held.iter().all(Option::is_some));
        assert!(lanes.enter(one).await.is_err());
        assert!(lanes.enter(other).await.is_ok());
        drop(held);
        assert!(lanes.enter(one).await.is_ok());
        assert!(lanes.lanes.lock().unwrap().is_empty(), "nothing is remembered");
    }

    #[actix_web::test]
    async fn who_waits_in_vain_is_counted_with_the_time_of_the_wait() {
        let metrics = Metrics::new();
        let (lanes, client) = (lanes(&metrics), ClientKey(1));
        let _held = [lanes.enter(client).await.ok(), lanes.enter(client).await.ok()];
        let request = ObservedRequest::new("request");
        let observed = Observed::request(metrics.failures(), &request);
        let refused = observed.follow(lanes.enter(client)).await.err();
        assert!(matches!(refused, Some(DbError::Overloaded)), "{refused:?}");
        assert!(request.queue_micros() >= 10_000, "{}", request.queue_micros());
        let text = metrics.written().unwrap();
        let counted = r#"twinning_queue_refusals_total{queue="client"} 1"#;
        assert!(text.lines().any(|line| line == counted), "{text}");
    }
}
