//! Codes of public registers and web addresses.

use std::fmt;

use super::plumbing::TextValue;

/// Declares a code that is kept as the string it is.
macro_rules! code {
    ($(#[$meta:meta])* $name:ident, $description:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(String);

        impl $name {
            /// The code as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        text_value!($name, $description);
    };
}

code!(
    /// A country, ISO 3166-1 alpha-2.
    Country,
    "A country: two letters of ISO 3166-1 (alpha-2)."
);

impl TextValue for Country {
    const NAME: &'static str = "CountryCode";
    const FORMAT: &'static str = "country-code";
    const PATTERN: &'static str = "^[A-Z]{2}$";
    const EXAMPLE: &'static str = "LT";
    const VALID: &'static str = "a country of ISO 3166-1 in two capital letters, such as PL";

    fn read(text: &str) -> Option<Self> {
        let known =
            text.len() == 2 && rust_iso3166::from_alpha2(text).is_some_and(|country| country.alpha2 == text);
        known.then(|| Self(text.to_owned()))
    }
}

code!(
    /// A part of a country, ISO 3166-2.
    Region,
    "A region: its code in ISO 3166-2, such as RU-KGD for the Kaliningrad Oblast."
);

impl TextValue for Region {
    const NAME: &'static str = "RegionCode";
    const FORMAT: &'static str = "region-code";
    const PATTERN: &'static str = "^[A-Z]{2}-[A-Z0-9]{1,3}$";
    const EXAMPLE: &'static str = "RU-KGD";
    const VALID: &'static str = "a region of ISO 3166-2, such as PL-28";

    fn read(text: &str) -> Option<Self> {
        let (country, part) = text.split_once('-')?;
        Country::read(country)?;
        let part_is_code = (1..=3).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        part_is_code.then(|| Self(text.to_owned()))
    }
}

code!(
    /// A web address, http or https.
    WebAddress,
    "A web address, beginning with https:// or http://."
);

impl TextValue for WebAddress {
    const NAME: &'static str = "WebAddress";
    const FORMAT: &'static str = "uri";
    const PATTERN: &'static str = "^https?://[^\\s]+$";
    const EXAMPLE: &'static str = "https://www.gminaketrzyn.pl/";
    const VALID: &'static str = "a web address that begins with https:// or http://, without blanks";

    fn read(text: &str) -> Option<Self> {
        let place = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let host = place.split(['/', '?', '#']).next()?;
        let ok = !host.is_empty()
            && text.len() <= 2000
            && text
                .chars()
                .all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '\\'));
        ok.then(|| Self(text.to_owned()))
    }
}

code!(
    /// The readable, immutable name of a record in its collection.
    RecordId,
    "The readable name of a record: small letters, digits and single hyphens, at most 64 characters. It never \
     changes, and is not used again after the record is deleted."
);

impl RecordId {
    /// How many characters an id has at most.
    pub const MAX_LENGTH: usize = 64;
}

impl TextValue for RecordId {
    const NAME: &'static str = "RecordId";
    const FORMAT: &'static str = "record-id";
    const PATTERN: &'static str = "^[a-z0-9]+(-[a-z0-9]+)*$";
    const EXAMPLE: &'static str = "oziersk";
    const VALID: &'static str =
        "an id of small letters, digits and single hyphens, at most 64 characters, such as oziersk";

    fn read(text: &str) -> Option<Self> {
        let part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        (text.len() <= Self::MAX_LENGTH && text.split('-').all(part)).then(|| Self(text.to_owned()))
    }
}

code!(
    /// A register that gives identifiers.
    Scheme,
    "The register that gave an identifier: `wikidata`, `geonames`, `teryt`, `insee`, `oktmo`, `nuts`, `lau`, \
     `keep-eu`, `cci`, `contract` or another name in small letters."
);

impl TextValue for Scheme {
    const NAME: &'static str = "IdentifierScheme";
    const FORMAT: &'static str = "identifier-scheme";
    const PATTERN: &'static str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
    const EXAMPLE: &'static str = "wikidata";
    const VALID: &'static str = "the name of a register in small letters, such as wikidata or teryt";

    fn read(text: &str) -> Option<Self> {
        RecordId::read(text)
            .filter(|id| id.0.starts_with(|c: char| c.is_ascii_lowercase()))
            .map(|id| Self(id.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked() {
        for text in ["PL", "RU", "LT"] {
            assert!(Country::read(text).is_some(), "{text}");
        }
        for text in ["", "pl", "XX", "POL", "P", "PŁ"] {
            assert!(Country::read(text).is_none(), "{text}");
        }
        assert!(Region::read("RU-KGD").is_some() && Region::read("PL-28").is_some());
        for text in ["RU", "RU-", "XX-1", "RU-KGDX", "RU-kgd", "-"] {
            assert!(Region::read(text).is_none(), "{text}");
        }
        for text in ["javascript:alert(1)", "http://", "https://a b", "ftp://a", "https://a\"b", "//a"] {
            assert!(WebAddress::read(text).is_none(), "{text}");
        }
        let long = "a".repeat(65);
        for text in ["", "-a", "a-", "a--b", "A", "a_b", "a/b", "ą", "..", long.as_str()] {
            assert!(RecordId::read(text).is_none(), "{text}");
        }
        assert!(Scheme::read("keep-eu").is_some() && Scheme::read("1a").is_none());
    }
}
