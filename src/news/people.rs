//! Persons in a public function.

use std::ops::Range;

use super::{
    first_names::first_names,
    found::{FoundPerson, FoundValue, TextMark},
    nominative::nominative,
    role_phrase::{RolePhrase, role_phrases},
    roles::{is_body, is_honorific, is_role, is_title},
    token::NewsToken,
};
use crate::values::record_id::RecordId;

/// The most tokens between a list of persons and the partner that they represent.
const MOST_BEFORE: usize = 12;

/// The most tokens of a list of persons.
const MOST_LISTED: usize = 60;

/// What surrounds the persons of a sentence.
pub(super) struct PeopleFinder<'a, 't> {
    /// The tokens of the text.
    pub(super) tokens: &'a [NewsToken<'t>],
    /// Where known names stand in the sentence, and the partner that each names.
    pub(super) names: &'a [(Range<usize>, Option<RecordId>)],
}

/// A name of a person: its tokens, and how it is recorded.
struct PersonName {
    tokens: Range<usize>,
    written: String,
    is_changed: bool,
}

impl PeopleFinder<'_, '_> {
    /// Returns the persons of a sentence with their functions.
    pub(super) fn find(&self, sentence: Range<usize>) -> Vec<FoundValue<FoundPerson>> {
        let is_known = |at: usize| self.name_at(at).map(|(range, _)| range.end);
        let phrases = role_phrases(self.tokens, sentence.clone(), &is_known);
        let (mut people, mut used) = (Vec::new(), sentence.start);
        for (number, phrase) in phrases.iter().enumerate() {
            let limit = phrases.get(number + 1).map_or(sentence.end, |next| next.tokens.start);
            let after = self.name_after(phrase, limit);
            let is_next = |name: &PersonName| name.tokens.start <= phrase.tokens.end;
            let before = self.name_before(phrase.tokens.start, used);
            let by_comma = phrase.tokens.start.checked_sub(1).and_then(|at| self.tokens.get(at));
            let by_comma = by_comma.is_some_and(|token| token.is_sign(','));
            let name = match (before, after) {
                (Some(_), Some(after)) if by_comma && is_next(&after) => Some(after),
                (Some(before), _) => Some(before),
                (None, after) => after,
            };
            let Some(name) = name else { continue };
            used = name.tokens.end.max(phrase.tokens.end);
            people.extend(self.person(&name, phrase, sentence.start));
        }
        people
    }

    fn person(
        &self,
        name: &PersonName,
        phrase: &RolePhrase,
        start: usize,
    ) -> Option<FoundValue<FoundPerson>> {
        let role = self.mark(&phrase.tokens)?;
        let mark = role.joined(self.mark(&name.tokens)?);
        let role = self.words(&phrase.tokens);
        let partner =
            self.partner(&phrase.tokens, name.tokens.start.min(phrase.tokens.start), start);
        let value = FoundPerson { name: name.written.clone(), role, partner };
        Some(FoundValue { value, mark, is_inferred: name.is_changed })
    }

    /// The partner in the function, or the one that a list of persons belongs to.
    fn partner(&self, role: &Range<usize>, first: usize, start: usize) -> Option<RecordId> {
        if let Some((_, owner)) = self.names_in(role.start, role.end).first() {
            return owner.clone();
        }
        let near = start.max(first.saturating_sub(MOST_LISTED));
        let cue = (near..first).rev().find(|at| self.is_cue(*at))?;
        if !self.names_in(cue, first).is_empty() {
            return None;
        }
        let before = self.names_in(start.max(cue.saturating_sub(MOST_BEFORE)), cue);
        before.last().and_then(|(_, owner)| owner.clone())
    }

    /// The known names that begin in a range of tokens.
    fn names_in(&self, start: usize, end: usize) -> &[(Range<usize>, Option<RecordId>)] {
        let from = self.names.partition_point(|(range, _)| range.start < start);
        let to = self.names.partition_point(|(range, _)| range.start < end);
        self.names.get(from..to).unwrap_or_default()
    }

    /// Whether persons follow who represent what was named: `z władzami miasta Oziersk: …`, `na czele z …`.
    fn is_cue(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let next = self.tokens.get(at + 1).map_or("", |next| next.folded.as_str());
        token.is_sign(':') || token.folded == "czele" && matches!(next, "z" | "ze")
    }

    fn name_at(&self, at: usize) -> Option<&(Range<usize>, Option<RecordId>)> {
        let next = self.names.partition_point(|(range, _)| range.end <= at);
        self.names.get(next).filter(|(range, _)| range.contains(&at))
    }

    /// A name after a function: next to it, or after a comma or dash.
    fn name_after(&self, phrase: &RolePhrase, limit: usize) -> Option<PersonName> {
        let at = phrase.tokens.end;
        let sign = self.tokens.get(at).filter(|token| token.is_dash() || token.is_sign(','));
        let start = at + usize::from(sign.is_some());
        self.person_name(start..limit, sign.is_none())
    }

    /// A name before a function: next to it, or before a comma, dash or bracket.
    fn name_before(&self, role: usize, limit: usize) -> Option<PersonName> {
        let mut end = role;
        // „pan Paweł Bobrowski – ks. proboszcz”: titles belong to the function.
        while self
            .tokens
            .get(end.checked_sub(1)?)
            .is_some_and(|token| token.is_dash() || token.is_sign(',') || token.is_sign('('))
            && role - end < 1
        {
            end -= 1;
        }
        let mut start = end;
        while start > limit && end - start < 7 && self.is_name_part(start - 1) {
            start -= 1;
        }
        let is_addressed =
            |at: usize| self.tokens.get(at).is_some_and(|token| is_honorific(&token.folded));
        let from = if start > limit && is_addressed(start - 1) { start - 1 } else { start };
        (from..end).find_map(|from| {
            self.person_name(from..end, false).filter(|name| name.tokens.end == end)
        })
    }

    /// Whether a token is of a name: a word with a capital letter, or a hyphen in one.
    fn is_name_part(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        if token.is_dash() {
            let next = self.tokens.get(at + 1);
            return !token.is_spaced
                && next.is_some_and(|next| !next.is_spaced && next.is_capital());
        }
        let folded = token.folded.as_str();
        token.is_capital()
            && token.text.chars().count() > 1
            && self.name_at(at).is_none()
            && !is_body(folded)
            && !is_role(folded)
            && !is_honorific(folded)
            || !first_names(token.text).is_empty() && token.is_capital()
    }

    /// Reads a name from the beginning of a range of tokens, after a form of address and titles.
    fn person_name(&self, range: Range<usize>, is_adjacent: bool) -> Option<PersonName> {
        let mut at = range.start;
        let mut address = None;
        while let Some(token) = self.tokens.get(at).filter(|_| at < range.end) {
            if is_honorific(&token.folded) {
                address = Some(token.folded.as_str());
            } else if !is_title(&token.folded) && !token.is_sign('.') {
                break;
            }
            at += 1;
        }
        let start = at;
        let parts = self.name_parts(start..range.end)?;
        let is_known =
            self.tokens.get(start).is_some_and(|token| !first_names(token.text).is_empty());
        let texts: Vec<String> = parts.iter().map(|part| self.words(part)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let is_surname =
            is_adjacent && texts.len() == 2 && texts.last().is_some_and(|last| is_surname(last));
        if !is_known && address.is_none() && !is_surname {
            return None;
        }
        let written = texts.join(" ");
        let nominative = nominative(&texts, address).unwrap_or_else(|| written.clone());
        let end = parts.last()?.end;
        let is_changed = nominative != written;
        Some(PersonName { tokens: start..end, written: nominative, is_changed })
    }

    /// The parts of a name: first names and a surname, which may have a hyphen.
    fn name_parts(&self, range: Range<usize>) -> Option<Vec<Range<usize>>> {
        let (mut parts, mut at): (Vec<Range<usize>>, _) = (Vec::new(), range.start);
        while at < range.end && parts.len() < 4 && self.is_name_part(at) {
            let mut end = at + 1;
            while end < range.end
                && self.tokens.get(end).is_some_and(NewsToken::is_dash)
                && self.is_name_part(end)
            {
                end += 2;
            }
            parts.push(at..end.min(range.end));
            at = end;
            let last = self.tokens.get(at - 1).map_or("", |last| last.text);
            let goes_on = !first_names(last).is_empty() || is_patronymic(last);
            if parts.len() >= 2 && !goes_on {
                break;
            }
        }
        (parts.len() >= 2).then_some(parts)
    }

    fn mark(&self, range: &Range<usize>) -> Option<TextMark> {
        let last = range.end.checked_sub(1)?;
        Some(self.tokens.get(range.start)?.mark.joined(self.tokens.get(last)?.mark))
    }

    /// The words of a range, with one blank where the text has any.
    fn words(&self, range: &Range<usize>) -> String {
        let mut words = String::new();
        for token in self.tokens.get(range.clone()).unwrap_or_default() {
            if token.is_spaced && !words.is_empty() {
                words.push(' ');
            }
            words.push_str(token.text);
        }
        words
    }
}

/// Whether a word has the ending of a patronymic, after which a surname can follow.
fn is_patronymic(word: &str) -> bool {
    ["wicz", "wicza", "wiczem", "wiczowi", "wna", "wny", "wną", "wnę"]
        .iter()
        .any(|ending| word.ends_with(ending))
}

/// Whether a word has the ending of a surname, in any case.
fn is_surname(word: &str) -> bool {
    const PARTS: [&str; 18] = [
        "sk", "ck", "wicz", "ow", "ew", "czuk", "czyk", "enko", "vici", "icius", "ausk", "ien",
        "ait", "yt", "skij", "in", "ovs", "sons",
    ];
    const ENDINGS: [&str; 19] = [
        "", "a", "i", "y", "iego", "iemu", "im", "ą", "iej", "owi", "em", "ej", "us", "as", "is",
        "ij", "ė", "e", "ym",
    ];
    ENDINGS.iter().any(|ending| {
        let root = word.strip_suffix(ending).unwrap_or_default();
        root.chars().count() >= 4 && PARTS.iter().any(|part| root.ends_with(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        news::{
            found::{KnownNames, KnownRecord},
            names::{NameOwner, NameTree},
            token::tokens,
        },
        values::traits::TextValue as _,
    };

    fn people_of(text: &str) -> Vec<String> {
        let record = |id: &str, name: &str| KnownRecord {
            id: RecordId::read(id).unwrap(),
            names: vec![name.to_owned()],
        };
        let known = KnownNames {
            partners: vec![record("oziersk", "Oziersk"), record("rietavas", "Rietawa")],
            programmes: Vec::new(),
            projects: Vec::new(),
            home: vec!["Gmina Kętrzyn".to_owned()],
        };
        let (tree, tokens) = (NameTree::new(&known), tokens(text));
        let names: Vec<_> = tree
            .find(&tokens, 0..tokens.len())
            .into_iter()
            .map(|found| {
                let partner = match &tree.name(found.names[0]).unwrap().owner {
                    NameOwner::Partner(id) => Some(id.clone()),
                    _ => None,
                };
                (found.tokens, partner)
            })
            .collect();
        let finder = PeopleFinder { tokens: &tokens, names: &names };
        let written = |person: FoundValue<FoundPerson>| {
            let FoundPerson { name, role, partner } = person.value;
            let partner = partner.map_or_else(|| "-".to_owned(), |id| id.to_string());
            format!("{name}, {role}, {partner}{}", if person.is_inferred { " *" } else { "" })
        };
        finder.find(0..tokens.len()).into_iter().map(written).collect()
    }

    #[test]
    fn persons_are_found_with_their_functions() {
        let cases: [(&str, &[&str]); 23] = [
            (
                "pan Paweł Bobrowski – wójt Gminy Kętrzyn oraz pan Mirosław Oryńczak – inspektor ds. funduszy unijnych przebywali",
                &[
                    "Paweł Bobrowski, wójt Gminy Kętrzyn, -",
                    "Mirosław Oryńczak, inspektor ds. funduszy unijnych, -",
                ],
            ),
            (
                "z władzami miasta Oziersk: panią Natalia Makrecką- merem miasta, panem Władysławem Nikonorowem – przewodniczącym Rady Miasta",
                &[
                    "Natalia Makrecka, merem miasta, oziersk *",
                    "Władysław Nikonorow, przewodniczącym Rady Miasta, oziersk *",
                ],
            ),
            (
                "na czele z Panem Antanesem Auzbikavicius Dyrektorem Administracji Rejonu Rietawa złożyli wizytę",
                &["Antanes Auzbikavicius, Dyrektorem Administracji Rejonu Rietawa, rietavas *"],
            ),
            (
                "wójt Gminy Kętrzyn Paweł Bobrowski i mer okręgu miejskiego Oziersk Viktor Puzyrowskij podpisali",
                &[
                    "Paweł Bobrowski, wójt Gminy Kętrzyn, -",
                    "Viktor Puzyrowskij, mer okręgu miejskiego Oziersk, oziersk",
                ],
            ),
            (
                "z Wójtem Gminy Kętrzyn Pawłem Bobrowskim .",
                &["Paweł Bobrowski, Wójtem Gminy Kętrzyn, - *"],
            ),
            (
                "Wójta Gminy Kętrzyn Sławomira Jarosika i Władz Stowarzyszenia",
                &["Sławomir Jarosik, Wójta Gminy Kętrzyn, - *"],
            ),
            (
                "burmistrz Giżycka Wojciech Iwaszkiewicz",
                &["Wojciech Iwaszkiewicz, burmistrz Giżycka, -"],
            ),
            (
                "burmistrz Węgorzewa – Krzysztof Kołaszewski",
                &["Krzysztof Kołaszewski, burmistrz Węgorzewa, -"],
            ),
            (
                "wójt Paweł Bobrowski, przewodniczący Rady Gminy Jan Kowalski, radna Anna Nowak",
                &[
                    "Paweł Bobrowski, wójt, -",
                    "Jan Kowalski, przewodniczący Rady Gminy, -",
                    "Anna Nowak, radna, -",
                ],
            ),
            (
                "zastępca burmistrza Anna Kowalska-Nowak",
                &["Anna Kowalska-Nowak, zastępca burmistrza, -"],
            ),
            ("dyrektor Domu Kultury Anna Kowalska", &["Anna Kowalska, dyrektor Domu Kultury, -"]),
            (
                "dyrektor szkoły im. Jana Kowalskiego w Karolewie Ewa Lis",
                &["Ewa Lis, dyrektor szkoły im. Jana Kowalskiego w Karolewie, -"],
            ),
            (
                "inspektor ds. kultury i sportu Ewa Lis oraz ks. proboszcz Jan Nowak",
                &["Ewa Lis, inspektor ds. kultury i sportu, -", "Jan Nowak, proboszcz, -"],
            ),
            (
                "Konsul Generalny Federacji Rosyjskiej w Gdańsku Aleksander Karaczewcew",
                &["Aleksander Karaczewcew, Konsul Generalny Federacji Rosyjskiej w Gdańsku, -"],
            ),
            (
                "delegacja z Ozierska na czele z merem Natalią Makrecką",
                &["Natalia Makrecka, merem, oziersk *"],
            ),
            (
                "Markiem Kaczmarkiem, wicemerem Ozierska",
                &["Markiem Kaczmarkiem, wicemerem Ozierska, oziersk"],
            ),
            (
                "szef administracji Walerij Pietrowicz Dorofiejew i mer",
                &["Walerij Pietrowicz Dorofiejew, szef administracji, -"],
            ),
            ("Wójt przyjął gości, rozmawiali z wójtem w Kętrzynie", &[]),
            ("przewodniczący Rady Miasta Oziersk i Okręg Miejski", &[]),
            ("Rada Miasta, Gmina Kętrzyn, Obwód Kaliningradzki, Jan Kowalski", &[]),
            ("Dyrektor Szkoły Podstawowej w Karolewie, Program Europa dla obywateli", &[]),
            ("mer Ozierska oraz delegacja z Litwy, burmistrz Kowalski", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(people_of(text), expected, "{text}");
        }
    }
}
