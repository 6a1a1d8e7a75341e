//! Readable ids derived from names.

use deunicode::deunicode_char;
use icu_normalizer::ComposingNormalizerBorrowed;

/// The maximum length of an id.
const MAX_LENGTH: usize = 64;

/// Derives an id (`[a-z0-9]+(-[a-z0-9]+)*`, at most 64 characters) from a name in any script; `None` if
/// nothing of the name can be transliterated.
///
/// The result may change with a new version: an id is stored, and not derived again.
pub(crate) fn slug(name: &str) -> Option<String> {
    let mut slug = String::new();
    for character in ComposingNormalizerBorrowed::new_nfc().normalize(name).chars() {
        push(&mut slug, character);
    }
    shorten(&mut slug);
    (!slug.is_empty()).then_some(slug)
}

/// Appends the transliteration of a character. Hyphens are only added between other characters.
fn push(slug: &mut String, character: char) {
    for written in deunicode_char(character).unwrap_or(" ").chars() {
        if written.is_ascii_alphanumeric() {
            slug.push(written.to_ascii_lowercase());
        } else if written == '\'' && character.is_alphabetic() {
            // A soft sign (Ольштын) does not separate words.
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
}

/// Shortens a slug, at a hyphen if at least half of it remains. It never ends with a hyphen.
fn shorten(slug: &mut String) {
    if slug.len() > MAX_LENGTH {
        // One more than the limit, because a hyphen directly after it is the best position.
        let start = slug.get(..=MAX_LENGTH).and_then(|start| start.rfind('-'));
        slug.truncate(start.filter(|&end| end >= MAX_LENGTH / 2).unwrap_or(MAX_LENGTH));
    }
    while slug.ends_with('-') {
        slug.pop();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_becomes_an_id() {
        let cases = [
            ("Oziersk", Some("oziersk")),
            ("Gmina Kętrzyn", Some("gmina-ketrzyn")),
            ("Łódź – Śródmieście", Some("lodz-srodmiescie")),
            ("  Côtes-d'Armor!  ", Some("cotes-d-armor")),
            ("Côtes-d’Armor", Some("cotes-d-armor")),
            ("Озёрск, Ольштын", Some("oziorsk-olshtyn")),
            ("Київ", Some("kiyiv")),
            ("東京", Some("dong-jing")),
            ("Straße 12 & Ærø", Some("strasse-12-aero")),
            ("K\u{119}trzyn Ke\u{328}trzyn", Some("ketrzyn-ketrzyn")),
            ("Ρόδος", Some("rodos")),
            ("2014-2020", Some("2014-2020")),
            ("", None),
            ("-- … --", None),
        ];
        for (name, expected) in cases {
            assert_eq!(slug(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn long_names_are_cut_at_a_hyphen() {
        let name =
            "Program Współpracy Transgranicznej Litwa-Polska-Rosja w latach 2007-2013 oraz dalej";
        assert_eq!(
            slug(name).as_deref(),
            Some("program-wspolpracy-transgranicznej-litwa-polska-rosja-w-latach")
        );
        assert_eq!(slug(&format!("{} b", "a".repeat(64))), Some("a".repeat(64)));
        assert_eq!(slug(&format!("{} b", "a".repeat(63))), Some("a".repeat(63)));
        assert_eq!(slug(&format!("b {}", "a".repeat(90))), Some(format!("b-{}", "a".repeat(62))));
    }

    fn is_id(slug: &str) -> bool {
        slug.len() <= MAX_LENGTH
            && slug.split('-').all(|part| {
                !part.is_empty()
                    && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            })
    }

    proptest! {
        #[test]
        fn always_an_id(name in "\\PC{0,120}") {
            if let Some(slug) = slug(&name) {
                prop_assert!(is_id(&slug), "{slug}");
                prop_assert_eq!(super::slug(&slug), Some(slug));
            }
        }

        #[test]
        fn a_name_in_latin_letters_has_one(name in "[A-Za-ząćęłńóśźżäöüßéèåøæ]{1,80}") {
            prop_assert!(slug(&name).is_some());
        }
    }
}
