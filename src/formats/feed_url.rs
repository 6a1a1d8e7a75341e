//! The address of a feed, as the feed itself and the hub of its readers know it.

use crate::values::language::Language;

/// Returns the address of the feed of a collection in a format and a language. Both are written out, so that the address
/// names one representation (WebSub, section 4).
pub(crate) fn feed_url(
    base_url: &str,
    collection: &str,
    format: &str,
    language: &Language,
) -> String {
    format!("{base_url}/{collection}?format={format}&lang={language}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    #[test]
    fn an_address_names_one_representation() {
        let polish = Language::read("pl").unwrap();
        let url = feed_url("https://twinning.example/api/v1", "events", "atom", &polish);
        assert_eq!(url, "https://twinning.example/api/v1/events?format=atom&lang=pl");
    }
}
