//! The state of the data set, and what the process knows of the current one.

use std::{
    cell::RefCell,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use diesel::{prelude::*, sql_types::Text};

use super::{DbConnection, fixed_sql::FixedSql, schema::dataset};

/// How long a state is known after it was seen: what other programs write is seen by then.
pub(crate) const KNOWN_FOR: Duration = Duration::from_millis(500);

/// The row that tells one state of the data set from the others.
#[derive(Clone, PartialEq, Eq, Debug, Queryable, Selectable)]
#[diesel(table_name = dataset)]
pub struct DataSetRow {
    /// The unique name of the database; a restored copy has another one.
    pub instance: String,
    /// The number of the last change.
    pub revision: i64,
    /// The number of the last change that everybody sees.
    pub public_revision: i64,
    /// The language of texts that have no language.
    pub default_language: String,
    /// The languages in which the municipality publishes, separated by commas.
    pub languages: String,
    /// The version of the derived columns and of the search index.
    pub index_version: String,
}

impl DataSetRow {
    /// Reads the state of this moment, or of the transaction.
    pub fn load(connection: &mut DbConnection) -> QueryResult<Self> {
        dataset::table.select(Self::as_select()).first(connection)
    }

    /// Reads it with the numbers of records of each type and state, as `events published 7,partners draft 1`.
    fn load_with_counts(connection: &mut DbConnection) -> QueryResult<(Self, String)> {
        let counts = FixedSql::<Text>::new(
            "(SELECT coalesce(string_agg(type || ' ' || state || ' ' || records, ','), '') FROM tally)",
        );
        dataset::table.select((Self::as_select(), counts)).first(connection)
    }

    /// What changes whenever anything could change that everybody sees.
    fn public_state(&self) -> (&str, i64, &str) {
        (&self.instance, self.public_revision, &self.index_version)
    }
}

/// The state that a transaction sees.
#[derive(Clone, Debug)]
pub struct SeenState {
    /// Its row.
    pub row: DataSetRow,
    /// The numbers of its records of each type and state, as text.
    pub counts: String,
    /// Its number, if it is the current one.
    pub number: Option<StateNumber>,
    /// How often this process has lost sight of the data set before.
    pub epoch: u64,
}

impl SeenState {
    /// Reads it in a transaction of the primary that has read nothing else, and notes it.
    pub(crate) fn of_primary(
        connection: &mut DbConnection,
        known: &KnownState,
    ) -> QueryResult<Self> {
        // Before the first statement, which sees what was committed until then.
        let since = Instant::now();
        let (row, counts) = DataSetRow::load_with_counts(connection)?;
        let number = known.note(&row, since);
        Ok(Self { row, counts, number, epoch: known.epoch() })
    }

    /// Reads it in a transaction of a replica, and how it stands to what is wanted.
    pub(super) fn of_replica(
        connection: &mut DbConnection,
        known: &KnownState,
        wanted: &WantedState,
    ) -> QueryResult<(Self, Standing)> {
        let (row, counts) = DataSetRow::load_with_counts(connection)?;
        let standing = known.standing(wanted, &row, Instant::now());
        let number = if let Standing::Current(number) = standing { number } else { None };
        Ok((Self { row, counts, number, epoch: known.epoch() }, standing))
    }
}

/// A state that a transaction made, and a moment at which it had the lock.
pub(super) type MadeState = (DataSetRow, Instant);

thread_local! {
    static MADE: RefCell<Option<MadeState>> = const { RefCell::new(None) };
}

/// Notes what the transaction of this thread makes of the data set, while it has the lock.
pub(crate) fn note_made(state: DataSetRow) {
    MADE.set(Some((state, Instant::now())));
}

/// Returns what the transaction of this thread has made of the data set since the last time, and when; `None` if nothing.
pub(super) fn made() -> Option<MadeState> {
    MADE.take()
}

/// The number of a state as everybody sees it, in this process. No other state ever has the same, even if the data set
/// returns to a revision that it had before.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StateNumber(u64);

/// What this process knows of the current state. A clone shares it.
///
/// Whoever reads the state says since when it may be known: from a moment before the transaction began that saw it. Of
/// two states the one with the later moment is the current one, because a transaction sees all that was committed before
/// it began. So a state that was read before a commit never takes the place of the one that was read after it.
///
/// Only the primary says which state is the current one; a replica is compared with it ([`Self::standing`]).
#[derive(Clone, Default)]
pub(crate) struct KnownState(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    /// The number of the last state; `None` if nobody knows what was written since.
    number: Option<StateNumber>,
    /// The last state that was seen.
    last: Option<Arc<DataSetRow>>,
    /// The moment before the last look at the database, or of the last change that could not be read.
    since: Option<Instant>,
    /// The moment before the last look.
    looked: Option<Instant>,
    numbers: u64,
    /// How often it was forgotten what there was.
    epoch: u64,
}

impl Known {
    /// Notes a state that was the current one at the moment `looked`, and is later than what was read before `since`.
    fn note(&mut self, state: &DataSetRow, since: Instant, looked: Instant) -> Option<StateNumber> {
        let is_last = self.since.is_none_or(|last| last <= since);
        let is_same =
            self.last.as_ref().is_some_and(|last| last.public_state() == state.public_state());
        let number = self.number.filter(|_| is_same);
        if !is_last {
            return number;
        }
        if number.is_none() {
            self.numbers += 1;
            self.number = Some(StateNumber(self.numbers));
        }
        if self.last.as_deref() != Some(state) {
            self.last = Some(Arc::new(state.clone()));
        }
        (self.since, self.looked) = (Some(since), Some(looked));
        self.number
    }

    fn is_fresh(&self, now: Instant) -> bool {
        self.looked.is_some_and(|looked| now.saturating_duration_since(looked) < KNOWN_FOR)
    }
}

/// A state that a reader has to see, or a later one: the last one that was known when it asked.
#[derive(Clone)]
pub(super) struct WantedState(Option<Arc<DataSetRow>>);

/// A state of a replica, compared with what the primary had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// The replica has what is wanted; with the number of the state if it is still the last one.
    Current(Option<StateNumber>),
    /// The replica has not received it yet, or is one of another data set.
    Behind,
    /// The replica has a later one, of which the primary has not said that it is the current one: it may have been lost
    /// with an earlier primary.
    Ahead,
}

impl KnownState {
    /// Returns the current state; `None` if nobody has seen it for so long that another program may have changed it.
    pub(crate) fn current(&self, now: Instant) -> Option<StateNumber> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.number.filter(|_| known.is_fresh(now))
    }

    /// Notes a state that was read by a transaction that began after `since`. Returns its number if it is the current one.
    pub(crate) fn note(&self, state: &DataSetRow, since: Instant) -> Option<StateNumber> {
        self.0.write().unwrap_or_else(PoisonError::into_inner).note(state, since, since)
    }

    /// Notes the state that a transaction made which was committed before `now`; a later one may be known already. Nobody
    /// else could change anything before `made`, but others may have done so since the commit.
    fn note_made(&self, (state, made): &MadeState, now: Instant) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_earlier = |last: &Arc<DataSetRow>| {
            last.instance == state.instance && last.revision > state.revision
        };
        if !(known.is_fresh(now) && known.last.as_ref().is_some_and(is_earlier)) {
            known.note(state, now, *made);
        }
    }

    /// Notes that something may have been written before `now` that could not be read. What is read next is another state,
    /// even if it looks the same: another server may have taken the place of the primary, without the last changes of it.
    pub(crate) fn forget(&self, now: Instant) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        (known.number, known.since, known.looked) = (None, Some(now), None);
        known.epoch += 1;
    }

    /// Returns how often it was forgotten: a revision that is seen before and after that may be another state.
    fn epoch(&self) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).epoch
    }

    /// What who asks now has to see.
    pub(super) fn wanted(&self) -> WantedState {
        WantedState(self.0.read().unwrap_or_else(PoisonError::into_inner).last.clone())
    }

    /// Compares the state of a replica with what is wanted, and with the last one that the primary had. If the primary has
    /// not been seen for so long that it may be away, a later one is good too.
    pub(super) fn standing(
        &self,
        WantedState(wanted): &WantedState,
        state: &DataSetRow,
        now: Instant,
    ) -> Standing {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (Some(wanted), Some(last)) = (wanted, &known.last) else { return Standing::Behind };
        let is_behind = state.revision < wanted.revision
            || (state.revision == wanted.revision && *state != **wanted)
            || (state.revision == last.revision && *state != **last);
        if state.instance != last.instance || is_behind {
            Standing::Behind
        } else if state.revision == last.revision {
            Standing::Current(known.number)
        } else if state.revision > last.revision && known.is_fresh(now) {
            Standing::Ahead
        } else {
            Standing::Current(None)
        }
    }

    /// Notes what came of a transaction: the state that it made, if any, or that it failed, possibly after its commit.
    pub(super) fn note_end(
        &self,
        is_committed: bool,
        made: Option<&MadeState>,
        connection: &mut DbConnection,
    ) {
        match made {
            _ if !is_committed => self.look(connection),
            Some(made) => self.note_made(made, Instant::now()),
            None => {} // nothing of the data set
        }
    }

    /// Notes the state that a connection sees after it has written.
    pub(super) fn look(&self, connection: &mut DbConnection) {
        let since = Instant::now();
        match DataSetRow::load(connection) {
            Ok(state) => _ = self.note(&state, since),
            // Whoever reads next finds out.
            Err(_) => self.forget(Instant::now()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(public_revision: i64) -> DataSetRow {
        let text = || "a".to_owned();
        DataSetRow {
            instance: text(),
            revision: public_revision,
            public_revision,
            default_language: text(),
            languages: text(),
            index_version: text(),
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
        assert_eq!(known.epoch(), 1, "nor does what is kept under the same revision hold");
    }

    #[test]
    fn who_commits_last_is_not_followed_by_who_says_so_last() {
        let (known, began) = (KnownState::default(), Instant::now());
        let at = |millis| began + Duration::from_millis(millis);
        let made = |revision, millis| (state(revision), at(millis));
        known.note_made(&made(2, 0), at(1));
        known.note_made(&made(3, 0), at(2));
        let third = known.current(at(2));
        known.note_made(&made(2, 0), at(3));
        assert_eq!(known.current(at(3)), third);
        assert_eq!(known.current(at(500)), None, "others may have written since the commit");
        known.note_made(&made(2, 600), at(601));
        assert!(known.current(at(601)).is_some_and(|number| Some(number) != third));
    }

    #[test]
    fn a_replica_is_current_if_it_has_what_the_primary_had_last() {
        let (known, began) = (KnownState::default(), Instant::now());
        let standing = |state: &DataSetRow| known.standing(&known.wanted(), state, began);
        assert_eq!(standing(&state(1)), Standing::Behind, "nothing is known");
        let number = known.note(&state(2), began);
        assert_eq!(standing(&state(1)), Standing::Behind);
        assert_eq!(standing(&state(2)), Standing::Current(number));
        assert_eq!(standing(&state(3)), Standing::Ahead);
        let draft = DataSetRow { revision: 3, ..state(2) };
        assert_eq!(known.note(&draft, began), number, "for the public nothing has changed");
        assert_eq!(standing(&state(2)), Standing::Behind, "who wrote the draft reads it");
        assert_eq!(standing(&draft), Standing::Current(number));
        for other in [
            DataSetRow { instance: "b".to_owned(), ..draft.clone() },
            DataSetRow { index_version: "b".to_owned(), ..draft.clone() },
            DataSetRow { public_revision: 3, ..draft.clone() },
        ] {
            assert_eq!(standing(&other), Standing::Behind, "{other:?}");
        }
    }

    #[test]
    fn a_reader_waits_for_what_was_known_when_it_asked_and_not_for_what_comes() {
        let (known, began) = (KnownState::default(), Instant::now());
        known.note(&state(2), began);
        let wanted = known.wanted();
        let number = known.note(&state(4), began);
        let standing = |revision| known.standing(&wanted, &state(revision), began);
        assert_eq!(standing(1), Standing::Behind);
        assert_eq!(standing(2), Standing::Current(None), "no answer is kept of it");
        assert_eq!(standing(3), Standing::Current(None));
        assert_eq!(standing(4), Standing::Current(number));
        assert_eq!(standing(5), Standing::Ahead);
    }

    #[test]
    fn replicas_go_on_without_a_primary_and_keep_no_answers() {
        let (known, began) = (KnownState::default(), Instant::now());
        known.note(&state(2), began);
        known.forget(began);
        let later = began + Duration::from_millis(1);
        let standing = |revision| known.standing(&known.wanted(), &state(revision), later);
        assert_eq!(standing(1), Standing::Behind, "own writes are read");
        assert_eq!(standing(2), Standing::Current(None));
        assert_eq!(standing(3), Standing::Current(None));
    }

    #[test]
    fn a_new_primary_without_the_last_changes_is_believed_and_its_states_are_others() {
        let (known, began) = (KnownState::default(), Instant::now());
        let at = |millis| began + Duration::from_millis(millis);
        let lost = known.note(&state(5), at(0));
        known.forget(at(1));
        known.note(&state(4), at(2));
        let standing = known.standing(&known.wanted(), &state(5), at(3));
        assert_eq!(standing, Standing::Ahead, "a replica of the old one");
        assert_ne!(known.note(&state(5), at(4)), lost, "the same number, but another change");
    }
}
