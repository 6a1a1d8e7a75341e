//! Kind, topics and number of people, by the words of a text.

use super::{
    found::{FoundValue, PeopleCount},
    token::NewsToken,
};
use crate::{model::event::EventKind, values::topic::Topic};

/// The beginnings of words for each kind, folded, the strongest kind first.
const KINDS: [(EventKind, &[&str]); 6] = [
    (EventKind::Conference, &["konferencj", "sympozj", "kongres", "forum"]),
    (EventKind::Training, &["szkoleni", "szkolen", "warsztat", "seminari"]),
    (EventKind::Sport, &["turniej", "spartakiad", "olimpiad", "mistrzostw"]),
    (EventKind::Culture, &["koncert", "festiwal", "festyn", "dozynk", "jarmark", "plener"]),
    (
        EventKind::Visit,
        &["wizyt", "goscil", "gosciny", "odwiedzi", "goszczon", "ugoscil", "rewizyt"],
    ),
    (EventKind::Meeting, &["spotkani", "spotkan", "spotkal", "narad"]),
];

/// Whole words for a kind, folded.
const KIND_WORDS: [(EventKind, &[&str]); 2] = [
    (
        EventKind::Sport,
        &[
            "mecz", "meczu", "meczem", "mecze", "meczow", "zawody", "zawodow", "zawodach",
            "zawodami",
        ],
    ),
    (EventKind::Culture, &["wystep", "wystepu", "wystepy", "wystepem", "wystepow", "wystepami"]),
];

/// What is signed, folded.
const SIGNED: [&str; 8] =
    ["umow", "porozumien", "list", "kart", "deklaracj", "partnerstw", "protokol", "akt"];

/// The most words from the verb to what is signed.
const NEAR_SIGNED: usize = 8;

/// The beginnings of words for each topic, folded.
const TOPICS: [(Topic, &[&str]); 14] = [
    (Topic::Water, &["wodno", "sciek", "wodociag", "kanalizac"]),
    (Topic::Waste, &["odpad", "smieci"]),
    (Topic::Environment, &["srodowisk", "ekolog", "przyrod"]),
    (
        Topic::Culture,
        &["kultur", "koncert", "festiwal", "teatr", "muze", "bibliotek", "folklor", "artyst"],
    ),
    (
        Topic::Education,
        &["edukac", "szkol", "oswiat", "uczni", "uczen", "nauczyciel", "student", "uniwersyt"],
    ),
    (Topic::Youth, &["mlodziez", "mlodzi"]),
    (Topic::Sport, &["sport", "turniej", "pilkar", "pilk", "stadion", "mistrzostw"]),
    (Topic::Health, &["zdrow", "szpital", "medycz", "profilakty"]),
    (Topic::SocialCare, &["spoleczn", "niepelnospraw", "senior", "opiekun"]),
    (Topic::Economy, &["gospodarcz", "gospodark", "przedsiebior", "biznes", "inwesto"]),
    (Topic::Tourism, &["turyst", "turystycz"]),
    (Topic::Transport, &["transport", "drogow", "kolej", "komunikacyj"]),
    (Topic::CivilSociety, &["pozarzad", "stowarzysz", "wolontar"]),
    (
        Topic::Safety,
        &["bezpieczens", "straza", "strazack", "pozarn", "pozarow", "policj", "ratown"],
    ),
];

/// Nouns for people, folded and without an ending.
const PEOPLE: [&str; 24] = [
    "osob",
    "uczestni",
    "mieszkan",
    "uczni",
    "goscia",
    "gosci",
    "dziec",
    "zawodni",
    "sportowc",
    "delegat",
    "student",
    "turyst",
    "senior",
    "straza",
    "przedstawiciel",
    "muzyk",
    "czlonk",
    "mlodych",
    "nauczyciel",
    "samorzadowc",
    "pilkarz",
    "artyst",
    "ludzi",
    "kobiet",
];

/// The most people of an event.
const MOST_PEOPLE: u32 = 10_000_000;

/// Returns the strongest kind of the words, where it stands first.
pub(super) fn kind(tokens: &[&NewsToken<'_>]) -> Option<FoundValue<EventKind>> {
    if let Some(at) = signing(tokens) {
        return tokens.get(at).map(|token| FoundValue::stated(EventKind::Signing, token.mark));
    }
    let found = tokens.iter().filter_map(|token| Some((token, kind_rank(&token.folded)?)));
    let (token, rank) = found.min_by_key(|(_, rank)| *rank)?;
    let (kind, _) = KINDS.get(rank)?;
    Some(FoundValue::stated(*kind, token.mark))
}

/// The position of the kind of a word among the kinds.
fn kind_rank(folded: &str) -> Option<usize> {
    let word = KIND_WORDS.iter().find(|(_, words)| words.contains(&folded)).map(|(kind, _)| *kind);
    KINDS.iter().position(|(kind, roots)| {
        word == Some(*kind) || roots.iter().any(|root| folded.starts_with(root))
    })
}

/// Where `podpisali umowę` or `podpisanie porozumienia` stands; not `podpisanej`, which looks back.
fn signing(tokens: &[&NewsToken<'_>]) -> Option<usize> {
    tokens.iter().enumerate().position(|(at, token)| {
        let signs = ["podpisa", "podpisyw", "zawarl", "zawarto"]
            .iter()
            .any(|root| token.folded.starts_with(root));
        let looks_back =
            ["nej", "nego", "nych", "nym", "nymi"].iter().any(|end| token.folded.ends_with(end));
        let near = tokens.get(at.saturating_sub(NEAR_SIGNED)..tokens.len().min(at + NEAR_SIGNED));
        let is_signed =
            |word: &&&NewsToken<'_>| SIGNED.iter().any(|root| word.folded.starts_with(root));
        signs && !looks_back && near.unwrap_or_default().iter().any(|word| is_signed(&word))
    })
}

/// Whether a word is of an event with others.
pub(super) fn is_of_partnership(folded: &str) -> bool {
    ["delegac", "partnersk", "zagraniczn", "partnerstw"].iter().any(|root| folded.starts_with(root))
}

/// Returns the topics of the words, each where it stands first.
pub(super) fn topics(tokens: &[&NewsToken<'_>]) -> Vec<FoundValue<Topic>> {
    let mut topics: Vec<FoundValue<Topic>> = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.is_word()) {
        for (topic, roots) in TOPICS {
            let is_new = topics.iter().all(|found| found.value != topic);
            if is_new
                && roots.iter().any(|root| token.folded.starts_with(root))
                && !is_other(tokens, at, topic)
            {
                topics.push(FoundValue::inferred(topic, token.mark));
            }
        }
    }
    topics.sort_by_key(|found| found.value);
    topics
}

/// Whether a word of a topic has another meaning: `szkolenie`, `gospodarki odpadowej`.
fn is_other(tokens: &[&NewsToken<'_>], at: usize, topic: Topic) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.folded.as_str());
    match topic {
        Topic::Education => word(at).starts_with("szkolen"),
        Topic::Economy if word(at).starts_with("gospodark") => {
            ["wodn", "odpad", "sciek", "lesn"].iter().any(|root| word(at + 1).starts_with(root))
        }
        _ => false,
    }
}

/// Returns the first number of people: `15-osobowa`, `ok. 40 osób`.
pub(super) fn attendance(tokens: &[&NewsToken<'_>]) -> Option<FoundValue<PeopleCount>> {
    (0..tokens.len()).find_map(|at| people_at(tokens, at))
}

fn people_at(tokens: &[&NewsToken<'_>], at: usize) -> Option<FoundValue<PeopleCount>> {
    let token = tokens.get(at)?;
    let mut count = token.number()?;
    let mut next = at + 1;
    let thousands = tokens.get(next).filter(|token| token.text.len() == 3 && token.is_spaced);
    if let Some(rest) = thousands.and_then(|token| token.number()).filter(|_| token.text.len() <= 3)
    {
        count = count.checked_mul(1000)?.checked_add(rest)?;
        next += 1;
    }
    let is_joined = tokens.get(next).is_some_and(|token| token.is_dash());
    let noun = tokens.get(next + usize::from(is_joined)).filter(|noun| noun.is_word())?;
    let (before, is_approximate) = about(tokens, at);
    let is_people = PEOPLE.iter().any(|root| noun.folded.starts_with(root));
    // „grupę ok. 40 Łotyszy”
    let is_of_nation = is_approximate && noun.is_capital() && is_of_group(tokens, before);
    let is_alone = token.is_spaced && (!is_joined || noun.folded.starts_with("osobow"));
    let is_count = is_alone && (is_people || is_of_nation) && (1..=MOST_PEOPLE).contains(&count);
    let first = tokens.get(before).unwrap_or(token);
    is_count.then(|| {
        FoundValue::stated(PeopleCount { count, is_approximate }, first.mark.joined(noun.mark))
    })
}

/// Where the words before a number begin, and whether they make it approximate.
fn about(tokens: &[&NewsToken<'_>], at: usize) -> (usize, bool) {
    let is_stop =
        at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| token.is_sign('.'));
    let before = at.checked_sub(if is_stop { 2 } else { 1 });
    let word = before.and_then(|at| tokens.get(at)).map_or("", |token| token.folded.as_str());
    let is_about =
        matches!(word, "ok" | "okolo" | "ponad" | "prawie" | "blisko" | "niemal" | "kolo");
    if is_about { (before.unwrap_or(at), true) } else { (at, false) }
}

fn is_of_group(tokens: &[&NewsToken<'_>], at: usize) -> bool {
    let before = tokens.get(at.saturating_sub(3)..at).unwrap_or_default();
    before
        .iter()
        .any(|token| token.folded.starts_with("grup") || token.folded.starts_with("delegac"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{news::token::tokens, values::traits::ClosedList as _};

    #[test]
    fn the_strongest_word_gives_the_kind() {
        for (text, expected) in [
            ("podpisali Umowę o Partnerstwie", "signing"),
            ("podpisanie listu intencyjnego podczas wizyty", "signing"),
            ("wizyta na podstawie podpisanej umowy", "visit"),
            ("z wizytą w konferencji", "conference"),
            ("spotkali się z władzami", "meeting"),
            ("gościliśmy przyjaciół na spotkaniu", "visit"),
            ("rozegrano mecz", "sport"),
            ("Festiwal Kultury", "culture"),
            ("szkolenie i warsztaty", "training"),
            ("meczet, szkoła zawodowa, występuje", ""),
        ] {
            let tokens = tokens(text);
            let kind = kind(&tokens.iter().collect::<Vec<_>>());
            assert_eq!(kind.map_or("", |kind| kind.value.as_str()), expected, "{text}");
        }
    }

    #[test]
    fn people_are_counted() {
        for (text, expected) in [
            ("15-osobowa delegacja", Some((15, false))),
            ("15 osobowa delegacja", Some((15, false))),
            ("40 osób", Some((40, false))),
            ("grupę ok. 40 Łotyszy", Some((40, true))),
            ("około 30 uczestników", Some((30, true))),
            ("ponad 1 200 mieszkańców", Some((1200, true))),
            ("kilkadziesiąt osób", None),
            ("0 osób, ok. 40 km, 2 projektów, 99999999999 osób, 12 Festiwal", None),
        ] {
            let tokens = tokens(text);
            let found = attendance(&tokens.iter().collect::<Vec<_>>());
            assert_eq!(
                found.map(|found| (found.value.count, found.value.is_approximate)),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn topics_are_concluded_from_words() {
        for (text, expected) in [
            (
                "gospodarki wodno-ściekowej, gospodarki odpadowej, rozwoju kultury",
                "water waste culture",
            ),
            ("mecz, stadiony sportowe i młodzież", "youth sport"),
            ("szkolenie strażaków", "safety"),
            (
                "oświaty, ekologii, gospodarki, problemów społecznych",
                "environment education socialCare economy",
            ),
            ("lorem ipsum", ""),
        ] {
            let tokens = tokens(text);
            let found = topics(&tokens.iter().collect::<Vec<_>>());
            let found: Vec<_> = found.iter().map(|topic| topic.value.as_str()).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
