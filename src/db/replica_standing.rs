//! Whether a replica is used: one that lags, that has left its primary, or that does not answer is left out.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::public_state::Standing;
use crate::telemetry::replicas::ReplicaMetrics;

/// How long a replica may have a later state than the primary: a moment, until the primary is seen again. One that
/// has it for longer follows an earlier primary, whose last changes were lost.
const LONGEST_AHEAD: Duration = Duration::from_secs(1);

/// Why a replica is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LeftOut {
    /// It has not been seen yet, or does not answer.
    Unreachable,
    /// It has not received what the primary has.
    Lags,
    /// It has what no primary has. Only another connection, to a server that was set up anew, changes that.
    Diverged,
}

impl LeftOut {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "it does not answer",
            Self::Lags => "it lags behind the primary",
            Self::Diverged => "it has changes that the primary does not have: set it up anew",
        }
    }
}

/// What is known of one replica. A clone shares it.
#[derive(Clone)]
pub(super) struct ReplicaStanding {
    number: usize,
    state: Arc<Mutex<ReplicaState>>,
    metrics: ReplicaMetrics,
}

struct ReplicaState {
    left_out: Option<LeftOut>,
    behind_since: Option<Instant>,
    ahead_since: Option<Instant>,
}

/// What is told of a replica.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReplicaReport {
    /// Its place in the setting, from 1.
    pub number: usize,
    /// Whether it is used.
    pub is_used: bool,
    /// For how long it has been behind the primary.
    pub lag: Duration,
}

impl ReplicaStanding {
    /// A replica that is left out until it is seen.
    pub(super) fn new(number: usize, metrics: ReplicaMetrics) -> Self {
        let left_out = Some(LeftOut::Unreachable);
        let state = ReplicaState { left_out, behind_since: None, ahead_since: None };
        Self { number, state: Arc::new(Mutex::new(state)), metrics }
    }

    /// Whether it is used.
    pub(super) fn is_used(&self) -> bool {
        self.lock().left_out.is_none()
    }

    /// What is told of it.
    pub(super) fn report(&self, now: Instant) -> ReplicaReport {
        let state = self.lock();
        let lag = state.behind_since.map(|since| now.saturating_duration_since(since));
        ReplicaReport {
            number: self.number,
            is_used: state.left_out.is_none(),
            lag: lag.unwrap_or_default(),
        }
    }

    /// Notes how it was seen to stand. A state that it may still receive in time does not leave it out.
    pub(super) fn note(&self, standing: Standing, now: Instant) {
        let mut state = self.lock();
        match standing {
            Standing::Current(_) => {
                (state.behind_since, state.ahead_since) = (None, None);
                if state.left_out != Some(LeftOut::Diverged) {
                    self.set(&mut state, None);
                }
            }
            Standing::Behind => {
                state.behind_since.get_or_insert(now);
                state.ahead_since = None;
            }
            Standing::Ahead => {
                let since = *state.ahead_since.get_or_insert(now);
                state.behind_since = None;
                if now.saturating_duration_since(since) > LONGEST_AHEAD {
                    self.set(&mut state, Some(LeftOut::Diverged));
                }
            }
        }
        self.show(&state, now);
    }

    /// Leaves it out.
    pub(super) fn leave_out(&self, why: LeftOut, now: Instant) {
        let mut state = self.lock();
        if state.left_out != Some(LeftOut::Diverged) {
            self.set(&mut state, Some(why));
        }
        self.show(&state, now);
    }

    /// Forgets that it diverged, since another server may be there now.
    pub(super) fn reconnected(&self) {
        let mut state = self.lock();
        state.ahead_since = None;
        if state.left_out == Some(LeftOut::Diverged) {
            state.left_out = Some(LeftOut::Unreachable);
        }
    }

    /// Counts a question that the primary answers in its place.
    pub(super) fn passed_by(&self) {
        self.metrics.passed_by();
    }

    fn set(&self, state: &mut ReplicaState, left_out: Option<LeftOut>) {
        match left_out {
            Some(why) if state.left_out != left_out => {
                log::warn!("replica {} is left out: {}", self.number, why.as_str());
            }
            None if state.left_out.is_some() => log::info!("replica {} is used", self.number),
            Some(_) | None => {}
        }
        state.left_out = left_out;
    }

    fn show(&self, state: &ReplicaState, now: Instant) {
        let lag = state.behind_since.map(|since| now.saturating_duration_since(since));
        self.metrics.show(state.left_out.is_none(), lag.unwrap_or_default());
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, ReplicaState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::metrics::Metrics;

    fn unseen() -> (ReplicaStanding, Instant) {
        (ReplicaStanding::new(1, Metrics::new().replica(1)), Instant::now())
    }

    #[test]
    fn a_replica_is_used_while_it_has_what_the_primary_has() {
        let (replica, began) = unseen();
        assert!(!replica.is_used(), "it was not seen yet");
        replica.note(Standing::Current(None), began);
        assert!(replica.is_used());
        replica.note(Standing::Behind, began);
        assert!(replica.is_used(), "it may have it soon");
        replica.leave_out(LeftOut::Lags, began);
        assert!(!replica.is_used());
        let later = began + Duration::from_secs(3);
        replica.note(Standing::Behind, later);
        let report = replica.report(later);
        assert_eq!((report.is_used, report.lag), (false, Duration::from_secs(3)));
        replica.note(Standing::Current(None), later);
        let report = replica.report(later);
        assert_eq!((report.is_used, report.lag), (true, Duration::ZERO));
    }

    #[test]
    fn a_replica_of_an_earlier_primary_is_left_out_until_it_is_another_server() {
        let (replica, began) = unseen();
        replica.note(Standing::Current(None), began);
        replica.note(Standing::Ahead, began);
        assert!(replica.is_used(), "the primary is to be seen again first");
        let later = began + LONGEST_AHEAD + Duration::from_millis(1);
        replica.note(Standing::Ahead, later);
        assert!(!replica.is_used());
        for standing in [Standing::Behind, Standing::Current(None)] {
            replica.note(standing, later);
            replica.leave_out(LeftOut::Lags, later);
            assert!(!replica.is_used(), "the numbers are the same, the changes are not");
        }
        replica.reconnected();
        replica.note(Standing::Current(None), later);
        assert!(replica.is_used());
    }
}
