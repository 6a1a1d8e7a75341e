//! A share of the connections for each client, so that one who asks for much does not keep the others out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    admission::{Admission, Turn, WaitingLimits},
    error::DbError,
};

/// A client, by whatever tells it from others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ClientKey(pub u64);

/// The queues of all clients that ask for something now. A clone shares them.
#[derive(Clone)]
pub(super) struct ClientLanes {
    limits: WaitingLimits,
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
    pub(super) fn new(limits: WaitingLimits) -> Self {
        Self { limits, lanes: Arc::default() }
    }

    /// Waits for a place in the share of the client.
    pub(super) async fn enter(&self, client: ClientKey) -> Result<LaneTurn, DbError> {
        let (guard, admission) = self.join(client);
        Ok(LaneTurn { turn: admission.enter().await?, _lane: guard })
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

    #[actix_web::test]
    async fn one_client_leaves_places_for_the_others() {
        let time = Duration::from_millis(10);
        let lanes = ClientLanes::new(WaitingLimits {
            places: 2,
            queue: 1,
            patience: time,
            standing: time,
            burst: time,
        });
        let [one, other] = [ClientKey(1), ClientKey(2)];
        let held = [lanes.enter(one).await.ok(), lanes.enter(one).await.ok()];
        assert!(held.iter().all(Option::is_some));
        assert!(lanes.enter(one).await.is_err());
        assert!(lanes.enter(other).await.is_ok());
        drop(held);
        assert!(lanes.enter(one).await.is_ok());
        assert!(lanes.lanes.lock().unwrap().is_empty(), "nothing is remembered");
    }
}
