//! Registers that assign identifiers.

use super::{record_id::RecordId, traits::TextValue};

use crate::text::messages::MessageText;

string_code!(
    /// A register that assigns identifiers.
    pub IdentifierScheme,
    "The register that assigned an identifier: `wikidata`, `geonames`, `teryt`, `insee`, `oktmo`, `nuts`, `lau`, \
     `keep-eu`, `cci`, `contract` or another name in lowercase letters."
);

impl TextValue for IdentifierScheme {
    const NAME: &'static str = "IdentifierScheme";
    const FORMAT: &'static str = "identifier-scheme";
    const PATTERN: &'static str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
    const EXAMPLE: &'static str = "wikidata";
    const VALID: MessageText =
        MessageText("the name of a register in lowercase letters, such as wikidata or teryt");

    fn read(text: &str) -> Option<Self> {
        RecordId::read(text)
            .filter(|id| id.as_str().starts_with(|c: char| c.is_ascii_lowercase()))
            .map(|id| Self(id.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_begin_with_a_letter() {
        assert!(
            IdentifierScheme::read("keep-eu").is_some() && IdentifierScheme::read("1a").is_none()
        );
    }
}
