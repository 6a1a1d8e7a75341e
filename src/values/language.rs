//! Languages: tags of BCP 47 in their canonical form.

use std::fmt;

use icu_locale_core::Locale;

use super::traits::TextValue;

use crate::text::messages::{MessageLanguage, MessageText};

/// A language, with a script, country or variant if needed: `pl`, `sr-Latn`, `pt-BR`, `be-tarask`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Language(String);

impl Language {
    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the language without script and country: `pt` for `pt-BR`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Checks whether a text in `other` serves a reader who prefers `self`: the same tag, or the same
    /// language.
    pub fn is_served_by(&self, other: &Self) -> bool {
        self == other || self.primary() == other.primary()
    }
}

/// Returns the language of messages to a reader who prefers these languages, the best first.
pub(crate) fn of_messages(preferred: &[Language]) -> MessageLanguage {
    MessageLanguage::preferred(preferred.iter().map(Language::as_str))
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TextValue for Language {
    const NAME: &'static str = "LanguageTag";
    const FORMAT: &'static str = "language-tag";
    const PATTERN: &'static str = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$";
    const EXAMPLE: &'static str = "pl";
    const VALID: MessageText =
        MessageText("a language tag of BCP 47, such as pl, pt-BR, zh-Hans or be-tarask");

    /// Case does not matter (RFC 5646, section 2.1.1). Languages have two or three letters: longer subtags are reserved,
    /// and what looks like one is the name of a language.
    fn read(text: &str) -> Option<Self> {
        let language = text.split('-').next().unwrap_or_default();
        if !(2..=3).contains(&language.len()) || text.contains('_') || text.len() > LONGEST {
            return None;
        }
        Locale::normalize(text).ok().map(|tag| Self(tag.into_owned()))
    }
}

/// The maximum length in bytes.
const LONGEST: usize = 60;

text_value!(
    Language,
    "A language tag (BCP 47), such as `pl`, `pt-BR` or `zh-Hans`. Case does not matter; answers have the usual one."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_in_any_case_and_kept_in_the_usual_one() {
        for (text, tag) in [
            ("pl", "pl"),
            ("PL", "pl"),
            ("sr-latn", "sr-Latn"),
            ("pt-br", "pt-BR"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("SGS", "sgs"),
            ("be-tarask", "be-tarask"),
            ("de-1996", "de-1996"),
            ("sl-rozaj-biske", "sl-biske-rozaj"),
            ("en-x-townhall", "en-x-townhall"),
        ] {
            assert_eq!(
                Language::read(text).map(|tag| tag.to_string()).as_deref(),
                Some(tag),
                "{text}"
            );
            assert_eq!(
                Language::read(tag).map(|tag| tag.to_string()).as_deref(),
                Some(tag),
                "{tag}"
            );
        }
        for text in
            ["", "p", "pl-", "polish", "pl-p", "p1", "pl_PL", "żź", "pl--PL", "pl PL", "pl-ż"]
        {
            assert!(Language::read(text).is_none(), "{text}");
        }
        assert!(Language::read(&format!("pl{}", "-abcde".repeat(20))).is_none());
    }
}
