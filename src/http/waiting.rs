//! Requests that wait for a change of the data set, without occupying a database connection or a
//! thread.

use std::{
    sync::Arc,
    time::{Duration, Instant as Moment},
};

use actix_web::rt::time::timeout;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, watch};

use crate::{
    db::Db,
    error::ApiError,
    journal::revision::{Revisions, revisions},
};

/// The maximum number of waiting requests. Each occupies one network connection of the service.
const PLACES: usize = 256;

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
    places: Arc<Semaphore>,
    last: Arc<Mutex<Look>>,
}

/// The last check of the revisions, shared by all waiting requests.
#[derive(Default)]
struct Look {
    news: Option<watch::Receiver<()>>,
    seen: Option<(Moment, Revisions)>,
}

impl Default for ChangeWaiters {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(PLACES)), last: Arc::default() }
    }
}

impl ChangeWaiters {
    /// A permit to wait, or `None` if too many requests are waiting.
    pub fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
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
        let found = db.read(|connection| Ok::<_, ApiError>(revisions(connection)?)).await?;
        *seen = Some((when, found));
        Ok(found)
    }
}
