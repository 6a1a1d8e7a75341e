//! Remembers something about clients for a time, in bounded memory.
//!
//! A flood of clients neither takes more memory nor makes a known one forgotten: it stays until its time is over,
//! and new ones are not remembered while there is no room. (A cache that evicts the oldest would let a client be
//! forgotten by sending from many addresses.)

use std::{
    collections::HashMap,
    hash::Hash,
    time::{Duration, Instant},
};

/// The minimum time between two removals of what is over.
const PRUNING: Duration = Duration::from_secs(1);

/// Something that is over at some moment, and can be forgotten then.
pub(crate) trait Passing {
    /// Whether it is over.
    fn is_over(&self, now: Instant) -> bool;
}

/// What is remembered, by client or whatever the key tells apart.
pub(crate) struct Remembered<K, V> {
    values: HashMap<K, V>,
    capacity: usize,
    pruned: Option<Instant>,
}

impl<K: Eq + Hash, V: Passing> Remembered<K, V> {
    /// Remembers at most so many.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { values: HashMap::new(), capacity, pruned: None }
    }

    /// Returns what is remembered.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.values.get(key)
    }

    /// Remembers a value in place of the earlier one, if there is one or there is room.
    pub(crate) fn set(&mut self, key: K, value: V, now: Instant) {
        if self.values.contains_key(&key) || self.has_room(now) {
            self.values.insert(key, value);
        }
    }

    fn has_room(&mut self, now: Instant) -> bool {
        let is_due =
            self.pruned.is_none_or(|pruned| now.saturating_duration_since(pruned) >= PRUNING);
        if self.values.len() >= self.capacity && is_due {
            self.values.retain(|_, value| !value.is_over(now));
            self.pruned = Some(now);
        }
        self.values.len() < self.capacity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Passing for Instant {
        fn is_over(&self, now: Instant) -> bool {
            *self <= now
        }
    }

    #[test]
    fn what_is_not_over_is_never_forgotten_to_make_room() {
        let (mut remembered, began) = (Remembered::new(3), Instant::now());
        let after = |seconds| began + Duration::from_secs(seconds);
        for key in 0..9 {
            remembered.set(key, after(if key == 1 { 60 } else { 10 }), began);
        }
        let known = |remembered: &Remembered<i32, Instant>| {
            (0..20).filter(|key| remembered.get(key).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(known(&remembered), [0, 1, 2], "there is room for three");
        remembered.set(1, after(90), began);
        assert_eq!(remembered.get(&1), Some(&after(90)), "a known one is changed");
        remembered.set(10, after(99), after(20));
        remembered.set(11, after(99), after(20));
        remembered.set(12, after(99), after(20));
        assert_eq!(
            known(&remembered),
            [1, 10, 11],
            "what is over is forgotten when room is needed"
        );
        remembered.set(12, after(99), after(99));
        assert_eq!(known(&remembered), [12]);
    }
}
