//! Folds case, accents and ligatures, for the search index and for queries.

use icu_normalizer::{
    DecomposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed,
};

/// Folds a text so that spellings which readers consider the same become equal.
///
/// The result is in lower case, with compatibility forms resolved, without marks (`ę` → `e`, `ё` → `е`), and
/// with common replacements of letters that Unicode does not decompose (`ł` → `l`, `ß` → `ss`). Folding is
/// idempotent.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
    let lower = nfkd.normalize_iter(text.chars()).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    // Lower case can add a mark (İ), hence the second decomposition.
    for character in nfkd.normalize_iter(lower).filter(|&character| !is_mark(character)) {
        match plain(character) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(character),
        }
    }
    folded
}

/// Checks whether a character only modifies its neighbours or is invisible. It does not end a word, and
/// folding removes it.
pub(super) fn is_mark(character: char) -> bool {
    !character.is_ascii()
        && (CanonicalCombiningClassMapBorrowed::new().get_u8(character) != 0
            || matches!(
                character,
                '\u{ad}' // soft hyphen
                    | '·' // Catalan l·l
                    | '\u{34f}'
                    | '\u{488}'..='\u{489}'
                    | '\u{200b}'..='\u{200f}'
                    | '\u{2060}'
                    | '\u{20d0}'..='\u{20f0}'
                    | '\u{fe00}'..='\u{fe0f}'
                    | '\u{feff}'
            ))
}

/// Returns the common replacement of a letter that has no decomposition.
fn plain(character: char) -> Option<&'static str> {
    Some(match character {
        'ł' => "l",
        'đ' | 'ð' | 'ɖ' => "d",
        'ø' => "o",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        'ŧ' => "t",
        'ĸ' => "k",
        'ə' | 'ǝ' => "e",
        // The final sigma depends on the position, not on the spelling.
        'ς' => "σ",
        'ґ' => "г",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_are_folded_to_their_base() {
        let cases = [
            ("", ""),
            ("Kętrzyn", "ketrzyn"),
            ("ŁÓDŹ", "lodz"),
            ("zażółć gęślą jaźń", "zazolc gesla jazn"),
            ("Løgstør Ærø Straße Œuvre", "logstor aero strasse oeuvre"),
            ("ẞ Þingvellir Đakovo Ħamrun", "ss thingvellir dakovo hamrun"),
            ("Озёрск, Київ, Бабруйск", "озерск, киів, бабруиск"),
            ("ΡΌΔΟΣ Ρόδος", "ροδοσ ροδοσ"),
            ("İstanbul Iğdır", "istanbul igdir"),
            ("e\u{301}cole", "ecole"),
            ("ﬁn m² ℡ Ⅳ", "fin m2 tel iv"),
            ("col·lecció col\u{140}ecció", "colleccio colleccio"),
            ("współ\u{ad}praca \u{feff}gmina", "wspolpraca gmina"),
        ];
        for (given, folded) in cases {
            assert_eq!(fold(given), folded, "{given}");
        }
    }

    #[test]
    fn every_character_is_folded_for_good() {
        for character in '\0'..=char::MAX {
            let once = fold(&character.to_string());
            assert_eq!(fold(&once), once, "{:x}", u32::from(character));
        }
    }

    proptest! {
        #[test]
        fn idempotent(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn case_and_composition_do_not_matter(text in "[a-zA-ZąćęłńóśźżĄĆĘŁŃÓŚŹŻäöüÄÖÜßёЁйЙа-яА-Я ]{0,40}") {
            let decomposed: String = DecomposingNormalizerBorrowed::new_nfd().normalize(&text).into_owned();
            prop_assert_eq!(fold(&decomposed), fold(&text));
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }
    }
}
