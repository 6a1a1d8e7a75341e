//! The memory of bodies that are being received.
//!
//! All of them together have a limit, and each client has a share of it, so that connections whose bodies never end
//! cannot take the memory of the service.

use std::net::IpAddr;

use crate::{
    auth::peer::ClientNetwork,
    error::ApiError,
    http::client_shares::{ClientShares, Holding},
};

/// The memory of all bodies, in bytes: that of four files to import.
const LIMIT: usize = 64 << 20;

/// The share of one client, who can also be a proxy with many editors.
const SHARE: usize = 32 << 20;

/// The bodies that are being received. A clone shares them.
#[derive(Clone)]
pub struct ReceivedBodies(ClientShares);

impl Default for ReceivedBodies {
    fn default() -> Self {
        Self(ClientShares::new(LIMIT, SHARE))
    }
}

impl ReceivedBodies {
    /// Begins a body of a client, which takes memory as its bytes arrive.
    pub(crate) fn begin(&self, client: Option<IpAddr>) -> BodyMemory {
        BodyMemory { shares: self.0.clone(), client: client.map(ClientNetwork::of), held: None }
    }

    /// Returns the bytes of all bodies.
    pub fn held(&self) -> usize {
        self.0.held()
    }
}

/// The memory of one body, until this is dropped.
pub(crate) struct BodyMemory {
    shares: ClientShares,
    client: Option<ClientNetwork>,
    held: Option<Holding>,
}

impl BodyMemory {
    /// Reserves memory for bytes that have arrived.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), ApiError> {
        let has_room = if let Some(held) = &mut self.held {
            held.grow(bytes)
        } else {
            self.held = self.shares.take(self.client, bytes);
            self.held.is_some()
        };
        let refused = || ApiError::busy("too many bodies of requests are being received");
        has_room.then_some(()).ok_or_else(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_and_all_together_have_a_limit() {
        let bodies = ReceivedBodies::default();
        let begin = |last| bodies.begin(Some(IpAddr::from([192, 0, 2, last])));
        let full = |last| {
            let mut body = begin(last);
            assert!((0..256).all(|_| body.grow(64 << 10).is_ok()), "the longest body");
            body
        };
        let held = [full(1), full(1), full(2)];
        assert!(begin(1).grow(1).is_err(), "one client");
        let last = full(3);
        assert!(begin(4).grow(1).is_err(), "all together");
        drop(last);
        let mut small = begin(4);
        assert!(small.grow(1).is_ok() && small.grow(1).is_ok());
        assert_eq!(bodies.held(), (48 << 20) + 2);
        drop((small, held));
        assert_eq!(bodies.held(), 0);
    }
}
