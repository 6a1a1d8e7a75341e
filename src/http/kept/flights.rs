//! Answers that are being made: whoever asks the same meanwhile waits for the same one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

use super::{answer::KeptAnswer, question::AnswerKey};

/// What became of an answer.
#[derive(Clone)]
pub(super) enum Landing {
    /// It is for all who wait.
    Kept(Arc<KeptAnswer>),
    /// It is for one alone: the others ask by themselves, all at once.
    NotKept,
}

/// What one waits for.
pub(super) type Awaited = watch::Receiver<Option<Landing>>;

/// The answers that are being made. A clone shares them.
#[derive(Clone, Default)]
pub(super) struct Flights(Arc<Mutex<HashMap<AnswerKey, Awaited>>>);

/// The part of a request in a flight.
pub(super) enum Part {
    /// It makes the answer.
    Makes(Flight),
    /// It waits for it.
    Waits(Awaited),
}

/// An answer that is being made, until this is dropped. If it is dropped before it lands, because its client has left,
/// one of those who wait makes the answer.
pub(crate) struct Flight {
    flights: Flights,
    key: AnswerKey,
    landing: watch::Sender<Option<Landing>>,
}

impl Flights {
    /// Joins the flight of a key, or begins it.
    pub(super) fn join(&self, key: AnswerKey) -> Part {
        let mut flights = self.lock();
        if let Some(awaited) = flights.get(&key) {
            return Part::Waits(awaited.clone());
        }
        let (landing, awaited) = watch::channel(None);
        flights.insert(key.clone(), awaited);
        drop(flights);
        Part::Makes(Flight { flights: self.clone(), key, landing })
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, HashMap<AnswerKey, Awaited>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flight {
    /// Lets all go on who wait.
    pub(super) fn land(self, landing: Landing) {
        self.landing.send_replace(Some(landing));
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.flights.lock().remove(&self.key);
    }
}

/// Waits for the landing; `None` if whoever made the answer has left.
pub(super) async fn landing(mut awaited: Awaited) -> Option<Landing> {
    awaited.wait_for(Option::is_some).await.ok()?.clone()
}
