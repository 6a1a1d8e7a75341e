//! How many connections one client may have open, so that the others get one.

use std::net::IpAddr;

use crate::{
    auth::peer::{self, ClientNetwork},
    http::client_shares::{ClientShares, Holding},
};

/// The part of all connections that one client may have.
const PART_OF_ONE: usize = 8;

/// The part that a proxy in front of the service may have, which connects for many clients.
const PART_OF_PROXY: usize = 2;

/// The connections of each client. A clone shares them.
#[derive(Clone)]
pub(super) struct ConnectionShares {
    clients: ClientShares,
    proxies: ClientShares,
    trusted: Vec<IpAddr>,
}

impl ConnectionShares {
    /// There can be so many connections. These proxies, and programs on the same network, connect for others.
    pub(super) fn new(connections: usize, trusted: &[IpAddr]) -> Self {
        let shares = |part: usize| ClientShares::new(connections, (connections / part).max(1));
        Self {
            clients: shares(PART_OF_ONE),
            proxies: shares(PART_OF_PROXY),
            trusted: trusted.to_vec(),
        }
    }

    /// A place for a connection from an address, until it is dropped; `None` if the client has too many.
    pub(super) fn place(&self, address: Option<IpAddr>) -> Option<Holding> {
        let is_proxy = address.is_none_or(|address| {
            let address = address.to_canonical();
            peer::is_internal(address) || self.trusted.contains(&address)
        });
        let shares = if is_proxy { &self.proxies } else { &self.clients };
        shares.take(address.map(ClientNetwork::of), 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_leaves_connections_for_the_others() {
        let trusted = IpAddr::from([198, 51, 100, 7]);
        let shares = ConnectionShares::new(80, &[trusted]);
        for (address, places) in [
            ("192.0.2.1", 10),
            ("192.0.2.2", 10),
            ("2001:db8::1", 10),
            ("198.51.100.7", 40),
            ("::ffff:198.51.100.7", 40),
            ("127.0.0.1", 40),
            ("10.0.0.7", 40),
        ] {
            let address = Some(address.parse().unwrap());
            let held: Vec<_> = (0..80).map_while(|_| shares.place(address)).collect();
            assert_eq!(held.len(), places, "{address:?}");
        }
        assert!(shares.place(Some(trusted)).is_some(), "a place is free when it is dropped");
    }
}
