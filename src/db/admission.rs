//! Admission to a pool of connections: a queue that stays short, so that whoever is let in is served in time.
//!
//! A queue as long as its clients are patient serves nobody when more arrives than can be served: each request
//! is answered when its client has given up. So a request waits only if its turn will probably come in time,
//! judged by the requests before it and by how long the last ones took. A burst may wait longer than a request
//! that meets a queue which has not been empty for a while: the idea of Controlled Delay (RFC 8289). Everybody
//! else is refused at once, which costs little, and can try again.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use actix_web::rt::time::timeout;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::DbError;

/// How much of the mean the last request is.
const WEIGHT: u32 = 16;

/// The mean time of a request before any was served.
const FIRST_GUESS: Duration = Duration::from_millis(1);

/// The limits of a queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct WaitingLimits {
    /// The number of requests that are served at the same time.
    pub places: u32,
    /// The maximum number of waiting requests.
    pub queue: usize,
    /// The maximum time that a request of a burst waits.
    pub patience: Duration,
    /// The maximum time that a request waits if the queue has not been empty for as long as `burst`.
    pub standing: Duration,
    /// How long a burst may last.
    pub burst: Duration,
}

/// The queue before some places.
#[derive(Clone)]
pub(super) struct Admission {
    permits: Arc<Semaphore>,
    state: Arc<Mutex<QueueState>>,
    limits: WaitingLimits,
}

/// A place, which is free again when this is dropped.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
    state: Arc<Mutex<QueueState>>,
    began: Instant,
}

impl Turn {
    /// Frees the place after its work was done. Work that was not done, such as that of a client who has left, says
    /// nothing about how long the next one takes.
    pub(super) fn served(self) {
        lock(&self.state).note_served(self.began.elapsed());
    }
}

/// A request that waits, until it is dropped.
struct Waiting<'a>(&'a Mutex<QueueState>);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        lock(self.0).leave(Instant::now());
    }
}

fn lock(state: &Mutex<QueueState>) -> MutexGuard<'_, QueueState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Admission {
    pub(super) fn new(limits: WaitingLimits) -> Self {
        let places = usize::try_from(limits.places).unwrap_or(1);
        let permits = Arc::new(Semaphore::new(places));
        Self { permits, state: Arc::new(Mutex::new(QueueState::new(Instant::now()))), limits }
    }

    /// Waits for a place, in the order of the requests; fails at once if that would take too long.
    pub(super) async fn enter(&self) -> Result<Turn, DbError> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(self.turn(permit));
        }
        let allowed = lock(&self.state).join(Instant::now(), &self.limits)?;
        let _waiting = Waiting(&self.state);
        let permit = timeout(allowed, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_elapsed| DbError::Overloaded)?;
        Ok(self.turn(permit.map_err(|closed| DbError::Internal(Box::new(closed)))?))
    }

    fn turn(&self, permit: OwnedSemaphorePermit) -> Turn {
        Turn { _permit: permit, state: Arc::clone(&self.state), began: Instant::now() }
    }
}

/// What is known of a queue.
#[derive(Debug)]
struct QueueState {
    waiting: u32,
    /// The mean time that a request is served.
    mean: Duration,
    /// The last moment at which nobody waited.
    empty: Instant,
}

impl QueueState {
    fn new(now: Instant) -> Self {
        Self { waiting: 0, mean: FIRST_GUESS, empty: now }
    }

    /// Lets a request wait, and returns how long it may.
    fn join(&mut self, now: Instant, limits: &WaitingLimits) -> Result<Duration, DbError> {
        if self.waiting == 0 {
            self.empty = now;
        }
        let is_burst = now.saturating_duration_since(self.empty) < limits.burst;
        let allowed = if is_burst { limits.patience } else { limits.standing };
        let expected = self.mean * (self.waiting + 1) / limits.places.max(1);
        if usize::try_from(self.waiting).is_ok_and(|waiting| waiting >= limits.queue)
            || self.waiting > 0 && expected > allowed
        {
            return Err(DbError::Overloaded);
        }
        self.waiting += 1;
        Ok(allowed)
    }

    fn leave(&mut self, now: Instant) {
        self.waiting = self.waiting.saturating_sub(1);
        if self.waiting == 0 {
            self.empty = now;
        }
    }

    /// One long request, such as an import, must not make the mean useless: it counts for twice the mean at most.
    fn note_served(&mut self, took: Duration) {
        let sample = took.min(self.mean * 2 + FIRST_GUESS);
        self.mean = (self.mean * (WEIGHT - 1) + sample) / WEIGHT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: WaitingLimits = WaitingLimits {
        places: 4,
        queue: 1_000,
        patience: Duration::from_secs(1),
        standing: Duration::from_millis(100),
        burst: Duration::from_millis(200),
    };

    fn after(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// A queue that serves requests of 10 ms, which nobody waits in.
    fn queue(began: Instant) -> QueueState {
        let mut state = QueueState::new(began);
        (0..200).for_each(|_| state.note_served(after(10)));
        assert!(state.mean > after(9) && state.mean <= after(10), "{state:?}");
        state
    }

    fn let_in(state: &mut QueueState, now: Instant) -> usize {
        (0..2_000).take_while(|_| state.join(now, &LIMITS).is_ok()).count()
    }

    #[test]
    fn a_burst_may_wait_as_long_as_its_clients_and_no_more_is_let_in() {
        let began = Instant::now();
        let let_in = let_in(&mut queue(began), began);
        assert!((395..410).contains(&let_in), "1 s of four places with 10 ms each: {let_in}");
    }

    #[test]
    fn a_queue_that_stands_is_kept_short_and_a_queue_that_was_empty_is_not() {
        let began = Instant::now();
        let mut state = queue(began);
        assert_eq!(state.join(began, &LIMITS).ok(), Some(LIMITS.patience));
        let later = began + LIMITS.burst;
        let standing = let_in(&mut state, later);
        assert!((37..42).contains(&standing), "100 ms of four places: {standing}");
        (0..=standing).for_each(|_| state.leave(later));
        assert_eq!(state.join(later, &LIMITS).ok(), Some(LIMITS.patience), "it recovers at once");
    }

    #[test]
    fn the_first_to_wait_is_never_refused() {
        let mut state = queue(Instant::now());
        state.mean = Duration::from_mins(1);
        assert!(state.join(Instant::now(), &LIMITS).is_ok());
        assert!(state.join(Instant::now(), &LIMITS).is_err());
    }

    #[test]
    fn one_long_request_does_not_close_the_queue() {
        let mut state = queue(Instant::now());
        state.note_served(Duration::from_mins(1));
        assert!(state.mean < after(12), "{state:?}");
        (0..200).for_each(|_| state.note_served(Duration::from_secs(2)));
        assert!(state.mean > Duration::from_secs(1), "but it follows when all are long");
    }

    #[actix_web::test]
    async fn who_leaves_frees_his_place_in_the_queue() {
        let admission = Admission::new(WaitingLimits { places: 1, patience: after(20), ..LIMITS });
        let turn = admission.enter().await.ok();
        assert!(turn.is_some());
        let waited = Instant::now();
        assert!(matches!(admission.enter().await, Err(DbError::Overloaded)));
        assert!(waited.elapsed() >= after(20));
        assert_eq!(lock(&admission.state).waiting, 0);
        drop(turn);
        assert!(admission.enter().await.is_ok());
    }
}
