//! Web addresses.

use fluent_uri::Uri;

use super::traits::TextValue;

string_code!(
    /// A web address (http or https).
    pub WebAddress,
    "A web address that begins with https:// or http://."
);

impl TextValue for WebAddress {
    const NAME: &'static str = "WebAddress";
    const FORMAT: &'static str = "uri";
    const PATTERN: &'static str = "^https?://[^\\s]+$";
    const EXAMPLE: &'static str = "https://www.gminaketrzyn.pl/";
    const VALID: &'static str = "a web address that begins with https:// or http://, without blanks, and with letters other than a to z as percent codes (RFC 3986)";

    // What the document promises with `format: uri`: clients read it as RFC 3986 defines it.
    fn read(text: &str) -> Option<Self> {
        let begins = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
        let has_host =
            |uri: Uri<&str>| uri.authority().is_some_and(|authority| !authority.host().is_empty());
        let ok = begins && text.len() <= 2000 && Uri::parse(text).is_ok_and(has_host);
        ok.then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_addresses_are_read() {
        for text in [
            "javascript:alert(1)",
            "http://",
            "http:///a",
            "https://a b",
            "ftp://a",
            "https://a\"b",
            "//a",
            "http://[::1",
            "http://a:b",
            "http://a/%4",
            "http://a/[b]",
            "https://a/\u{202e}b",
            "https://żary.pl/",
        ] {
            assert!(WebAddress::read(text).is_none(), "{text}");
        }
        for text in [
            "http://[::1]:80/a?b#c",
            "https://a",
            "https://pl.wikipedia.org/wiki/K%C4%99trzyn_(gmina_wiejska)",
            "https://xn--ary-hna.pl/",
        ] {
            assert!(WebAddress::read(text).is_some(), "{text}");
        }
    }
}
