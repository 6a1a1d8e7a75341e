//! Tells the operator of a proxy that `--trusted-proxy` does not name.
//!
//! Nothing fails without the setting: all readers behind the proxy are one client, which is noticed only when its quota
//! or its share of the database is used up.

use std::{
    collections::HashSet,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::http::header::HeaderMap;

use crate::auth::peer;

/// The number of proxies that are told of. Only addresses of this machine and its network are, so that nobody
/// elsewhere can use it up.
const CAPACITY: usize = 32;

/// The proxies that the log has told of. A clone shares them.
#[derive(Clone, Default)]
pub struct UnnamedProxies(Arc<Mutex<HashSet<IpAddr>>>);

impl UnnamedProxies {
    /// Warns, once for each peer, if it forwards a request and is not trusted.
    pub(crate) fn note(&self, peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) {
        let peer = peer.to_canonical();
        if self.is_news(peer, headers, trusted) {
            log::warn!(
                "{peer} forwards requests, but --trusted-proxy does not name it: all clients behind it count as one, with \
                 one quota (20 times as large as that of a client), one count of wrong tokens and one share of the \
                 database; if it is your proxy, set --trusted-proxy to {peer}, with any other proxies"
            );
        }
    }

    fn is_news(&self, peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> bool {
        if !peer::is_forwarded(headers)
            || !peer::is_internal(peer)
            || peer::is_trusted(peer, trusted)
        {
            return false;
        }
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.len() < CAPACITY && told.insert(peer)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn forwarded(name: &'static str) -> HeaderMap {
        let value = HeaderValue::from_static("192.0.2.1");
        [(HeaderName::from_static(name), value)].into_iter().collect()
    }

    fn is_told(proxies: &UnnamedProxies, peer: &str, headers: &HeaderMap) -> bool {
        proxies.is_news(peer.parse().unwrap(), headers, &["10.0.0.7".parse().unwrap()])
    }

    #[test]
    fn a_proxy_nearby_is_told_of_once_unless_it_is_named() {
        let (proxies, headers) = (UnnamedProxies::default(), forwarded("x-forwarded-for"));
        for (peer, expected) in [
            ("10.0.0.7", false),
            ("::ffff:10.0.0.7", false),
            ("192.0.2.9", false),
            ("2001:db8::1", false),
            ("127.0.0.1", true),
            ("::1", true),
            ("172.18.0.2", true),
            ("fd00::2", true),
        ] {
            assert!(!is_told(&proxies, peer, &HeaderMap::new()), "{peer}");
            assert_eq!(is_told(&proxies, peer, &headers), expected, "{peer}");
            assert!(!is_told(&proxies, peer, &headers), "{peer}");
        }
        assert!(is_told(&proxies, "10.0.0.8", &forwarded("forwarded")));
    }

    #[test]
    fn many_proxies_are_not_all_remembered() {
        let (proxies, headers) = (UnnamedProxies::default(), forwarded("x-forwarded-for"));
        let peers = (0..2_000).map(|number| format!("10.1.{}.{}", number / 250, number % 250));
        let told = peers.filter(|peer| is_told(&proxies, peer, &headers)).count();
        assert_eq!((told, proxies.0.lock().unwrap().len()), (CAPACITY, CAPACITY));
    }
}
