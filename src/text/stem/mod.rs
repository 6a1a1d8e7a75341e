//! Stems of words, by language: the part that the inflected forms of a word share.

mod polish;

/// The minimum length of a stem, below which too many words share it.
pub(super) const MIN_CHARS: usize = 3;

use icu_normalizer::ComposingNormalizerBorrowed;
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// Returns the stem of a lower-case word; `None` if there is no algorithm for the language.
///
/// The language is a BCP 47 tag, of which only the primary subtag counts. A stem is a key for comparison, not
/// a word, and can be compared within a [`family`] of languages.
pub(crate) fn stem(language: &str, lowercased_word: &str) -> Option<String> {
    let (name, algorithm) = algorithm(language)?;
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(lowercased_word);
    Some(match name {
        "pl" => polish::stem(&composed),
        _ => Stemmer::create(algorithm).stem(&composed).into_owned(),
    })
}

/// Returns the family of languages whose stems can be compared: `nb` and `nn` share `no`, `hr` and `bs` share
/// `sr`.
pub(crate) fn family(language: &str) -> Option<&'static str> {
    algorithm(language).map(|(name, _)| name)
}

/// Returns the Snowball algorithm of a language that is official in a country or region of Europe.
fn algorithm(language: &str) -> Option<(&'static str, Algorithm)> {
    let primary = language.split('-').next()?.to_ascii_lowercase();
    Some(match primary.as_str() {
        "ca" => ("ca", Algorithm::Catalan),
        "cs" => ("cs", Algorithm::Czech),
        "da" => ("da", Algorithm::Danish),
        "de" => ("de", Algorithm::German),
        "el" => ("el", Algorithm::Greek),
        "en" => ("en", Algorithm::English),
        "es" => ("es", Algorithm::Spanish),
        "et" => ("et", Algorithm::Estonian),
        "eu" => ("eu", Algorithm::Basque),
        "fi" => ("fi", Algorithm::Finnish),
        "fr" => ("fr", Algorithm::French),
        "ga" => ("ga", Algorithm::Irish),
        "hu" => ("hu", Algorithm::Hungarian),
        "hy" => ("hy", Algorithm::Armenian),
        "it" => ("it", Algorithm::Italian),
        "lt" => ("lt", Algorithm::Lithuanian),
        "nl" => ("nl", Algorithm::Dutch),
        "nb" | "nn" | "no" => ("no", Algorithm::Norwegian),
        "pl" => ("pl", Algorithm::Polish),
        "pt" => ("pt", Algorithm::Portuguese),
        "ro" | "mo" => ("ro", Algorithm::Romanian),
        "ru" => ("ru", Algorithm::Russian),
        // One algorithm for Croatian and Serbian, which reads both alphabets.
        "sr" | "hr" | "bs" | "cnr" | "sh" => ("sr", Algorithm::Serbian),
        "sv" => ("sv", Algorithm::Swedish),
        "tr" => ("tr", Algorithm::Turkish),
        "uk" => ("uk", Algorithm::Ukrainian),
        "yi" => ("yi", Algorithm::Yiddish),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FAMILIES: [&str; 27] = [
        "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "hu", "hy", "it",
        "lt", "nl", "no", "pl", "pt", "ro", "ru", "sr", "sv", "tr", "uk", "yi",
    ];

    #[test]
    fn only_the_primary_subtag_counts() {
        assert_eq!(stem("pl", "umowy"), stem("PL-pl", "umowy"));
        assert_eq!(family("en-GB"), Some("en"));
        assert_eq!(
            (family("nb"), family("hr"), family("sr-Latn")),
            (Some("no"), Some("sr"), Some("sr"))
        );
        for none in ["", "-", "und", "lv", "pol", "plx", "zxx"] {
            assert_eq!(stem(none, "gulbene"), None, "{none}");
        }
        assert!(FAMILIES.into_iter().all(|name| family(name) == Some(name)));
    }

    #[test]
    fn forms_meet_in_other_languages() {
        let cases: [(&str, &[&str]); 12] = [
            ("cs", &["praha", "prahy", "prahu"]),
            ("de", &["vereinbarung", "vereinbarungen"]),
            ("en", &["partner", "partners", "partnered"]),
            ("es", &["municipio", "municipios"]),
            ("fr", &["municipalité", "municipalités"]),
            ("hu", &["város", "városok", "városban"]),
            ("it", &["comune", "comuni"]),
            ("lt", &["rietavas", "rietavo", "rietave", "rietavą"]),
            ("lt", &["prienai", "prienų", "prienuose"]),
            ("ru", &["озёрск", "озёрска", "озёрску", "озёрском"]),
            ("sr", &["београд", "beograd", "beograda", "београду"]),
            ("uk", &["місто", "міста", "містом"]),
        ];
        for (language, forms) in cases {
            for form in forms {
                assert_eq!(stem(language, form), stem(language, forms[0]), "{language} {form}");
            }
        }
    }

    #[test]
    fn composed_and_decomposed_are_one() {
        assert_eq!(stem("pl", "ke\u{328}trzyna"), stem("pl", "kętrzyna"));
    }

    proptest! {
        #[test]
        fn any_text_has_a_stem_in_any_family(
            word in prop_oneof![
                "\\PC{0,64}",
                "[a-ząćęłńóśźż]{0,64}",
                "[а-яёіїє]{0,40}",
                "[α-ωάέήίόύώς]{0,40}",
                "[א-ת]{0,40}",
                "[ա-ֆ]{0,40}",
                "[a-zäöüßõåæøéèêëïîçñ']{0,64}"
            ],
            index in 0..FAMILIES.len(),
        ) {
            prop_assert!(stem(FAMILIES[index], &word.to_lowercase()).is_some());
        }
    }
}
