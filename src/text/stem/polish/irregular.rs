//! Polish words that no rule reaches.

/// Roots with the forms that no rule reaches, folded: the vowel changes, or the root itself does.
const IRREGULAR: [(&str, &[&str]); 21] = [
    ("brat", &["bracmi"]),
    ("czlowk", &["ludzie", "ludzi", "ludziom", "ludzmi", "ludziach"]),
    ("dziet", &["dziecko", "dziecka", "dziecku", "dzieckiem"]),
    ("dzien", &["dzien", "dnia", "dniu", "dniem", "dni", "dnie", "dniom", "dniami", "dniach"]),
    ("grudzien", &["grudnia", "grudniu", "grudniem", "grudzien"]),
    ("kosciol", &["kosciele"]),
    ("kwiecien", &["kwietnia", "kwietniu", "kwietniem", "kwiecien"]),
    ("lodz", &["lodz", "lodzi", "lodzia"]),
    ("marzec", &["marzec", "marca", "marcu", "marcem"]),
    ("miast", &["miescie"]),
    ("niemk", &["niemczech"]),
    ("pieniag", &["pieniedzy", "pieniedzmi"]),
    ("powiat", &["powiecie"]),
    ("przyjaciel", &["przyjaciol", "przyjaciolom", "przyjaciolmi", "przyjaciolach"]),
    ("sasiad", &["sasiedzi", "sasiedzie"]),
    ("styczen", &["styczen", "stycznia", "styczniu", "styczniem"]),
    ("swiat", &["swiecie"]),
    ("tygodn", &["tydzien"]),
    ("urzed", &["urzad"]),
    ("wegr", &["wegier", "wegrzech"]),
    ("wloch", &["wloszech"]),
];

/// Nouns whose last letters look like an ending of a verb or an adjective, or change elsewhere
/// (`miejsce` is no form of `miejski`).
const ROOTS: [&str; 7] = ["bytom", "miejsc", "poziom", "problem", "radom", "rozum", "system"];

/// The endings of nouns, folded.
const NOUN_ENDINGS: [&str; 17] = [
    "", "a", "u", "owi", "em", "ie", "y", "ow", "om", "ami", "ach", "e", "o", "i", "ia", "iu",
    "iem",
];

/// The stem of a word on these lists.
pub(super) fn irregular(folded: &str) -> Option<&'static str> {
    let listed = IRREGULAR.iter().find(|(_, forms)| forms.contains(&folded)).map(|&(root, _)| root);
    listed.or_else(|| {
        ROOTS.into_iter().find(|root| {
            folded.strip_prefix(root).is_some_and(|ending| NOUN_ENDINGS.contains(&ending))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn irregular_words_have_a_stem_of_their_own() {
        let cases = [
            ("miescie", Some("miast")),
            ("miasto", None),
            ("miejsce", Some("miejsc")),
            ("miejsc", Some("miejsc")),
            ("miejscowy", None),
            ("systemow", Some("system")),
            ("systematyczny", None),
        ];
        for (word, root) in cases {
            assert_eq!(irregular(word), root, "{word}");
        }
    }

    #[test]
    fn the_lists_are_folded_and_hold_a_form_once() {
        let mut forms: Vec<_> =
            IRREGULAR.iter().flat_map(|(_, forms)| forms.iter().copied()).chain(ROOTS).collect();
        assert!(forms.iter().chain(&NOUN_ENDINGS).all(|form| fold(form) == **form));
        let count = forms.len();
        forms.sort_unstable();
        forms.dedup();
        assert_eq!(forms.len(), count);
    }
}
