//! Which addresses messages may be sent to: those of the public Internet.
//!
//! Whoever may add an endpoint must not reach by it what only this machine reaches, such as other services of the
//! municipality or of its provider (server-side request forgery).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::text::messages::{Message, message};

/// The maximum length of an address in bytes.
const LONGEST: usize = 2_000;

/// The ports below this belong to services of the system; of them only 443 is allowed.
const LEAST_PORT: u16 = 1_024;

/// What may be reached.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct OutgoingPolicy {
    /// Whether this machine may be reached, and without TLS: for tests.
    pub allows_loopback: bool,
}

impl OutgoingPolicy {
    /// Reads the address of an endpoint, and writes it in its normal form. The error says what is valid.
    pub(crate) fn read(self, text: &str) -> Result<String, Message> {
        let valid = || {
            message!(
                "is not the address of an endpoint, such as https://portal.example.org/twinning"
            )
        };
        let url = Url::parse(text.trim()).map_err(|_error| valid())?;
        if url.as_str().len() > LONGEST {
            return Err(message!("is longer than {longest} characters", longest = LONGEST));
        }
        let is_here = self.allows_loopback && is_loopback(&url);
        match (url.scheme(), url.host()) {
            ("https", Some(_)) => {}
            ("http", Some(_)) if is_here => {}
            ("http", Some(_)) => {
                return Err(message!("begins with http: messages are sent by https only"));
            }
            _ => return Err(valid()),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(message!(
                "has a user name or a password: a receiver knows the sender by the signature"
            ));
        }
        if url.fragment().is_some() {
            return Err(message!("has a part after “#”, which is never sent"));
        }
        if let Some(port) = url.port().filter(|port| *port != 443 && *port < LEAST_PORT) {
            let port = u32::from(port);
            return Err(message!("has the port {port}: use 443, or one above 1023", port));
        }
        let ip = url.host().and_then(|host| literal(&host));
        if ip.is_some_and(|ip| !self.allows(ip)) || is_loopback(&url) && !is_here {
            return Err(message!("is not an address of the public Internet"));
        }
        Ok(url.into())
    }

    /// Whether messages may be sent to this address.
    pub(crate) fn allows(self, ip: IpAddr) -> bool {
        match ip {
            _ if self.allows_loopback && ip.is_loopback() => true,
            IpAddr::V4(ip) => is_public_v4(ip),
            IpAddr::V6(ip) => is_public_v6(ip),
        }
    }
}

/// Whether a name is of this machine in every network (RFC 6761 §6.3).
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

fn literal(host: &Host<&str>) -> Option<IpAddr> {
    match host {
        Host::Ipv4(ip) => Some((*ip).into()),
        Host::Ipv6(ip) => Some((*ip).into()),
        Host::Domain(_) => None,
    }
}

/// Whether the address names this machine. A name is looked up again when a message is sent.
fn is_loopback(url: &Url) -> bool {
    url.host().is_some_and(|host| match literal(&host) {
        Some(ip) => ip.is_loopback(),
        None => matches!(host, Host::Domain(name) if is_localhost(name)),
    })
}

/// Blocks of IPv4 that are not, or not only, of the public Internet (RFC 6890 and its successors).
const NOT_PUBLIC: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10), // shared by the clients of a provider
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16), // link-local, and the metadata of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4), // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let within = |(block, bits): &(Ipv4Addr, u32)| {
        (ip.to_bits() ^ block.to_bits()).checked_shr(32 - bits) == Some(0)
    };
    !NOT_PUBLIC.iter().any(within)
}

/// Blocks inside `2000::/3`, where the public Internet is, that are not of it, or lead to IPv4.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // Teredo, ORCHID, benchmarks
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let within = |(block, bits): &(Ipv6Addr, u32)| {
        (ip.to_bits() ^ block.to_bits()).checked_shr(128 - bits) == Some(0)
    };
    ip.to_bits() >> 125 == 1 && !NOT_PUBLIC_V6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: OutgoingPolicy = OutgoingPolicy { allows_loopback: false };
    const TESTS: OutgoingPolicy = OutgoingPolicy { allows_loopback: true };

    #[test]
    fn only_the_public_internet_is_reached() {
        for (ip, is_allowed) in [
            ("8.8.8.8", true),
            ("100.63.255.255", true),
            ("100.128.0.0", true),
            ("172.15.255.255", true),
            ("172.32.0.0", true),
            ("198.17.255.255", true),
            ("223.255.255.255", true),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("127.0.0.1", false),
            ("127.255.255.255", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("192.88.99.1", false),
            ("192.168.1.1", false),
            ("198.18.0.1", false),
            ("198.19.255.255", false),
            ("198.51.100.1", false),
            ("203.0.113.1", false),
            ("224.0.0.1", false),
            ("239.255.255.255", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("2a00:1450:4001:80b::200e", true),
            ("2001:4860:4860::8888", true),
            ("::", false),
            ("::1", false),
            ("::ffff:8.8.8.8", false),
            ("::ffff:127.0.0.1", false),
            ("::8.8.8.8", false),
            ("64:ff9b::7f00:1", false),
            ("100::1", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::1", false),
            ("3fff::1", false),
            ("4000::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(STRICT.allows(ip.parse().unwrap()), is_allowed, "{ip}");
        }
    }

    #[test]
    fn tests_reach_this_machine_and_nothing_else_that_is_not_public() {
        for (ip, is_allowed) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("8.8.8.8", true),
            ("10.0.0.1", false),
            ("::ffff:127.0.0.1", false),
        ] {
            assert_eq!(TESTS.allows(ip.parse().unwrap()), is_allowed, "{ip}");
        }
    }

    #[test]
    fn addresses_are_read_and_normalised() {
        for (text, strict, tests) in [
            ("https://Portal.example.org", "https://portal.example.org/", ""),
            (" https://portal.example.org:443/a?b=c ", "https://portal.example.org/a?b=c", ""),
            ("https://portal.example.org:1024/", "https://portal.example.org:1024/", ""),
            ("https://żółw.example/", "https://xn--w-uga1v8h.example/", ""),
            ("https://8.8.8.8/x", "https://8.8.8.8/x", ""),
            ("http://127.0.0.1:8000/x", "http", "http://127.0.0.1:8000/x"),
            ("http://localhost:8000/", "http", "http://localhost:8000/"),
            ("https://127.1:8443/", "public Internet", "https://127.0.0.1:8443/"),
            ("http://portal.example.org/", "http", "http"),
            ("https://user@portal.example.org/", "user name", "user name"),
            ("https://:secret@portal.example.org/", "password", "password"),
            ("https://portal.example.org/#x", "#", "#"),
            ("https://portal.example.org:22/", "port 22", "port 22"),
            ("https://portal.example.org:1023/", "port 1023", "port 1023"),
            ("https://portal.example.org:0/", "port 0", "port 0"),
            ("https://2130706433/", "public Internet", "https://127.0.0.1/"),
            ("https://0x7f.1/", "public Internet", "https://127.0.0.1/"),
            ("https://10.0.0.1/", "public Internet", "public Internet"),
            ("https://[::ffff:127.0.0.1]/", "public Internet", "public Internet"),
            ("https://[::1]/", "public Internet", "https://[::1]/"),
            ("ftp://portal.example.org/", "is not the address", "is not the address"),
            ("portal.example.org", "is not the address", "is not the address"),
            ("https://", "is not the address", "is not the address"),
            ("", "is not the address", "is not the address"),
            (&format!("https://a.example/{}", "x".repeat(2_000)), "longer than", "longer than"),
        ] {
            let tests = if tests.is_empty() { strict } else { tests };
            for (policy, expected) in [(STRICT, strict), (TESTS, tests)] {
                let told = policy.read(text).unwrap_or_else(|message| message.to_string());
                let is_url = expected.contains("://");
                let fits = if is_url { told == expected } else { told.contains(expected) };
                assert!(fits, "{text} {policy:?}: {told}, not {expected}");
            }
        }
    }
}
