//! The state of the data set as everybody sees it, and what the process knows of the current one.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use diesel::prelude::*;

use super::{DbConnection, schema::dataset};

/// How long a state is known after it was seen: what other programs write is seen by then.
pub(crate) const KNOWN_FOR: Duration = Duration::from_millis(500);

/// What changes whenever anything could change that everybody sees.
#[derive(Clone, PartialEq, Eq, Debug, Queryable)]
pub(crate) struct PublicState {
    /// The unique name of the database; a restored copy has another one.
    pub instance: String,
    /// The number of the last change that everybody sees.
    pub public_revision: i64,
    /// The version of the derived columns and of the search index.
    pub index_version: String,
}

impl PublicState {
    /// Reads the state of this moment, or of the transaction.
    pub(crate) fn load(connection: &mut DbConnection) -> QueryResult<Self> {
        dataset::table
            .select((dataset::instance, dataset::public_revision, dataset::index_version))
            .first(connection)
    }
}

/// The number of a state in this process. No other state ever has the same, even if the data set returns to a revision
/// that it had before.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StateNumber(u64);

/// What this process knows of the current state. A clone shares it.
///
/// Whoever reads the state says since when it may be known: from a moment before the transaction began that saw it. Of
/// two states the one with the later moment is the current one, because a transaction sees all that was committed before
/// it began. So a state that was read before a commit never takes the place of the one that was read after it.
#[derive(Clone, Default)]
pub(crate) struct KnownState(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    current: Option<(StateNumber, PublicState)>,
    /// The moment before the last look at the database.
    since: Option<Instant>,
    numbers: u64,
}

impl KnownState {
    /// Returns the current state; `None` if nobody has seen it for so long that another program may have changed it.
    pub(crate) fn current(&self, now: Instant) -> Option<StateNumber> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let is_fresh =
            known.since.is_some_and(|since| now.saturating_duration_since(since) < KNOWN_FOR);
        known.current.as_ref().filter(|_| is_fresh).map(|(number, _)| *number)
    }

    /// Notes a state that was read by a transaction that began after `since`. Returns its number if it is the current one.
    pub(crate) fn note(&self, state: &PublicState, since: Instant) -> Option<StateNumber> {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_last = known.since.is_none_or(|last| last <= since);
        match &known.current {
            Some((number, current)) if current == state => {
                let number = *number;
                if is_last {
                    known.since = Some(since);
                }
                Some(number)
            }
            _ if is_last => {
                known.numbers += 1;
                let number = StateNumber(known.numbers);
                (known.current, known.since) = (Some((number, state.clone())), Some(since));
                Some(number)
            }
            _ => None,
        }
    }

    /// Notes that something may have been written before `now` that could not be read.
    pub(crate) fn forget(&self, now: Instant) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        (known.current, known.since) = (None, Some(now));
    }

    /// Notes the state that a connection sees after it has written.
    pub(super) fn look(&self, connection: &mut DbConnection) {
        let since = Instant::now();
        match PublicState::load(connection) {
            Ok(state) => _ = self.note(&state, since),
            // Whoever reads next finds out.
            Err(_) => self.forget(Instant::now()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(revision: i64) -> PublicState {
        PublicState {
            instance: "a".to_owned(),
            public_revision: revision,
            index_version: "1".to_owned(),
        }
    }

    #[test]
    fn a_state_is_known_for_as_long_as_was_promised() {
        let (known, began) = (KnownState::default(), Instant::now());
        assert_eq!(known.current(began), None);
        let number = known.note(&state(1), began);
        assert!(number.is_some());
        assert_eq!(known.current(began), number);
        for (millis, expected) in [(0, number), (499, number), (500, None), (9_999, None)] {
            assert_eq!(known.current(began + Duration::from_millis(millis)), expected, "{millis}");
        }
        assert_eq!(known.note(&state(1), began + KNOWN_FOR), number, "the same state");
        assert_eq!(known.current(began + KNOWN_FOR), number);
    }

    #[test]
    fn what_was_read_before_a_commit_is_never_taken_for_what_was_read_after_it() {
        let (known, began) = (KnownState::default(), Instant::now());
        let at = |millis| began + Duration::from_millis(millis);
        let first = known.note(&state(1), at(0));
        let second = known.note(&state(2), at(20));
        assert_ne!(first, second);
        assert_eq!(known.note(&state(1), at(10)), None, "a reader that began before the commit");
        assert_eq!(known.current(at(30)), second);
        assert_eq!(known.note(&state(2), at(10)), second, "who saw it before it was published");
        assert_eq!(known.current(at(KNOWN_FOR.as_secs() * 1_000 + 519)), second);
    }

    #[test]
    fn a_state_that_comes_again_is_another() {
        let (known, began) = (KnownState::default(), Instant::now());
        let at = |millis| began + Duration::from_millis(millis);
        let numbers = [(7, 0), (6, 1), (7, 2)].map(|(revision, when)| {
            let number = known.note(&state(revision), at(when));
            assert_eq!(known.current(at(when)), number);
            number.map(|StateNumber(number)| number)
        });
        assert_eq!(numbers, [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn nothing_is_known_after_a_change_that_could_not_be_read() {
        let (known, began) = (KnownState::default(), Instant::now());
        let at = |millis| began + Duration::from_millis(millis);
        let before = known.note(&state(1), at(0));
        known.forget(at(10));
        assert_eq!(known.current(at(11)), None);
        assert_eq!(known.note(&state(1), at(5)), None, "it began before the change");
        assert_ne!(known.note(&state(1), at(12)), before, "nobody knows what was in between");
    }
}
