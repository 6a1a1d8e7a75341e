//! Readable ids derived from names.

use data_encoding::BASE32_DNSSEC;
use deunicode::deunicode_char;
use icu_normalizer::ComposingNormalizerBorrowed;
use sha2::{Digest as _, Sha256};

/// The maximum length of an id.
const MAX_LENGTH: usize = 64;

/// The number of bytes of a hash at the end of an id: five are eight characters in base 32.
const HASH_BYTES: usize = 5;

/// The ids of one name: `[a-z0-9]+(-[a-z0-9]+)*`, at most 64 characters.
///
/// They may change with a new version: an id is stored, and not derived again.
pub(crate) struct Slug {
    /// The whole name in these letters.
    whole: String,
    /// What tells the name apart from others with the same beginning, if it is cut.
    hash: String,
}

impl Slug {
    /// Transliterates a name in any script; `None` if nothing of it can be.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let name = ComposingNormalizerBorrowed::new_nfc().normalize(name);
        let mut whole = String::new();
        for character in name.chars() {
            push(&mut whole, character);
        }
        whole.truncate(whole.trim_end_matches('-').len());
        let hash = Sha256::digest(name.as_bytes());
        let hash = BASE32_DNSSEC.encode(hash.get(..HASH_BYTES).unwrap_or(&hash));
        (!whole.is_empty()).then_some(Self { whole, hash })
    }

    /// The id with this number: `oziersk`, `oziersk-2`, `oziersk-3` …
    pub(crate) fn id(&self, number: u32) -> String {
        let end = if number == 1 { String::new() } else { format!("-{number}") };
        if self.whole.len() + end.len() <= MAX_LENGTH {
            return format!("{}{end}", self.whole);
        }
        let end = format!("-{}{end}", self.hash);
        format!("{}{end}", beginning(&self.whole, MAX_LENGTH - end.len()))
    }
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

/// Cuts a slug, at a hyphen if at least half of the length remains. It never ends with a hyphen.
fn beginning(slug: &str, length: usize) -> &str {
    // One more than the limit, because a hyphen directly after it is the best position.
    let hyphen = slug.get(..=length).and_then(|start| start.rfind('-'));
    let end = hyphen.filter(|&end| end >= length / 2).unwrap_or(length);
    slug.get(..end).unwrap_or(slug).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn slug(name: &str) -> Option<String> {
        Slug::of(name).map(|slug| slug.id(1))
    }

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
    fn a_name_that_is_cut_ends_in_a_hash_of_all_of_it() {
        let programme =
            "Program Współpracy Transgranicznej Litwa-Polska-Rosja w latach 2007-2013 oraz dalej";
        let (a, b) = ("a".repeat(64), "b".repeat(90));
        let cases = [
            (programme, 1, "program-wspolpracy-transgranicznej-litwa-polska-rosja-w-nrjoa3gb"),
            (programme, 12, "program-wspolpracy-transgranicznej-litwa-polska-nrjoa3gb-12"),
            (&a, 1, &a),
            (&a, 2, &format!("{}-vvg59vjq-2", &a[..53])),
            (&b, 1, &format!("{}-q938v0qb", &b[..55])),
            ("Oziersk", 12, "oziersk-12"),
        ];
        for (name, number, expected) in cases {
            assert_eq!(Slug::of(name).unwrap().id(number), expected, "{name} {number}");
        }
    }

    #[test]
    fn names_with_the_same_beginning_have_different_ids() {
        let start = "Wizyta delegacji z Gminy Kętrzyn w partnerskim mieście Oziersk z okazji ";
        let names = ["Dni Miasta 2014", "Dni Miasta 2015", "Dni Miasta", "dni miasta", ""];
        for number in [1, 2, 4_000_000_000] {
            let ids = names.iter().map(|end| Slug::of(&format!("{start}{end}")).unwrap());
            let ids: HashSet<String> = ids.map(|slug| slug.id(number)).collect();
            assert_eq!(ids.len(), names.len(), "{ids:?}");
            assert!(ids.iter().all(|id| is_id(id)), "{ids:?}");
        }
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
            if let Some(id) = slug(&name) {
                prop_assert!(is_id(&id), "{id}");
                prop_assert_eq!(slug(&id), Some(id));
            }
        }

        #[test]
        fn a_name_in_latin_letters_has_one(name in "[A-Za-ząćęłńóśźżäöüßéèåøæ]{1,80}") {
            prop_assert!(slug(&name).is_some());
        }
    }
}
