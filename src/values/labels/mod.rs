//! The names of codes for display, in the languages of Europe's larger twinning networks.
//!
//! The names of countries and currencies are those of the Unicode Common Locale Data Repository; where it has no name
//! of a withdrawn currency in a language, the table has the English one.

use std::{collections::HashMap, sync::OnceLock};

use super::{language::Language, traits::ClosedList};
use crate::text::fold::fold;

/// The languages of the names, in the order of the columns.
pub(crate) const LANGUAGES: [&str; 8] = ["en", "pl", "de", "fr", "lt", "ru", "lv", "uk"];

/// The tables: vocabulary, code and a name in each language, separated by tabs, below a line of headings.
const TABLES: [&str; 3] =
    [include_str!("codes.tsv"), include_str!("countries.tsv"), include_str!("currencies.tsv")];

choices! {
    /// A list of codes with names for display.
    #[derive(Hash)]
    pub(crate) enum Vocabulary {
        /// The types of records.
        RecordType = "recordType",
        /// Draft or published.
        RecordState = "recordState",
        /// The kinds of partners.
        PartnerKind = "partnerKind",
        /// The states of partnerships.
        PartnerStatus = "partnerStatus",
        /// The kinds of other names of partners.
        AliasKind = "aliasKind",
        /// The kinds of events.
        EventKind = "eventKind",
        /// The directions of travel.
        EventDirection = "eventDirection",
        /// The states of events.
        EventStatus = "eventStatus",
        /// The kinds of agreements.
        AgreementKind = "agreementKind",
        /// The states of agreements.
        AgreementStatus = "agreementStatus",
        /// The states of projects.
        ProjectStatus = "projectStatus",
        /// The roles of organisations in projects.
        OrganisationRole = "organisationRole",
        /// The kinds of contributions to a budget.
        ContributionKind = "contributionKind",
        /// The states of programmes.
        ProgrammeStatus = "programmeStatus",
        /// The funding instruments.
        Instrument = "instrument",
        /// The kinds of media.
        MediaKind = "mediaKind",
        /// The topics.
        Topic = "topic",
        /// The countries.
        Country = "country",
        /// The currencies.
        Currency = "currency",
    }
}

/// A closed list whose values have names for display.
pub(crate) trait Labelled: ClosedList {
    /// The vocabulary of the list.
    const VOCABULARY: Vocabulary;
}

/// Names the vocabularies of closed lists.
macro_rules! labelled {
    ($($list:ty => $vocabulary:ident),+ $(,)?) => {
        $(impl $crate::values::labels::Labelled for $list {
            const VOCABULARY: $crate::values::labels::Vocabulary =
                $crate::values::labels::Vocabulary::$vocabulary;
        })+
    };
}

pub(crate) use labelled;

/// A code and its names.
#[derive(Clone, Debug)]
pub(crate) struct LabelledCode {
    /// The code, as records have it.
    pub code: &'static str,
    names: [&'static str; LANGUAGES.len()],
}

impl LabelledCode {
    /// The names, with the language of each.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        LANGUAGES.into_iter().zip(self.names)
    }

    /// The name in a language of [`LANGUAGES`].
    pub(crate) fn name(&self, language: &str) -> &'static str {
        let column = LANGUAGES.iter().position(|known| *known == language);
        self.names[column.unwrap_or_default()]
    }
}

/// The vocabularies as the tables have them.
type Tables = HashMap<Vocabulary, Vec<LabelledCode>>;

fn tables() -> &'static Tables {
    static ALL: OnceLock<Tables> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Tables::new();
        for line in TABLES.iter().flat_map(|table| table.lines().skip(1)) {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or_default();
            let (vocabulary, code) = (next(), next());
            let names = LANGUAGES.map(|_| next());
            if let Some(vocabulary) = Vocabulary::read(vocabulary) {
                all.entry(vocabulary).or_default().push(LabelledCode { code, names });
            }
        }
        all
    })
}

/// The codes of a vocabulary, in their order.
pub(crate) fn codes(vocabulary: Vocabulary) -> &'static [LabelledCode] {
    tables().get(&vocabulary).map(Vec::as_slice).unwrap_or_default()
}

/// The codes of each vocabulary by their names in all languages, and by themselves, as [`comparable`] has them.
type CodesByName = HashMap<Vocabulary, HashMap<String, Vec<&'static str>>>;

fn codes_by_name() -> &'static CodesByName {
    static ALL: OnceLock<CodesByName> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = CodesByName::new();
        for (vocabulary, entries) in tables() {
            let by_name = all.entry(*vocabulary).or_default();
            for entry in entries {
                for name in entry.names().map(|(_, name)| name).chain([entry.code]) {
                    let codes = by_name.entry(comparable(name)).or_default();
                    if !codes.contains(&entry.code) {
                        codes.push(entry.code);
                    }
                }
            }
        }
        all
    })
}

/// A name without case, marks and further spaces.
fn comparable(name: &str) -> String {
    fold(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The codes that a text stands for: the one that it is, otherwise all that have this name in a language, without regard
/// to case and marks.
pub(crate) fn codes_named(vocabulary: Vocabulary, text: &str) -> Vec<&'static str> {
    let own = codes(vocabulary).iter().find(|entry| entry.code == text);
    match own {
        Some(entry) => vec![entry.code],
        None => codes_by_name()
            .get(&vocabulary)
            .and_then(|by_name| by_name.get(&comparable(text)))
            .cloned()
            .unwrap_or_default(),
    }
}

/// The first of these languages that has names, otherwise English.
pub(crate) fn language(preferred: &[Language]) -> &'static str {
    let known =
        |wanted: &Language| LANGUAGES.into_iter().find(|language| *language == wanted.primary());
    preferred.iter().find_map(known).unwrap_or(LANGUAGES[0])
}

/// The name of a code in a language of [`LANGUAGES`]; the code itself if it has no name.
pub(crate) fn label<'c>(vocabulary: Vocabulary, code: &'c str, language: &str) -> &'c str {
    let entry = codes(vocabulary).iter().find(|entry| entry.code == code);
    entry.map_or(code, |entry| entry.name(language))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::values::traits::TextValue as _;

    #[test]
    fn every_code_has_a_name_in_every_language_and_stands_once() {
        for vocabulary in Vocabulary::ALL {
            let codes = codes(*vocabulary);
            let different: BTreeSet<_> = codes.iter().map(|entry| entry.code).collect();
            assert!(!codes.is_empty() && different.len() == codes.len(), "{vocabulary:?}");
            for entry in codes {
                assert!(
                    entry.names().all(|(_, name)| !name.is_empty()),
                    "{vocabulary:?} {}",
                    entry.code
                );
            }
        }
    }

    #[test]
    fn the_tables_have_no_other_vocabularies() {
        for line in TABLES.iter().flat_map(|table| table.lines().skip(1)) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 2 + LANGUAGES.len(), "{line}");
            assert!(Vocabulary::read(cells[0]).is_some(), "{line}");
        }
    }

    #[test]
    fn a_name_is_in_the_first_language_that_has_names() {
        let languages =
            |tags: &[&str]| tags.iter().filter_map(|tag| Language::read(tag)).collect::<Vec<_>>();
        for (preferred, name) in [
            (&["pl"][..], "wizyta"),
            (&["be", "lt"], "vizitas"),
            (&["pt-BR"], "visit"),
            (&["de-AT"], "Besuch"),
            (&[], "visit"),
        ] {
            let language = language(&languages(preferred));
            assert_eq!(label(Vocabulary::EventKind, "visit", language), name, "{preferred:?}");
        }
        assert_eq!(label(Vocabulary::Country, "RU", "pl"), "Rosja");
        assert_eq!(label(Vocabulary::Country, "??", "pl"), "??");
    }

    #[test]
    fn a_code_is_found_by_each_of_its_names() {
        for vocabulary in Vocabulary::ALL.iter().filter(|other| **other != Vocabulary::Currency) {
            for entry in codes(*vocabulary) {
                let names = entry.names().map(|(_, name)| name).chain([entry.code]);
                for name in names {
                    let written = format!(" {} ", name.to_uppercase());
                    assert_eq!(codes_named(*vocabulary, &written), [entry.code], "{name}");
                }
            }
        }
        for (text, codes) in [
            ("Rosja", &["RU"][..]),
            ("rosja", &["RU"]),
            ("de", &["DE"]),
            ("Niemcy", &["DE"]),
            ("", &[]),
            ("Nibylandia", &[]),
        ] {
            assert_eq!(codes_named(Vocabulary::Country, text), codes, "{text}");
        }
        assert_eq!(codes_named(Vocabulary::Currency, "EUR"), ["EUR"]);
        assert_eq!(codes_named(Vocabulary::Currency, "złoty polski"), ["PLN"]);
    }
}
