//! The words of pages for people, and how dates, amounts and numbers are written: no HTML, no HTTP.
//!
//! Names of codes are those of [`crate::values::labels`]; faults and problems are [`crate::text::messages`]. Both speak the
//! same languages and more.

mod dates;
mod declaration;
pub(crate) mod desk_table;
pub(crate) mod languages;
mod numbers;
pub(crate) mod table;

use self::{declaration::InterfaceText, table::Noun};
use crate::{
    model::record_type::RecordType,
    text::messages::MessageLanguage,
    values::{
        country::Country,
        labels::{self, Labelled, Vocabulary},
        language::Language,
        traits::ClosedList as _,
    },
};

/// The words in one language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Words {
    language: MessageLanguage,
}

impl Words {
    /// Returns the words in this language; in English if there are none.
    pub(crate) fn of(language: &Language) -> Self {
        Self::new(MessageLanguage::preferred([language.as_str()]))
    }

    /// Returns the words in a language that has them.
    pub(crate) fn new(language: MessageLanguage) -> Self {
        Self { language }
    }

    /// Returns the language, for messages.
    pub(crate) fn message_language(self) -> MessageLanguage {
        self.language
    }

    /// Returns the tag of the language, for `lang`.
    pub(crate) fn tag(self) -> &'static str {
        self.language.tag()
    }

    /// Returns a word.
    pub(crate) fn text(self, word: impl InterfaceText) -> &'static str {
        word.in_language(self.language)
    }

    /// Returns a word with `{0}`, `{1}` … replaced by the arguments.
    pub(crate) fn with(self, word: impl InterfaceText, arguments: &[&str]) -> String {
        filled(self.text(word), arguments)
    }

    /// Returns a noun in the form that goes with a number, such as `wydarzenia` with 3.
    pub(crate) fn noun(self, noun: Noun, number: i64) -> &'static str {
        let forms = noun.in_language(self.language);
        forms[self.plural(number).min(forms.len() - 1)]
    }

    /// Returns a number with its noun: `3 wydarzenia`.
    pub(crate) fn counted(self, noun: Noun, number: i64) -> String {
        format!("{} {}", self.integer(number), self.noun(noun, number))
    }

    /// Returns the place of a number's form among those of a noun: the plural rules of CLDR for whole numbers.
    fn plural(self, number: i64) -> usize {
        let (tens, hundreds) = (number % 10, number % 100);
        match self.language {
            MessageLanguage::English => usize::from(number != 1),
            MessageLanguage::Polish if number == 1 => 0,
            MessageLanguage::Polish => {
                let is_few = (2..=4).contains(&tens) && !(12..=14).contains(&hundreds);
                if is_few { 1 } else { 2 }
            }
        }
    }

    /// Returns the name of a value of a closed list.
    pub(crate) fn name<L: Labelled>(self, value: L) -> &'static str {
        self.code(L::VOCABULARY, value.as_str())
    }

    /// Returns the name of a code; the code itself if it has none.
    pub(crate) fn code(self, vocabulary: Vocabulary, code: &str) -> &str {
        labels::label(vocabulary, code, self.tag())
    }

    /// Returns the name of a country.
    pub(crate) fn country(self, country: &Country) -> &str {
        self.code(Vocabulary::Country, country.as_str())
    }

    /// Returns the name of a collection as a heading.
    pub(crate) fn collection(self, record_type: RecordType) -> String {
        capitalised(self.code(Vocabulary::RecordType, record_type.as_str()))
    }
}

impl Noun {
    /// The noun by which the records of a type are counted: the one that is its name in English.
    pub(crate) fn of(kind: RecordType) -> Self {
        let is_named =
            |noun: &&Self| noun.in_language(MessageLanguage::English).contains(&kind.as_str());
        Self::ALL.iter().find(is_named).copied().unwrap_or(Self::Records)
    }
}

/// Replaces `{0}`, `{1}` … in a text.
fn filled(text: &str, arguments: &[&str]) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let argument = part.split_once('}').and_then(|(number, rest)| {
            let number: usize = number.parse().ok()?;
            Some((arguments.get(number)?, rest))
        });
        if let Some((argument, rest)) = argument {
            filled.push_str(argument);
            filled.push_str(rest);
        } else {
            filled.push('{');
            filled.push_str(part);
        }
    }
    filled
}

/// Returns a text with a capital letter at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{desk_table::DeskWord, table::Word, *};

    const POLISH: Words = Words { language: MessageLanguage::Polish };
    const ENGLISH: Words = Words { language: MessageLanguage::English };

    #[test]
    fn a_number_takes_its_form_of_a_noun() {
        for (number, polish, english) in [
            (0, "0 wydarzeń", "0 events"),
            (1, "1 wydarzenie", "1 event"),
            (2, "2 wydarzenia", "2 events"),
            (5, "5 wydarzeń", "5 events"),
            (12, "12 wydarzeń", "12 events"),
            (22, "22 wydarzenia", "22 events"),
            (112, "112 wydarzeń", "112 events"),
            (1_002, "1002 wydarzenia", "1,002 events"),
        ] {
            assert_eq!(POLISH.counted(Noun::Events, number), polish);
            assert_eq!(ENGLISH.counted(Noun::Events, number), english);
        }
    }

    #[test]
    fn every_type_of_records_has_a_noun() {
        for kind in RecordType::ALL {
            assert_ne!(Noun::of(*kind), Noun::Records, "{}", kind.as_str());
        }
    }

    #[test]
    fn arguments_take_their_places() {
        assert_eq!(filled("{0}% z {1}", &["90", "10 EUR"]), "90% z 10 EUR");
        assert_eq!(filled("{1}, {0}", &["{1}", "b"]), "b, {1}", "what is put in is no template");
        assert_eq!(filled("no {2} here", &["a"]), "no {2} here");
    }

    #[test]
    fn every_word_has_the_same_arguments_in_every_language() {
        let places = |text: &str| {
            let mut places: Vec<usize> =
                (0..5).filter(|number| text.contains(&format!("{{{number}}}"))).collect();
            places.sort_unstable();
            places
        };
        let texts = |word: &dyn Fn(Words) -> &'static str| (word(POLISH), word(ENGLISH));
        let public = Word::ALL.iter().map(|word| texts(&|words| words.text(*word)));
        let desk = DeskWord::ALL.iter().map(|word| texts(&|words| words.text(*word)));
        for (polish, english) in public.chain(desk) {
            let word = english;
            assert!(!polish.is_empty() && !english.is_empty(), "{word}");
            assert_eq!(places(polish), places(english), "{word}");
            assert!(
                !polish.contains('!') && !english.contains('!'),
                "an office does not shout: {word}"
            );
        }
    }

    #[test]
    fn a_language_without_words_has_english_ones() {
        for (language, tag) in [("pl", "pl"), ("en", "en"), ("de", "en"), ("pl-PL", "pl")] {
            let language = crate::values::traits::TextValue::read(language).unwrap();
            assert_eq!(Words::of(&language).tag(), tag);
        }
    }
}
