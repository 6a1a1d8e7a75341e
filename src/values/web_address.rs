//! Web addresses.

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
    const VALID: &'static str =
        "a web address that begins with https:// or http://, without blanks";

    fn read(text: &str) -> Option<Self> {
        let place = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let host = place.split(['/', '?', '#']).next()?;
        let ok = !host.is_empty()
            && text.len() <= 2000
            && text.chars().all(|c| {
                !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '\\')
            });
        ok.then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_addresses_are_read() {
        for text in
            ["javascript:alert(1)", "http://", "https://a b", "ftp://a", "https://a\"b", "//a"]
        {
            assert!(WebAddress::read(text).is_none(), "{text}");
        }
    }
}
