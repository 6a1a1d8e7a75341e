//! Requests that wait until the data set changes: without a database connection and without a thread.

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

/// How many requests wait at the same time. Each holds one of the connections that clients have with the service.
const PLACES: usize = 256;

/// How often those who wait look for changes that another program made.
const TICK: Duration = Duration::from_millis(500);

/// How long what one of them saw stands for the others, as long as this program writes nothing: a little less than
/// they wait between two looks.
const FRESH: Duration = Duration::from_millis(400);

/// How long a look may take even when there is no time left: at the end of the wait too somebody has to look.
const LEAST: Duration = Duration::from_secs(2);

/// Those who wait. A clone is the same.
#[derive(Clone)]
pub struct ChangeWaiters {
    places: Arc<Semaphore>,
    last: Arc<Mutex<Look>>,
}

/// The last look at the revisions, for all who wait.
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
    /// A place to wait at, if there is one.
    pub fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Waits until the revisions are news, or until `end`; says which.
    pub async fn for_news(
        &self,
        db: &Db,
        end: Moment,
        is_news: impl Fn(Revisions) -> bool,
    ) -> Result<bool, ApiError> {
        let mut news = db.write_signal();
        loop {
            let left = end.saturating_duration_since(Moment::now());
            // Where the readers are all busy, who waits gets the empty answer in time, and asks again.
            let Ok(seen) = timeout(left.max(LEAST), self.look(db)).await else { return Ok(false) };
            if is_news(seen?) {
                return Ok(true);
            }
            let left = end.saturating_duration_since(Moment::now());
            if left.is_zero() {
                return Ok(false);
            }
            // Both outcomes are a reason to look again: somebody wrote here, or may have elsewhere.
            let _ = timeout(TICK.min(left), news.changed()).await;
        }
    }

    /// The revisions as they are, or were a moment ago: one query for all who want to know at the same time.
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
        // What is noted is taken back first: who leaves in the middle leaves nothing false behind.
        *seen = None;
        news.mark_unchanged();
        let when = Moment::now();
        let found = db.read(|connection| Ok::<_, ApiError>(revisions(connection)?)).await?;
        *seen = Some((when, found));
        Ok(found)
    }
}
