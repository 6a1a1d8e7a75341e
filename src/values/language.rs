//! Languages: the BCP 47 tags that names of towns need.

use std::fmt;

use super::traits::TextValue;

/// A language, with a script or country if needed: `pl`, `sr-Latn`, `pt-BR`.
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

    /// Reads a tag in upper or lower case, as in `Accept-Language`.
    pub fn read_any_case(text: &str) -> Option<Self> {
        let mut tag = String::with_capacity(text.len());
        for (at, part) in text.split('-').enumerate() {
            if at > 0 {
                tag.push('-');
            }
            match part.len() {
                2 if at > 0 => tag.push_str(&part.to_ascii_uppercase()),
                4 if at > 0 => {
                    let (first, rest) = part.split_at_checked(1)?;
                    tag.push_str(&first.to_ascii_uppercase());
                    tag.push_str(&rest.to_ascii_lowercase());
                }
                _ => tag.push_str(&part.to_ascii_lowercase()),
            }
        }
        Self::read(&tag)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TextValue for Language {
    const NAME: &'static str = "LanguageTag";
    const FORMAT: &'static str = "language-tag";
    const PATTERN: &'static str = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$";
    const EXAMPLE: &'static str = "pl";
    const VALID: &'static str = "a language tag of BCP 47, such as pl, en or sr-Latn";

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-').peekable();
        let primary = parts.next()?;
        let mut ok = (2..=3).contains(&primary.len())
            && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        let script = |part: &&str| {
            part.len() == 4
                && part.bytes().enumerate().all(|(at, byte)| {
                    if at == 0 { byte.is_ascii_uppercase() } else { byte.is_ascii_lowercase() }
                })
        };
        parts.next_if(script);
        if let Some(region) = parts.next() {
            ok &= (region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase()))
                || (region.len() == 3 && region.bytes().all(|byte| byte.is_ascii_digit()));
        }
        (ok && parts.next().is_none()).then(|| Self(text.to_owned()))
    }
}

text_value!(Language, "A language tag (BCP 47), such as `pl`, `en` or `sr-Latn`.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_language_script_region() {
        for text in ["pl", "en", "sr-Latn", "pt-BR", "zh-Hant-TW", "es-419", "sgs"] {
            assert!(Language::read(text).is_some(), "{text}");
        }
        for text in ["", "p", "PL", "pl-", "pl-pl", "polish", "pl-Latn-PL-x", "p1", "pl_PL"] {
            assert!(Language::read(text).is_none(), "{text}");
        }
        assert_eq!(Language::read_any_case("ZH-hant-tw").unwrap().as_str(), "zh-Hant-TW");
        assert_eq!(Language::read_any_case("żź-aęść"), None);
    }
}
