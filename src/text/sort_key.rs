//! Sort keys, by which a database sorts names as a dictionary of the language does.

use icu_collator::{
    CollatorBorrowed, CollatorPreferences,
    options::{CollatorOptions, Strength},
};
use icu_locale_core::{LanguageIdentifier, Locale};

/// The version of the keys. Keys of different versions must not be compared: if the stored version differs,
/// all keys must be computed again.
pub(crate) const VERSION: &str =
    "sort keys 1, icu_collator 2.4.0, icu_collator_data 2.4.0, icu_normalizer_data 2.4.0";

/// Computes the sort keys of one language.
#[derive(Debug)]
pub(crate) struct SortKeys {
    collator: CollatorBorrowed<'static>,
}

impl SortKeys {
    /// Chooses the order of a language (a BCP 47 tag), or the Unicode root order if the language is unknown
    /// or has no order of its own.
    #[expect(clippy::expect_used, reason = "the root order is compiled into the program")]
    pub(crate) fn new(language: &str) -> Self {
        // Without the extensions of the tag, since `-u-co-…` selects another order than the usual one.
        let language =
            Locale::try_from_str(language).map_or(LanguageIdentifier::UNKNOWN, |locale| locale.id);
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        let collator = CollatorBorrowed::try_new(language.into(), options)
            .or_else(|_| CollatorBorrowed::try_new(CollatorPreferences::default(), options))
            .expect("the root order");
        Self { collator }
    }

    /// Returns the key of a text. The byte order of keys is the dictionary order of texts.
    pub(crate) fn key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(text.len() * 2);
        let Ok(()) = self.collator.write_sort_key_to(text, &mut key);
        key
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted<'a>(language: &str, mut names: Vec<&'a str>) -> Vec<&'a str> {
        let keys = SortKeys::new(language);
        names.sort_by_key(|name| (keys.key(name), *name));
        names
    }

    #[test]
    fn words_are_ordered_as_in_a_dictionary() {
        let cases = [
            ("pl", "Czechowice Ćmielów lato Lublin Lwów Łódź Zamość Źródła Żary"),
            ("pl-PL", "Kętrzyn Lublin Łódź"),
            ("lt", "Cekonys Čekys Ignas Yla Jonas Švenčionys Žagarė"),
            ("sv", "Arboga Zinkgruvan Ålem Älvdalen Örebro"),
            ("de", "Ahlen Älter Arnsberg Zossen"),
            ("ru", "Ежово Ёлкино Железногорск Озёрск"),
            ("und", "Łódź Lublin Lwów Озёрск"),
            ("no such tag!", "Łódź Lublin Lwów Озёрск"),
            ("qaa", "Łódź Lublin Lwów Озёрск"),
        ];
        for (language, names) in cases {
            let expected: Vec<_> = names.split(' ').collect();
            let reversed = expected.iter().rev().copied().collect();
            assert_eq!(sorted(language, reversed), expected, "{language}");
        }
    }

    #[test]
    fn extensions_do_not_change_the_order() {
        assert_eq!(SortKeys::new("pl-u-co-search").key("Łódź"), SortKeys::new("pl").key("Łódź"));
    }

    #[test]
    fn version_names_what_is_locked() {
        let lock = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"));
        for dependency in VERSION.split(", ").skip(1) {
            let (name, version) = dependency.split_once(' ').unwrap();
            let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(
                lock.contains(&locked),
                "{dependency} is not what Cargo.lock has: raise sort_key::VERSION"
            );
        }
    }

    #[test]
    fn keys_of_this_version() {
        let changed = "the keys changed: raise the number in sort_key::VERSION";
        assert_eq!(
            SortKeys::new("pl").key("Łódź"),
            [66, 2, 72, 2, 49, 94, 2, 1, 8, 1, 198, 7],
            "{changed}"
        );
    }

    #[test]
    fn usable_from_several_threads() {
        fn shared<T: Send + Sync>(_: &T) {}
        shared(&SortKeys::new("pl"));
    }

    proptest! {
        #[test]
        fn bytes_order_as_the_collator_does(one in "[a-zA-ZąćęłńóśźżĄĆĘŁŃÓŚŹŻ -]{0,12}", other in "\\PC{0,12}") {
            let keys = SortKeys::new("pl");
            prop_assert_eq!(keys.key(&one).cmp(&keys.key(&other)), keys.collator.compare(&one, &other));
        }
    }
}
