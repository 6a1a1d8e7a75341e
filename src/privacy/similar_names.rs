//! Finds names that are similar to a name: without diacritics, in another grammatical form, in another order,
//! or the last word alone. They are shown and not replaced, because only a person can tell whether they mean
//! the same person.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use percent_encoding::percent_decode_str;

use crate::{
    text::{fold::fold, phrase::Phrase, stem::stem, words::words},
    values::language::Language,
};

/// The maximum number of forms that are listed.
const MAX_FORMS: usize = 40;

/// The maximum number of words in the cache: texts repeat the same words.
const CACHE_SIZE: usize = 50_000;

/// The maximum number of words in a name. The bits from this one on mark words with the same initial: “P.
/// Kowalski”, and “Pawła” for “Paweł”, which have no common stem.
const INITIALS: u32 = 32;

/// The bits of inflected forms.
const FORMS: u64 = (1 << INITIALS) - 1;

/// Languages in which names are inflected, in addition to the languages of the data set.
const LANGUAGES: [&str; 2] = ["pl", "en"];

/// A similar form of the name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SimilarForm {
    /// The number of occurrences.
    pub count: u64,
    /// The location of the first occurrence.
    pub place: String,
}

/// A word of the name, for comparison.
struct NameWord {
    folded: String,
    stems: Vec<(String, String)>,
}

/// A search for similar names.
pub(crate) struct SimilarNames {
    phrase: Phrase,
    words: Vec<NameWord>,
    languages: Vec<String>,
    /// A cache: for each word, one bit for each word of the name that it is a form of, and one for each with
    /// the same initial.
    known: HashMap<String, u64>,
    /// The forms that were found, as they are written.
    pub forms: BTreeMap<String, SimilarForm>,
}

impl SimilarNames {
    /// Begins a search in a data set with these languages.
    pub(crate) fn new(name: &str, phrase: Phrase, languages: &[Language]) -> Self {
        let mut all: Vec<String> = LANGUAGES.map(str::to_owned).to_vec();
        all.extend(
            languages
                .iter()
                .map(Language::to_string)
                .filter(|tag| !LANGUAGES.contains(&tag.as_str())),
        );
        let word = |word: &str| NameWord { folded: fold(word), stems: stems(word, &all) };
        let words = words(name).take(INITIALS as usize).map(word).collect();
        Self { phrase, words, languages: all, known: HashMap::new(), forms: BTreeMap::new() }
    }

    /// Searches a text at this location.
    pub(crate) fn look(&mut self, text: &str, place: &str) {
        self.look_at(text, place);
        if text.contains('%')
            && text.starts_with("http")
            && let Ok(address) = percent_decode_str(text).decode_utf8()
        {
            self.look_at(&address, place);
        }
    }

    fn look_at(&mut self, text: &str, place: &str) {
        let found: Vec<(Range<usize>, u64)> =
            words(text).map(|word| (range(text, word), self.forms_of(word))).collect();
        if found.iter().all(|(_, bits)| bits & FORMS == 0) {
            return;
        }
        let mut taken = self.phrase.find(text);
        let length = self.words.len();
        for window in found.windows(length.max(1)) {
            let Some(((first, _), (last, _))) = window.first().zip(window.last()) else { continue };
            let whole = first.start..last.end;
            if self.is_name(window) && !overlaps(&taken, &whole) {
                self.note(text, &whole, place);
                taken.push(whole);
            }
        }
        if length > 1 {
            let last_word = 1 << (length - 1);
            for (alone, bits) in found {
                if bits & last_word != 0 && !overlaps(&taken, &alone) {
                    self.note(text, &alone, place);
                }
            }
        }
    }

    /// Checks whether these words are forms of the words of the name, in its order or in reverse.
    fn is_name(&self, window: &[(Range<usize>, u64)]) -> bool {
        let length = self.words.len();
        let is = |at: usize, word: usize| {
            let begins = if word + 1 < length { 1 << INITIALS } else { 0 };
            window.get(at).is_some_and(|(_, bits)| bits & ((1 | begins) << word) != 0)
        };
        (0..length).all(|at| is(at, at)) || (0..length).all(|at| is(at, length - 1 - at))
    }

    fn note(&mut self, text: &str, range: &Range<usize>, place: &str) {
        let written = text.get(range.clone()).unwrap_or_default();
        if let Some(form) = self.forms.get_mut(written) {
            form.count += 1;
        } else if self.forms.len() < MAX_FORMS {
            self.forms
                .insert(written.to_owned(), SimilarForm { count: 1, place: place.to_owned() });
        }
    }

    /// Returns the words of the name that a word is a form of, as bits.
    fn forms_of(&mut self, word: &str) -> u64 {
        if let Some(bits) = self.known.get(word) {
            return *bits;
        }
        let (folded, stems) = (fold(word), stems(word, &self.languages));
        let bits = self.words.iter().enumerate().fold(0, |bits, (at, other)| {
            let is_form =
                other.folded == folded || stems.iter().any(|stem| other.stems.contains(stem));
            let begins = other.folded.chars().next() == folded.chars().next();
            bits | u64::from(is_form) << at | u64::from(begins) << INITIALS << at
        });
        if self.known.len() >= CACHE_SIZE {
            self.known.clear();
        }
        self.known.insert(word.to_owned(), bits);
        bits
    }
}

/// Returns the stems of a word in each language, without those that are too short to compare.
fn stems(word: &str, languages: &[String]) -> Vec<(String, String)> {
    let lower = word.to_lowercase();
    let stem = |language: &String| Some((language.clone(), fold(&stem(language, &lower)?)));
    languages.iter().filter_map(stem).filter(|(_, stem)| stem.chars().count() >= 3).collect()
}

/// Returns the range of a word in the text that contains it.
fn range(text: &str, word: &str) -> Range<usize> {
    let start = word.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    start..start + word.len()
}

fn overlaps(taken: &[Range<usize>], range: &Range<usize>) -> bool {
    taken.iter().any(|other| other.start < range.end && range.start < other.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_name_are_found_and_the_name_itself_is_not() {
        let name = "Paweł Żółkowski";
        let mut near = SimilarNames::new(name, Phrase::new(name).unwrap(), &[]);
        for text in [
            "Paweł Żółkowski",
            "wójta Pawła Żółkowskiego",
            "z Pawłem Żółkowskim",
            "Pawel Zolkowski, Żółkowski Paweł",
            "wójt Żółkowski i Jan Nowak",
            "P. Żółkowski, Piotr Nowak",
            "https://example.org/pawel-zolkowski",
            "https://example.org/Pawe%C5%82%20%C5%BB%C3%B3%C5%82kowski.pdf",
        ] {
            near.look(text, text);
        }
        let forms: Vec<&str> = near.forms.keys().map(String::as_str).collect();
        for form in [
            "Pawła Żółkowskiego",
            "Pawel Zolkowski",
            "Żółkowski Paweł",
            "Żółkowski",
            "P. Żółkowski",
            "pawel-zolkowski",
        ] {
            assert!(forms.contains(&form), "{form}: {forms:?}");
        }
        assert!(
            !forms.contains(&name) && !forms.iter().any(|form| form.contains("Nowak")),
            "{forms:?}"
        );
    }
}
