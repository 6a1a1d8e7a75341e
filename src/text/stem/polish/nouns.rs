//! Respelling of Polish nouns so that Snowball takes them for nouns.

/// Undoes the softening of a final `t` or `d` before an ending: `wizycie` → `wizyte`, `urzędzie` →
/// `urzęde`.
pub(super) fn harden(word: &str) -> String {
    const AFTER_SOFT: [&str; 11] = ["ami", "ach", "owi", "em", "om", "a", "ą", "e", "ę", "u", ""];
    for (soft, hard) in [("dzi", "d"), ("ci", "t")] {
        for ending in AFTER_SOFT {
            let root = word.strip_suffix(ending).and_then(|rest| rest.strip_suffix(soft));
            if let Some(root) = root.filter(|root| root.chars().count() >= 2) {
                return format!("{root}{hard}{}", if ending.is_empty() { "i" } else { ending });
            }
        }
    }
    word.to_owned()
}

/// Gives a noun that looks like another part of speech an ending that Snowball reads as a noun's.
pub(super) fn as_noun(word: &str) -> String {
    const REWRITTEN: [(&str, &str); 16] = [
        ("amy", "ama"), // programy, unlike czytamy
        ("am", "ama"),
        ("aj", "aju"), // rodzaj, unlike czytaj
        ("li", "la"),  // hali, unlike czytali
        ("by", "ba"),  // osoby, unlike czytałby
        ("usza", "uszu"),
        ("uszy", "uszu"), // funduszy, unlike starszy
        ("usze", "uszu"),
        ("ei", "eja"),   // kolei
        ("ćmi", "tami"), // gośćmi
        ("dźmi", "dami"),
        ("ęć", "ęt"),
        ("rć", "rt"),
        ("dź", "d"),
        ("ść", "st"), // miłość, like miłości after `harden`
        ("sc", "st"),
    ];
    /// Verbs in the past tense, which Snowball knows.
    const PAST: [&str; 8] = ["łam", "lam", "łby", "łaby", "łoby", "liby", "łyby", "lby"];
    if PAST.iter().any(|ending| word.ends_with(ending)) {
        return word.to_owned();
    }
    let rewritten = REWRITTEN
        .iter()
        .find_map(|(ending, other)| Some(format!("{}{other}", word.strip_suffix(ending)?)));
    rewritten.unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_consonants_become_hard() {
        let cases = [
            ("wizycie", "wizyte"),
            ("urzędzie", "urzęde"),
            ("delegaci", "delegati"),
            ("gościom", "gośtom"),
            ("delegacji", "delegacji"),
            ("godzina", "godzina"),
            ("ci", "ci"),
        ];
        for (word, hard) in cases {
            assert_eq!(harden(word), hard);
        }
    }

    #[test]
    fn nouns_are_told_from_verbs_that_look_like_them() {
        let cases = [
            ("programy", "programa"),
            ("osoby", "osoba"),
            ("hali", "hala"),
            ("możliwość", "możliwost"),
            ("czytałam", "czytałam"),
            ("czytałby", "czytałby"),
            ("byliby", "byliby"),
            ("gmina", "gmina"),
        ];
        for (word, noun) in cases {
            assert_eq!(as_noun(word), noun);
        }
    }
}
