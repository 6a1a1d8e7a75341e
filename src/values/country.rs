//! Countries (ISO 3166-1).

use super::traits::TextValue;

use crate::text::messages::MessageText;

string_code!(
    /// A country code (ISO 3166-1 alpha-2, and XK for Kosovo).
    pub Country,
    "A country code: two capital letters (ISO 3166-1 alpha-2), or `XK` for Kosovo, which has none and is written so by \
     the European Union."
);

impl TextValue for Country {
    const NAME: &'static str = "CountryCode";
    const FORMAT: &'static str = "country-code";
    const PATTERN: &'static str = "^[A-Z]{2}$";
    const EXAMPLE: &'static str = "LT";
    const VALID: MessageText =
        MessageText("a country of ISO 3166-1 in two capital letters, such as PL");

    fn read(text: &str) -> Option<Self> {
        let is_of_iso =
            || rust_iso3166::from_alpha2(text).is_some_and(|known| known.alpha2 == text);
        let known = text.len() == 2 && (text == KOSOVO || is_of_iso());
        known.then(|| Self(text.to_owned()))
    }
}

/// Kosovo: a code for users to assign, which the European Union and the CLDR use.
const KOSOVO: &str = "XK";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::labels::{self, Vocabulary};

    #[test]
    fn the_countries_are_those_that_have_names() {
        let named = labels::codes(Vocabulary::Country);
        assert!(named.iter().all(|entry| Country::read(entry.code).is_some()));
        assert_eq!(named.len(), rust_iso3166::ALL_ALPHA2.len() + 1);
    }

    #[test]
    fn only_codes_of_iso_3166_1_are_countries() {
        for text in ["PL", "RU", "LT", "XK"] {
            assert!(Country::read(text).is_some(), "{text}");
        }
        for text in ["", "pl", "XX", "POL", "P", "PŁ"] {
            assert!(Country::read(text).is_none(), "{text}");
        }
    }
}
