//! What all clients may hold at the same time, and the share of it that one of them may hold.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::auth::peer::ClientNetwork;

/// Something of which there is so much, in whatever unit. A clone shares it.
#[derive(Clone)]
pub struct ClientShares {
    limit: usize,
    share: usize,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    by_all: usize,
    by_client: HashMap<Option<ClientNetwork>, usize>,
}

impl ClientShares {
    /// All clients together may hold `limit`, one of them `share`.
    pub(crate) fn new(limit: usize, share: usize) -> Self {
        Self { limit, share, held: Arc::default() }
    }

    /// Takes an amount for a client; `None` if it, or all clients together, would hold too much. A client that
    /// holds nothing may take more than its share, unless the others need it.
    pub(crate) fn take(&self, client: Option<ClientNetwork>, amount: usize) -> Option<Holding> {
        let mut held = self.lock();
        let own = held.by_client.get(&client).copied().unwrap_or(0);
        if own > 0 && own + amount > self.share || held.by_all + amount > self.limit {
            return None;
        }
        held.by_all += amount;
        *held.by_client.entry(client).or_default() += amount;
        Some(Holding { shares: self.clone(), client, amount })
    }

    /// Returns what all clients hold.
    pub(crate) fn held(&self) -> usize {
        self.lock().by_all
    }

    fn release(&self, client: Option<ClientNetwork>, amount: usize) {
        let mut held = self.lock();
        held.by_all -= amount;
        if let Some(own) = held.by_client.get_mut(&client) {
            *own -= amount;
            if *own == 0 {
                held.by_client.remove(&client);
            }
        }
    }

    /// A panic while the lock was held leaves no inconsistent state.
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a client holds, until this is dropped.
pub struct Holding {
    shares: ClientShares,
    client: Option<ClientNetwork>,
    amount: usize,
}

impl Holding {
    /// Takes more for the same client. Returns whether there was enough; if not, it holds what it held.
    pub(crate) fn grow(&mut self, amount: usize) -> bool {
        let Some(more) = self.shares.take(self.client, amount) else { return false };
        self.amount += more.keep();
        true
    }

    /// Ends without releasing anything; returns the amount.
    fn keep(mut self) -> usize {
        std::mem::take(&mut self.amount)
    }

    /// Releases all but an amount.
    pub(crate) fn shrink_to(&mut self, amount: usize) {
        let released = self.amount.saturating_sub(amount);
        self.shares.release(self.client, released);
        self.amount -= released;
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.shares.release(self.client, self.amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clients() -> impl Iterator<Item = Option<ClientNetwork>> {
        (1..=255).map(|last| Some(ClientNetwork::V4([192, 0, 2, last].into())))
    }

    #[test]
    fn one_client_leaves_some_for_the_others() {
        let shares = ClientShares::new(32, 8);
        let held: Vec<_> = (0..9).map_while(|_| shares.take(None, 4)).collect();
        assert_eq!(held.len(), 2);
        let others: Vec<_> = clients().map_while(|client| shares.take(client, 8)).collect();
        assert_eq!(others.len(), 3, "all together have a limit too");
        assert_eq!(shares.held(), 32);
        drop((held, others));
        assert_eq!(shares.held(), 0);
        assert!(shares.lock().by_client.is_empty(), "nothing is remembered");
    }

    #[test]
    fn more_than_the_share_is_possible_by_itself() {
        let shares = ClientShares::new(32, 8);
        let large = shares.take(None, 9);
        assert!(large.is_some());
        assert!(shares.take(None, 1).is_none());
        assert!(clients().all(|client| shares.take(client, 32).is_none()));
    }

    #[test]
    fn what_is_held_grows_within_the_share() {
        let shares = ClientShares::new(32, 8);
        let mut holding = shares.take(None, 3).unwrap();
        assert!(holding.grow(5) && !holding.grow(1));
        assert_eq!(shares.held(), 8);
        drop(holding);
        assert_eq!(shares.held(), 0);
        assert!(shares.lock().by_client.is_empty(), "nothing is remembered");
    }

    #[test]
    fn what_is_not_needed_is_free_at_once() {
        let shares = ClientShares::new(32, 8);
        let mut holding = shares.take(None, 8).unwrap();
        holding.shrink_to(3);
        assert_eq!(shares.held(), 3);
        holding.shrink_to(5);
        assert_eq!(shares.held(), 3, "it never grows");
        drop(holding);
        assert_eq!(shares.held(), 0);
    }
}
