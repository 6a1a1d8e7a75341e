//! Limits of the number of requests of one client and of one token.
//!
//! A token bucket in the form of the generic cell rate algorithm: for each client one moment is kept, at which its
//! quota would be whole again. (The crate `governor` does the same, but keeps every client until somebody removes it;
//! here the number of clients is bounded, and who was refused is never forgotten to make room.)

use std::{
    hash::{BuildHasher as _, Hash, RandomState},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::{
    auth::{
        identity::meant_for_us,
        peer::{self, ClientNetwork},
        remembered::{Passing, Remembered},
    },
    values::instant::whole_seconds,
};

/// The requests that one client may make in a minute, unless the operator chooses another number. A portal that asks
/// for everything anew on each of its pages needs fewer.
pub(crate) const DEFAULT_QUOTA: u32 = 6_000;

/// The time in which the quota may be used.
const WINDOW: Duration = Duration::from_mins(1);

/// How many times the quota a proxy in front of the service has for all of its clients.
const PROXY: u32 = 20;

/// The number of clients, and of tokens, that are remembered.
const CAPACITY: usize = 20_000;

/// The setting of the operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateLimit {
    /// No limit.
    Off,
    /// [`DEFAULT_QUOTA`], but not for programs on the same machine, which can do worse than ask.
    Default,
    /// So many requests in a minute, for everybody.
    Quota(u32),
}

/// The limits, with what each client has used. A clone shares it.
#[derive(Clone)]
pub struct RateLimits {
    setting: RateLimit,
    used: Arc<Mutex<Used>>,
    hasher: RandomState,
}

#[derive(Default)]
struct Used {
    clients: Buckets<ClientNetwork>,
    proxies: Buckets<IpAddr>,
    tokens: Buckets<u64>,
}

/// What is left for a client, for the headers of the response.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Allowance {
    /// The quota.
    pub quota: u32,
    /// The number of requests that are left.
    pub left: u32,
    /// The time until the quota is whole again.
    pub whole_in: Duration,
    /// The time to wait, if nothing is left.
    pub refused_for: Option<Duration>,
}

impl Allowance {
    /// The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10, section 3).
    pub(crate) fn policy(self) -> String {
        format!("\"default\";q={};w={}", self.quota, WINDOW.as_secs())
    }

    /// The value of `RateLimit` (section 4 of the draft).
    pub(crate) fn state(self) -> String {
        format!("\"default\";r={};t={}", self.left, whole_seconds(self.whole_in))
    }
}

impl RateLimits {
    /// Starts to count.
    pub fn new(setting: RateLimit) -> Self {
        Self { setting, used: Arc::default(), hasher: RandomState::new() }
    }

    /// Counts a request of a client, that `peer` may have forwarded, and of its token; `None` if no limit applies.
    pub(crate) fn count(
        &self,
        peer: IpAddr,
        client: IpAddr,
        headers: &HeaderMap,
    ) -> Option<Allowance> {
        let peer = peer.to_canonical();
        let is_proxy = peer::is_forwarded(headers) && (peer::is_internal(peer) || client != peer);
        let quota = match self.setting {
            RateLimit::Off => return None,
            RateLimit::Default if client.is_loopback() && !is_proxy => return None,
            RateLimit::Default => DEFAULT_QUOTA,
            RateLimit::Quota(quota) => quota,
        };
        let token = meant_for_us(headers.get_all(AUTHORIZATION)).next();
        let token = token.map(|token| self.hasher.hash_one(token.as_bytes()));
        let (now, mut used) =
            (Instant::now(), self.used.lock().unwrap_or_else(PoisonError::into_inner));
        if is_proxy {
            // Whether it is trusted or not, and whatever addresses it forwards: a mistake in the settings turns no limit
            // off, and leaves those behind a proxy that is not named the quota of several clients.
            let of_proxy = used.proxies.count(peer, quota.saturating_mul(PROXY), now);
            if client == peer || of_proxy.refused_for.is_some() {
                return Some(of_proxy);
            }
        }
        let of_client = used.clients.count(ClientNetwork::of(client), quota, now);
        // What is refused for its address uses nothing of a token, which could be somebody else's.
        let token = token.filter(|_| of_client.refused_for.is_none());
        let of_token = token.map(|token| used.tokens.count(token, quota, now));
        let is_tighter =
            |of_token: &Allowance| of_token.refused_for.is_some() || of_token.left < of_client.left;
        Some(of_token.filter(is_tighter).unwrap_or(of_client))
    }
}

/// The moment at which a quota is whole again.
#[derive(Clone, Copy)]
struct WholeAt(Instant);

impl Passing for WholeAt {
    fn is_over(&self, now: Instant) -> bool {
        self.0 <= now
    }
}

/// For each key, when its quota is whole again.
struct Buckets<K>(Remembered<K, WholeAt>);

impl<K: Eq + Hash> Default for Buckets<K> {
    fn default() -> Self {
        Self(Remembered::new(CAPACITY))
    }
}

impl<K: Eq + Hash> Buckets<K> {
    fn count(&mut self, key: K, quota: u32, now: Instant) -> Allowance {
        let each = WINDOW / quota.max(1);
        let whole_at = self.0.get(&key).map_or(now, |WholeAt(moment)| now.max(*moment));
        let next = whole_at + each;
        let debt = next - now;
        let allowance = |whole_in: Duration, refused_for| {
            let left = WINDOW.saturating_sub(whole_in).as_nanos() / each.as_nanos().max(1);
            let left = u32::try_from(left).unwrap_or(quota).min(quota);
            Allowance { quota, left, whole_in, refused_for }
        };
        if debt > WINDOW {
            return Allowance {
                left: 0,
                ..allowance(whole_at - now, Some(debt.saturating_sub(WINDOW)))
            };
        }
        self.0.set(key, WholeAt(next), now);
        allowance(debt, None)
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use actix_web::http::header::{FORWARDED, HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_quota_can_be_used_at_once_and_comes_back_evenly() {
        let (mut buckets, began) = (Buckets::default(), Instant::now());
        let after = |seconds| began + Duration::from_secs(seconds);
        let left: Vec<u32> = (0..6).map(|_| buckets.count("a", 6, began).left).collect();
        assert_eq!(left, [5, 4, 3, 2, 1, 0]);
        let refused = buckets.count("a", 6, began);
        assert_eq!((refused.left, refused.refused_for), (0, Some(Duration::from_secs(10))));
        assert_eq!(refused.whole_in, WINDOW, "what is refused costs nothing");
        assert_eq!(buckets.count("b", 6, began).left, 5, "nobody else is concerned");
        assert!(buckets.count("a", 6, after(9)).refused_for.is_some());
        assert_eq!(buckets.count("a", 6, after(10)).refused_for, None);
        assert_eq!(buckets.count("a", 6, after(600)).left, 5);
    }

    #[test]
    fn the_headers_are_those_of_the_draft() {
        let allowance = Buckets::default().count("a", 60, Instant::now());
        assert_eq!(allowance.policy(), "\"default\";q=60;w=60");
        assert_eq!(allowance.state(), "\"default\";r=59;t=1");
    }

    #[test]
    fn who_was_refused_stays_refused_in_a_flood_of_clients() {
        let (mut buckets, began) = (Buckets::default(), Instant::now());
        for _ in 0..3 {
            buckets.count(0, 2, began);
        }
        for key in 1..3 * CAPACITY {
            buckets.count(key, 2, began);
        }
        assert!(buckets.count(0, 2, began).refused_for.is_some());
    }

    /// How many of a hundred requests, each forwarded for another client, are answered with a quota of two.
    fn answered(setting: RateLimit, peer: &str, forwarded: bool, trusted: bool) -> usize {
        let limits = RateLimits::new(setting);
        let peer: SocketAddr = peer.parse().unwrap();
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("x-forwarded-for");
        let trusted: Vec<IpAddr> = trusted.then_some(peer.ip()).into_iter().collect();
        (0..100)
            .filter(|number| {
                if forwarded {
                    let client = format!("198.51.100.{number}");
                    headers.insert(name.clone(), HeaderValue::from_str(&client).unwrap());
                }
                let client = peer::of(Some(peer), &headers, &trusted).unwrap();
                let allowance = limits.count(peer.ip(), client, &headers);
                allowance.is_none_or(|allowance| allowance.refused_for.is_none())
            })
            .count()
    }

    #[test]
    fn a_wrong_proxy_neither_turns_the_limit_off_nor_leaves_all_readers_the_quota_of_one() {
        let two = RateLimit::Quota(2);
        for (setting, peer, forwarded, trusted, expected) in [
            (two, "192.0.2.1:1", false, false, 2),
            (two, "127.0.0.1:1", false, false, 2),
            (RateLimit::Default, "127.0.0.1:1", false, false, 100),
            (RateLimit::Off, "192.0.2.1:1", false, false, 100),
            (two, "10.0.0.7:1", true, true, 40),
            (two, "10.0.0.7:1", true, false, 40),
            (two, "127.0.0.1:1", true, false, 40),
            (two, "192.0.2.1:1", true, false, 2),
            (two, "192.0.2.1:1", true, true, 40),
        ] {
            let answered = answered(setting, peer, forwarded, trusted);
            assert_eq!(answered, expected, "{setting:?} {peer} {forwarded} {trusted}");
        }
    }

    #[test]
    fn a_proxy_that_sends_another_header_is_one_too() {
        let limits = RateLimits::new(RateLimit::Default);
        let (peer, mut headers) = (IpAddr::from([127, 0, 0, 1]), HeaderMap::new());
        assert!(limits.count(peer, peer, &headers).is_none());
        headers.insert(FORWARDED, HeaderValue::from_static("for=192.0.2.1"));
        let quota = limits.count(peer, peer, &headers).map(|allowance| allowance.quota);
        assert_eq!(quota, Some(DEFAULT_QUOTA * PROXY));
    }

    #[test]
    fn a_token_is_counted_wherever_it_comes_from() {
        let limits = RateLimits::new(RateLimit::Quota(2));
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer x"));
        let refused = |last: u8, headers: &HeaderMap| {
            let peer = SocketAddr::from(([192, 0, 2, last], 1));
            let client = peer.ip();
            limits.count(peer.ip(), client, headers).unwrap().refused_for.is_some()
        };
        assert_eq!([1, 2, 3].map(|last| refused(last, &headers)), [false, false, true]);
        assert!(!refused(5, &HeaderMap::new()));
        assert!(refused(5, &headers), "also with the last request of its address");
        assert!(!refused(4, &HeaderMap::new()), "others are not concerned");
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic x"));
        let refused = [6, 7, 8, 9].map(|last| refused(last, &headers));
        assert_eq!(refused, [false; 4], "all who pass a proxy's login share it");
    }
}
