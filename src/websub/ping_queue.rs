//! The feeds that the hub is yet to be told of.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// The pauses after the first, second and third failure. Then the next change is waited for.
const PAUSES: [Duration; 3] =
    [Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(30)];

/// The feeds that the hub is yet to be told of.
#[derive(Debug, Default)]
pub(super) struct PingQueue(BTreeMap<String, WaitingPing>);

/// A feed that waits.
#[derive(Debug)]
struct WaitingPing {
    failures: usize,
    due: Instant,
}

impl PingQueue {
    /// Adds feeds with news. Earlier failures are forgotten.
    pub(super) fn add(&mut self, topics: Vec<String>, now: Instant) {
        let waiting = |topic| (topic, WaitingPing { failures: 0, due: now });
        self.0.extend(topics.into_iter().map(waiting));
    }

    /// Returns a feed of which it is time to tell.
    pub(super) fn due(&self, now: Instant) -> Option<String> {
        self.0.iter().find(|(_, ping)| ping.due <= now).map(|(topic, _)| topic.clone())
    }

    /// Notes whether the hub was told.
    pub(super) fn note(&mut self, topic: &str, is_success: bool, now: Instant) {
        let Some(ping) = self.0.get_mut(topic) else { return };
        match PAUSES.get(ping.failures).filter(|_| !is_success) {
            Some(pause) => {
                ping.failures += 1;
                ping.due = now + *pause;
            }
            None => {
                self.0.remove(topic);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ping_that_failed_is_repeated_three_times() {
        let (mut queue, began) = (PingQueue::default(), Instant::now());
        queue.add(vec!["a".to_owned()], began);
        let mut times = Vec::new();
        for minute in 0..100 {
            let now = began + Duration::from_mins(minute);
            while let Some(topic) = queue.due(now) {
                times.push(minute);
                queue.note(&topic, false, now);
            }
        }
        assert_eq!(times, [0, 1, 6, 36]);
    }

    #[test]
    fn a_ping_that_succeeded_is_not_repeated_until_there_is_news() {
        let (mut queue, now) = (PingQueue::default(), Instant::now());
        queue.add(vec!["b".to_owned(), "a".to_owned()], now);
        queue.add(vec!["a".to_owned()], now);
        for topic in ["a", "b"] {
            assert_eq!(queue.due(now).as_deref(), Some(topic));
            queue.note(topic, true, now);
        }
        assert_eq!(queue.due(now), None);
        queue.add(vec!["a".to_owned()], now);
        queue.note("a", false, now);
        assert_eq!(queue.due(now), None);
        queue.add(vec!["a".to_owned()], now);
        assert!(queue.due(now).is_some(), "news is told of at once");
    }
}
