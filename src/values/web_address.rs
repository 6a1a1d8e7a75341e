//! Web addresses.

use fluent_uri::Uri;
use url::Url;

use super::traits::TextValue;

use crate::text::messages::MessageText;

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
    const VALID: MessageText = MessageText(
        "a web address that begins with https:// or http://, without blanks and without a user name",
    );

    /// What people copy out of a browser can have letters that a URI may not have (RFC 3986): it is written as the URI
    /// that it means, so that clients get what the document promises with `format: uri`. A URI that browsers understand
    /// too (the URL standard) is kept as it is. One with a user name would show a password to everybody.
    fn read(text: &str) -> Option<Self> {
        let rest = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme))?;
        let has_host = !rest.starts_with(['/', '?', '#', '\\']);
        let is_written = !text.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\')
        });
        if !has_host || !is_written || text.len() > LONGEST {
            return None;
        }
        let url = Url::parse(text).ok()?;
        if !url.username().is_empty() || url.password().is_some() || has_user(text) {
            return None;
        }
        if is_uri(text) {
            return Some(Self(text.to_owned()));
        }
        let meant = String::from(url);
        (is_uri(&meant) && meant.len() <= LONGEST).then_some(Self(meant))
    }
}

/// The maximum length in bytes.
const LONGEST: usize = 2_000;

/// Whether a sign of user information stands in front of the host, which the URL standard drops if it is empty.
fn has_user(text: &str) -> bool {
    let authority = text.split("://").nth(1).unwrap_or_default().split(['/', '?', '#']).next();
    authority.is_some_and(|authority| authority.contains('@'))
}

/// Whether this is a URI with a host.
fn is_uri(text: &str) -> bool {
    let has_host =
        |uri: Uri<&str>| uri.authority().is_some_and(|authority| !authority.host().is_empty());
    Uri::parse(text).is_ok_and(has_host)
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
            "https://clerk:secret@a/",
            "https://clerk@a/",
            "https://@a/",
            "https://a:65536/",
            "https://a%zz/",
            "https://xn--a/",
            "https://1.2.3.256/",
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

    #[test]
    fn an_address_with_other_letters_is_written_as_the_uri_that_it_means() {
        for (text, uri) in [
            ("https://żary.pl/", "https://xn--ary-22a.pl/"),
            ("https://pl.wikipedia.org/wiki/Kętrzyn", "https://pl.wikipedia.org/wiki/K%C4%99trzyn"),
            ("https://a/\u{202e}b", "https://a/%E2%80%AEb"),
            ("https://a", "https://a"),
            ("https://a/?q=ż#ź", "https://a/?q=%C5%BC#%C5%BA"),
        ] {
            let read = WebAddress::read(text).map(|address| address.to_string());
            assert_eq!(read.as_deref(), Some(uri), "{text}");
            assert_eq!(WebAddress::read(uri).map(|again| again.to_string()), read, "{uri}");
        }
    }
}
