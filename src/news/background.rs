//! Whether a date of the text is the time of an event.

use super::{dates::DateMention, token::NewsToken};

/// Words before a date that is not the time of an event, folded: `umowa z 20 maja`, `do 30 czerwca`.
const BEFORE: [&str; 24] = [
    "z",
    "ze",
    "od",
    "do",
    "przed",
    "po",
    "sprzed",
    "ur",
    "urodzony",
    "urodzona",
    "zm",
    "zmarl",
    "zmarla",
    "opublikowano",
    "opublikowany",
    "dodano",
    "dodany",
    "aktualizacja",
    "data",
    "utworzono",
    "zmodyfikowano",
    "publikacja",
    "publikacji",
    "dodania",
];

/// The beginnings of participles that tell of a document: `podpisanej 20 maja`.
const PARTICIPLES: [&str; 9] = [
    "podpisan",
    "zawart",
    "uchwalon",
    "przyjet",
    "wydan",
    "datowan",
    "ogloszon",
    "urodzon",
    "ustanowion",
];

/// Whether the date is the time of something that is only mentioned: of a document, a birth, a deadline.
pub(super) fn is_background(tokens: &[NewsToken<'_>], date: &DateMention) -> bool {
    let first = tokens.get(date.tokens.start).map_or("", |token| token.folded.as_str());
    if first == "od" && date.end.is_none() {
        return true;
    }
    let before = tokens.get(..date.tokens.start).unwrap_or_default();
    let mut before = before.iter().rev().take(4);
    let before = before.find(|token| !token.is_sign('.') && !token.is_sign(':'));
    let Some(before) = before.filter(|token| token.is_word()) else { return false };
    let folded = before.folded.as_str();
    let is_oblique = ["ej", "ego", "ych", "ymi", "emu"].iter().any(|end| folded.ends_with(end));
    // „że” folds like „ze”.
    BEFORE.contains(&folded) && !before.text.starts_with(['ż', 'Ż'])
        || is_oblique && PARTICIPLES.iter().any(|root| folded.starts_with(root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::{dates::dates, token::tokens};

    #[test]
    fn a_date_in_passing_is_no_time_of_an_event() {
        for (text, expected) in [
            ("20 maja 2015 r. podpisano umowę", false),
            ("Umowa z 20 maja 2015 r.", true),
            ("umowa z dnia 20 maja 2015 r.", true),
            ("umowy podpisanej 20 maja 2015 r.", true),
            ("podpisano 20 maja 2015 r.", false),
            ("informujemy, że 20 maja 2015 r. gościliśmy", false),
            ("Opublikowano: 22.05.2017", true),
            ("ur. 5 maja 1960 r.", true),
            ("od 5 maja 1960 r. działa", true),
            ("od dnia 5 maja 1960 r. działa", true),
            ("od dnia 5 do dnia 7 maja 1960 r. trwała", false),
            ("od 5 do 7 maja 1960 r. trwała", false),
            ("zgłoszenia do 5 maja 1960 r.", true),
            ("w dniach 16-17 czerwca 2015 r.", false),
            ("delegacja z Litwy 20 maja 2015 r.", false),
        ] {
            let tokens = tokens(text);
            let found = dates(&tokens);
            assert_eq!(is_background(&tokens, &found[0]), expected, "{text}");
        }
    }
}
