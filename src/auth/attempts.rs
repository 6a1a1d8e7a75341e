//! Counts wrong tokens for each address, so that a client that guesses has to wait.
//!
//! A general rate limiter (the crate `governor`) does not fit. It takes a permit for each check, while here a
//! check is free and only a wrong token counts. Its store of addresses also grows until it is swept.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{
    peer::ClientNetwork,
    remembered::{Passing, Remembered},
};
use crate::values::instant::whole_seconds;

/// The number of wrong tokens that an address may send within [`WINDOW`].
pub const ALLOWED: u32 = 10;

/// The time after its first wrong token in which the wrong tokens of an address count.
pub const WINDOW: Duration = Duration::from_mins(1);

/// The maximum number of addresses that are remembered, which takes at most 1 MB.
const CAPACITY: usize = 10_000;

/// The addresses that sent wrong tokens. A clone shares them.
#[derive(Clone, Default)]
pub struct FailedAttempts(Arc<Mutex<FailureCounts>>);

impl FailedAttempts {
    /// Returns how long wrong tokens from this address are answered with nothing but the time to wait; in whole
    /// seconds, as for `Retry-After`. `None` if they are not refused.
    pub fn refused_for(&self, address: IpAddr) -> Option<Duration> {
        self.lock().refused_for(ClientNetwork::of(address), Instant::now())
    }

    /// Counts a wrong token: one that is malformed or unknown.
    pub fn note_failure(&self, address: IpAddr) {
        self.lock().note_failure(ClientNetwork::of(address), Instant::now());
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, FailureCounts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number of wrong tokens since `began`.
#[derive(Clone, Copy)]
struct FailureWindow {
    began: Instant,
    failures: u32,
}

impl FailureWindow {
    /// Returns the time until the window ends.
    fn left(&self, now: Instant) -> Option<Duration> {
        WINDOW.checked_sub(now.saturating_duration_since(self.began)).filter(|left| !left.is_zero())
    }
}

impl Passing for FailureWindow {
    fn is_over(&self, now: Instant) -> bool {
        self.left(now).is_none()
    }
}

struct FailureCounts(Remembered<ClientNetwork, FailureWindow>);

impl Default for FailureCounts {
    fn default() -> Self {
        Self(Remembered::new(CAPACITY))
    }
}

impl FailureCounts {
    fn refused_for(&self, network: ClientNetwork, now: Instant) -> Option<Duration> {
        let window = self.0.get(&network)?;
        let left = window.left(now)?;
        (window.failures >= ALLOWED).then(|| Duration::from_secs(whole_seconds(left)))
    }

    fn note_failure(&mut self, network: ClientNetwork, now: Instant) {
        let running = self.0.get(&network).filter(|window| !window.is_over(now)).copied();
        let FailureWindow { began, failures } =
            running.unwrap_or(FailureWindow { began: now, failures: 0 });
        let failures = failures.saturating_add(1);
        self.0.set(network, FailureWindow { began, failures }, now);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn network(address: &str) -> ClientNetwork {
        ClientNetwork::of(address.parse().unwrap())
    }

    fn fail(counts: &mut FailureCounts, address: &str, times: u32, now: Instant) {
        for _ in 0..times {
            counts.note_failure(network(address), now);
        }
    }

    #[test]
    fn ten_wrong_tokens_within_a_minute_are_enough() {
        let (mut counts, began) = (FailureCounts::default(), Instant::now());
        let refused = |counts: &FailureCounts, after: u64| {
            let left =
                counts.refused_for(network("192.0.2.1"), began + Duration::from_millis(after))?;
            Some((left.as_secs(), left.subsec_nanos()))
        };
        fail(&mut counts, "192.0.2.1", 9, began);
        assert_eq!(refused(&counts, 0), None);
        fail(&mut counts, "192.0.2.1", 1, began + Duration::from_secs(20));
        assert_eq!(refused(&counts, 20_000), Some((40, 0)));
        assert_eq!(refused(&counts, 20_001), Some((40, 0)), "rounded up: never too early");
        assert_eq!(refused(&counts, 59_999), Some((1, 0)));
        assert_eq!(refused(&counts, 60_000), None);
        assert_eq!(counts.refused_for(network("192.0.2.2"), began), None, "nobody else");
    }

    #[test]
    fn a_window_that_is_over_is_forgotten() {
        let (mut counts, began) = (FailureCounts::default(), Instant::now());
        fail(&mut counts, "192.0.2.1", 10, began);
        let later = began + WINDOW;
        fail(&mut counts, "192.0.2.1", 9, later);
        assert_eq!(counts.refused_for(network("192.0.2.1"), later), None);
        fail(&mut counts, "192.0.2.1", 1, later);
        assert_eq!(counts.refused_for(network("192.0.2.1"), later), Some(WINDOW));
    }

    #[test]
    fn one_customer_is_one() {
        for (one, other, same) in [
            ("2001:db8:0:1::1", "2001:db8:0:ff:ffff::9", true),
            ("2001:db8:0:1::1", "2001:db8:0:100::1", false),
            ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
        ] {
            assert_eq!(network(one) == network(other), same, "{one} {other}");
        }
    }

    #[test]
    fn who_guessed_stays_refused_in_a_flood_of_addresses() {
        let (mut counts, began) = (FailureCounts::default(), Instant::now());
        fail(&mut counts, "192.0.2.1", 10, began);
        let flood = (0_u32..).map(|number| ClientNetwork::V4((0x0a00_0000 + number).into()));
        flood.take(3 * CAPACITY).for_each(|network| counts.note_failure(network, began));
        assert!(counts.refused_for(network("192.0.2.1"), began).is_some());
        fail(&mut counts, "198.51.100.1", 10, began);
        assert_eq!(counts.refused_for(network("198.51.100.1"), began), None, "there is no room");
        let later = began + WINDOW;
        fail(&mut counts, "198.51.100.1", 10, later);
        assert!(
            counts.refused_for(network("198.51.100.1"), later).is_some(),
            "there is room again"
        );
    }

    #[test]
    fn threads_count_together() {
        let (attempts, address) = (FailedAttempts::default(), "192.0.2.1".parse().unwrap());
        assert_eq!(attempts.refused_for(address), None);
        thread::scope(|scope| {
            for _ in 0..ALLOWED {
                let attempts = attempts.clone();
                scope.spawn(move || attempts.note_failure(address));
            }
        });
        let left = attempts.refused_for(address).unwrap();
        assert!(left <= WINDOW && left > Duration::from_secs(30), "{left:?}");
    }
}
