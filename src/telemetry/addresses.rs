//! How much of the address of a client the log shows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

choices! {
    /// How much of the address of a client the log shows.
    pub enum LogAddresses {
        /// Nothing.
        None = "none",
        /// The network: the first 24 bits of an IPv4 address, the first 48 of an IPv6 address.
        Short = "short",
        /// The whole address.
        Whole = "whole",
    }
}

impl LogAddresses {
    /// The address as the log shows it.
    pub(crate) fn shown(self, address: IpAddr) -> Option<String> {
        let address = address.to_canonical();
        match self {
            Self::None => None,
            Self::Whole => Some(address.to_string()),
            Self::Short => Some(match address {
                IpAddr::V4(address) => {
                    let [first, second, third, _] = address.octets();
                    format!("{}/24", Ipv4Addr::new(first, second, third, 0))
                }
                IpAddr::V6(address) => {
                    let kept = address.to_bits() >> 80 << 80;
                    format!("{}/48", Ipv6Addr::from_bits(kept))
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_address_is_that_of_its_network() {
        for (address, short) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:12:3456:789a::1", "2001:db8:12::/48"),
            ("::1", "::/48"),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(LogAddresses::Short.shown(address).as_deref(), Some(short));
            assert_eq!(LogAddresses::None.shown(address), None);
            let whole = LogAddresses::Whole.shown(address).unwrap();
            assert_eq!(whole, address.to_canonical().to_string());
        }
    }
}
