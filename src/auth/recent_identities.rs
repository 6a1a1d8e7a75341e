//! The bearers of tokens that were valid a moment ago.
//!
//! Before the body of a change is read, its token is looked up, so that an unknown client uses neither memory nor a place
//! in the queue of writers. That a token was valid a few seconds ago is enough for this: it is looked up again in the
//! transaction of the change, and what it is worth then is what counts.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{
    identity::Identity,
    remembered::{Passing, Remembered},
};

/// How long a token is remembered.
const REMEMBERED_FOR: Duration = Duration::from_secs(10);

/// The most tokens that are remembered.
const MOST: usize = 1_000;

/// The hash of a token.
type TokenHash = [u8; 32];

/// A bearer, until the token was wrong.
struct RecentIdentity {
    identity: Option<Identity>,
    until: Instant,
}

impl Passing for RecentIdentity {
    fn is_over(&self, now: Instant) -> bool {
        self.until <= now
    }
}

/// The bearers. A clone shares them.
#[derive(Clone)]
pub struct RecentIdentities(Arc<Mutex<Remembered<TokenHash, RecentIdentity>>>);

impl Default for RecentIdentities {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Remembered::new(MOST))))
    }
}

impl RecentIdentities {
    /// Returns the bearer of a token if it was valid a moment ago.
    pub(crate) fn of(&self, token: &TokenHash, now: Instant) -> Option<Identity> {
        let known = self.lock();
        known.get(token).filter(|known| !known.is_over(now))?.identity.clone()
    }

    /// Remembers that a token was valid at a moment, or that it is wrong.
    pub(crate) fn note(&self, token: TokenHash, identity: Option<Identity>, at: Instant) {
        let known = RecentIdentity { identity, until: at + REMEMBERED_FOR };
        self.lock().set(token, known, at);
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, Remembered<TokenHash, RecentIdentity>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::role::TokenRole;

    #[test]
    fn a_token_is_remembered_for_a_moment() {
        let (known, began) = (RecentIdentities::default(), Instant::now());
        let role = TokenRole::Editor;
        let identity = Identity { token_id: "a".to_owned(), name: "Anna".to_owned(), role };
        known.note([1; 32], Some(identity.clone()), began);
        assert_eq!(known.of(&[1; 32], began), Some(identity));
        assert_eq!(known.of(&[2; 32], began), None);
        assert_eq!(known.of(&[1; 32], began + REMEMBERED_FOR), None);
        known.note([1; 32], None, began);
        assert_eq!(known.of(&[1; 32], began), None, "it was revoked");
    }
}
