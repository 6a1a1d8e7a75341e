//! Adds up times that may overlap, each moment once.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The time during which something went on. A request waits in two queues at the same time, and works in the places of
/// both; it is the same time.
#[derive(Default)]
pub(super) struct Stopwatch(Mutex<Spans>);

#[derive(Default)]
struct Spans {
    /// The number of those that have not ended.
    open: u32,
    /// When the first of them began.
    since: Option<Instant>,
    /// The time of those that have ended.
    total: Duration,
}

impl Stopwatch {
    /// Begins a span.
    pub(super) fn start(&self, now: Instant) {
        let mut spans = self.lock();
        spans.open += 1;
        spans.since.get_or_insert(now);
    }

    /// Ends a span.
    pub(super) fn stop(&self, now: Instant) {
        let mut spans = self.lock();
        spans.open = spans.open.saturating_sub(1);
        if spans.open == 0
            && let Some(since) = spans.since.take()
        {
            spans.total += now.saturating_duration_since(since);
        }
    }

    /// The time until now, with that of spans that go on.
    pub(super) fn total(&self, now: Instant) -> Duration {
        let spans = self.lock();
        let open = spans.since.map(|since| now.saturating_duration_since(since));
        spans.total + open.unwrap_or_default()
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, Spans> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_counts_once() {
        let (watch, began) = (Stopwatch::default(), Instant::now());
        let at = |seconds| began + Duration::from_secs(seconds);
        let total = |seconds| watch.total(at(seconds)).as_secs();
        watch.start(at(1));
        watch.start(at(2));
        watch.stop(at(4));
        assert_eq!(total(5), 4, "it goes on");
        watch.stop(at(6));
        assert_eq!(total(9), 5);
        watch.start(at(10));
        watch.stop(at(13));
        assert_eq!(total(20), 8);
    }
}
