//! The address of the client, with or without proxies.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderValue};

/// The header in which each proxy appends the address of its client.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Returns the address of the client of a request; `None` if its connection has none.
pub(crate) fn of(
    peer: Option<SocketAddr>,
    headers: &HeaderMap,
    trusted: &[IpAddr],
) -> Option<IpAddr> {
    peer.map(|peer| client(peer.ip(), headers.get_all(FORWARDED_FOR), trusted))
}

/// Whether a proxy says that it forwards the request.
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED_FOR) || headers.contains_key(FORWARDED)
}

/// Whether the operator named this proxy.
pub(crate) fn is_trusted(proxy: IpAddr, trusted: &[IpAddr]) -> bool {
    let proxy = proxy.to_canonical();
    trusted.iter().any(|trusted| trusted.to_canonical() == proxy)
}

/// Whether an address belongs to this machine or its network, like that of a proxy in front of the service.
pub(crate) fn is_internal(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// Returns the address of the client: the peer of the connection or, if that is a trusted proxy, the last
/// address in `X-Forwarded-For` that is not a trusted proxy.
///
/// Each proxy appends the address of its own client, so the list can be trusted from its end up to the first
/// address that is not a trusted proxy. Anything before it can be forged. If a trusted proxy added no valid
/// address, the address of the proxy is returned.
fn client<'a>(
    peer: IpAddr,
    forwarded_for: impl IntoIterator<Item = &'a HeaderValue>,
    trusted: &[IpAddr],
) -> IpAddr {
    let mut known = peer.to_canonical();
    if !is_trusted(known, trusted) {
        return known;
    }
    let headers: Vec<&HeaderValue> = forwarded_for.into_iter().collect();
    for entry in
        headers.iter().rev().flat_map(|header| header.as_bytes().rsplit(|byte| *byte == b','))
    {
        let Some(address) = address(entry) else { break };
        known = address;
        if !is_trusted(known, trusted) {
            break;
        }
    }
    known
}

/// Reads an entry: an address, possibly with a port, and IPv6 possibly in brackets.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = str::from_utf8(entry).ok()?.trim_matches([' ', '\t']);
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let address =
        bare.parse().ok().or_else(|| entry.parse().ok().map(|address: SocketAddr| address.ip()))?;
    Some(address.to_canonical())
}

/// The client behind an address: an IPv4 address, or the IPv6 /56 that a provider assigns to one customer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ClientNetwork {
    /// The address.
    V4(Ipv4Addr),
    /// The first 56 bits of the address.
    V6(u128),
}

impl ClientNetwork {
    /// Returns the client behind an address.
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(address.to_bits() >> (128 - 56)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROXIES: [&str; 3] = ["127.0.0.1", "10.0.0.7", "2001:db8::7"];

    fn asked(peer: &str, headers: &[&[u8]]) -> String {
        let trusted = PROXIES.map(|proxy| proxy.parse().unwrap());
        let headers: Vec<HeaderValue> =
            headers.iter().map(|header| HeaderValue::from_bytes(header).unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn the_peer_itself_unless_it_is_trusted() {
        for headers in [&[][..], &[&b"192.0.2.1"[..]], &[b"127.0.0.1, 10.0.0.7"], &[b"\xff"]] {
            assert_eq!(asked("198.51.100.9", headers), "198.51.100.9", "{headers:?}");
            assert_eq!(asked("2001:db8::8", headers), "2001:db8::8", "{headers:?}");
        }
        assert_eq!(
            client("10.0.0.7".parse().unwrap(), &[HeaderValue::from_static("192.0.2.1")], &[])
                .to_string(),
            "10.0.0.7"
        );
    }

    #[test]
    fn what_a_trusted_proxy_heard_from() {
        for (headers, expected) in [
            (&[][..], "127.0.0.1"),
            (&[&b"192.0.2.1"[..]], "192.0.2.1"),
            (&[b"192.0.2.1, 10.0.0.7"], "192.0.2.1"),
            (&[b"192.0.2.1", b"10.0.0.7,2001:db8::7"], "192.0.2.1"),
            (&[b"192.0.2.1:49152"], "192.0.2.1"),
            (&[b"[2001:db8::9]:49152"], "2001:db8::9"),
            (&[b"[2001:db8::9]"], "2001:db8::9"),
            (&[b"2001:DB8:0:0::9"], "2001:db8::9"),
            (&[b"::ffff:192.0.2.1"], "192.0.2.1"),
            (&[b"192.0.2.1, ::ffff:10.0.0.7"], "192.0.2.1"),
            (&[b"2001:db8::7, 10.0.0.7"], "2001:db8::7"),
            (&[b"\t192.0.2.1 "], "192.0.2.1"),
        ] {
            assert_eq!(asked("127.0.0.1", headers), expected, "{headers:?}");
            assert_eq!(asked("::ffff:127.0.0.1", headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn what_a_client_invents_stands_before_it_and_is_not_read() {
        for invented in [
            "203.0.113.1",
            "127.0.0.1",
            "unknown",
            ",,,",
            "\" onload=",
            "1.2.3.4.5",
            "::1%eth0",
            "999.1.1.1",
        ] {
            let header = format!("{invented}, 192.0.2.1");
            assert_eq!(asked("127.0.0.1", &[header.as_bytes()]), "192.0.2.1", "{invented}");
            assert_eq!(
                asked("127.0.0.1", &[invented.as_bytes(), b"192.0.2.1, 10.0.0.7"]),
                "192.0.2.1",
                "{invented}"
            );
        }
        assert_eq!(asked("127.0.0.1", &[b"\xff\xfe, 192.0.2.1"]), "192.0.2.1");
    }

    #[test]
    fn what_cannot_be_read_leaves_the_proxy_that_wrote_it() {
        for unreadable in [
            "",
            " ",
            "unknown",
            "192.0.2.1,",
            "192.0.2.1, _hidden",
            "192.0.2.1;",
            "192.0.2.01",
            "fe80::1%eth0",
        ] {
            assert_eq!(asked("127.0.0.1", &[unreadable.as_bytes()]), "127.0.0.1", "{unreadable}");
        }
        assert_eq!(asked("127.0.0.1", &[b"192.0.2.1, unknown, 10.0.0.7"]), "10.0.0.7");
    }

    proptest! {
        #[test]
        fn whatever_comes_first_the_end_decides(header in proptest::collection::vec(0x20_u8..0x7f, 0..60)) {
            let header = [&header[..], b", 192.0.2.1"].concat();
            prop_assert_eq!(asked("10.0.0.7", &[&header]), "192.0.2.1");
        }
    }
}
