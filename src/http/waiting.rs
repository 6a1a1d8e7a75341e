//! Requests that wait for a change of the data set, without occupying a database connection or a
//! thread.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant as Moment},
};

use actix_web::rt::time::timeout;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, watch};

use crate::{
    auth::peer::ClientNetwork,
    db::{Db, DbConnection, public_state::SeenState},
    error::ApiError,
    http::client_shares::{ClientShares, Holding},
    journal::revision::Revisions,
};

/// The maximum number of waiting requests. Each occupies one network connection of the service.
const PLACES: usize = 256;

/// The most of them for one client, who leaves places for the others.
const PLACES_OF_ONE: usize = 32;

/// The number of them that are answered at the same time. A change wakes all of them: if they asked at once, the
/// database would have to refuse most of them.
const TURNS: usize = 8;

/// The interval at which waiting requests check for changes made by another process.
const TICK: Duration = Duration::from_millis(500);

/// How long the result of one check is shared by all waiting requests while this process writes
/// nothing; slightly less than [`TICK`].
const FRESH: Duration = Duration::from_millis(400);

/// The minimum time allowed for a check, because one is needed even when the wait is over.
const LEAST: Duration = Duration::from_secs(2);

/// The waiting requests. Clones share the same state.
#[derive(Clone)]
pub struct ChangeWaiters {
    places: ClientShares,
    turns: Arc<Semaphore>,
    last: Arc<Mutex<Look>>,
}

/// The wait of a request that is over.
pub(crate) struct Waited {
    /// The longest time that it could have taken.
    pub time: Duration,
    /// Its turn to be answered, if it was woken.
    _turn: Option<OwnedSemaphorePermit>,
}

impl Waited {
    /// The end of a wait of at most this time.
    pub(crate) fn new(time: Duration, turn: Option<OwnedSemaphorePermit>) -> Self {
        Self { time, _turn: turn }
    }
}

/// The last check of the revisions, shared by all waiting requests.
#[derive(Default)]
struct Look {
    news: Option<watch::Receiver<()>>,
    seen: Option<(Moment, Revisions)>,
}

impl Default for ChangeWaiters {
    fn default() -> Self {
        Self {
            places: ClientShares::new(PLACES, PLACES_OF_ONE),
            turns: Arc::new(Semaphore::new(TURNS)),
            last: Arc::default(),
        }
    }
}

impl ChangeWaiters {
    /// A place to wait for a client at this address until it is dropped, or `None` if too many requests are waiting,
    /// of it or of all.
    pub fn place(&self, address: Option<IpAddr>) -> Option<Holding> {
        self.places.take(address.map(ClientNetwork::of), 1)
    }

    /// Waits for the turn of a request that was woken to be answered. It lasts until it is dropped.
    pub(crate) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turns).acquire_owned().await.ok() // it is never closed
    }

    /// Waits until `is_news` returns true for the revisions, or until `end`; returns whether there
    /// is news.
    pub async fn for_news(
        &self,
        db: &Db,
        end: Moment,
        is_news: impl Fn(Revisions) -> bool,
    ) -> Result<bool, ApiError> {
        let mut news = db.write_signal();
        loop {
            let left = end.saturating_duration_since(Moment::now());
            // If all connections are busy, the client gets an empty response in time and repeats.
            let Ok(seen) = timeout(left.max(LEAST), self.look(db)).await else { return Ok(false) };
            if is_news(seen?) {
                return Ok(true);
            }
            let left = end.saturating_duration_since(Moment::now());
            if left.is_zero() {
                return Ok(false);
            }
            // Check again in both cases: this process has written, or another one may have.
            let _ = timeout(TICK.min(left), news.changed()).await;
        }
    }

    /// The revisions, at most [`FRESH`] old: one query serves all requests that check at the same
    /// time.
    async fn look(&self, db: &Db) -> Result<Revisions, ApiError> {
        let mut last = self.last.lock().await;
        let Look { news, seen } = &mut *last;
        let news = news.get_or_insert_with(|| db.write_signal());
        let nothing_written = !news.has_changed().unwrap_or(true);
        if let Some((when, revisions)) = *seen
            && nothing_written
            && when.elapsed() < FRESH
        {
            return Ok(revisions);
        }
        // Cleared first, so that a check cancelled halfway leaves no outdated revisions behind.
        *seen = None;
        news.mark_unchanged();
        let when = Moment::now();
        // Who is woken reads at least this state, also on a replica.
        let known = db.known_state().clone();
        let look = move |connection: &mut DbConnection| -> Result<_, ApiError> {
            Ok(Revisions::of(&SeenState::of_primary(connection, &known)?.row))
        };
        let found = db.look_up(look).await?;
        *seen = Some((when, found));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_leaves_places_for_others() {
        let waiters = ChangeWaiters::default();
        let address = |last| Some(IpAddr::from([192, 0, 2, last]));
        let mut places: Vec<_> = (0..PLACES).filter_map(|_| waiters.place(address(1))).collect();
        assert_eq!(places.len(), PLACES_OF_ONE);
        assert!(waiters.place(address(2)).is_some());
        places.pop();
        assert!(waiters.place(address(1)).is_some(), "the place that was freed");
        let inside = |host: u16| Some(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, host]));
        let network: Vec<_> = (0..99).filter_map(|host| waiters.place(inside(host))).collect();
        assert_eq!(network.len(), PLACES_OF_ONE, "a provider gives one client many addresses");
    }
}
