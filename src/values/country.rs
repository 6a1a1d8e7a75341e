//! Countries (ISO 3166-1).

use super::traits::TextValue;

string_code!(
    /// A country code (ISO 3166-1 alpha-2).
    pub Country,
    "A country code: two capital letters (ISO 3166-1 alpha-2)."
);

impl TextValue for Country {
    const NAME: &'static str = "CountryCode";
    const FORMAT: &'static str = "country-code";
    const PATTERN: &'static str = "^[A-Z]{2}$";
    const EXAMPLE: &'static str = "LT";
    const VALID: &'static str = "a country of ISO 3166-1 in two capital letters, such as PL";

    fn read(text: &str) -> Option<Self> {
        let known = text.len() == 2
            && rust_iso3166::from_alpha2(text).is_some_and(|country| country.alpha2 == text);
        known.then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_of_iso_3166_1_are_countries() {
        for text in ["PL", "RU", "LT"] {
            assert!(Country::read(text).is_some(), "{text}");
        }
        for text in ["", "pl", "XX", "POL", "P", "PŁ"] {
            assert!(Country::read(text).is_none(), "{text}");
        }
    }
}
