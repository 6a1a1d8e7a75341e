//! Public functions, and the words that stand with them.

/// The nouns of public functions, folded and without an ending, each with the endings of its class.
const ROLES: [(&str, &[&str]); 45] = [
    ("administrator", HARD),
    ("ambasador", HARD),
    ("biskup", HARD),
    ("burmistrz", SOFT),
    ("burmistrzyn", &["i", "ia", "ie"]),
    ("dyrektor", HARD),
    ("dyrektork", FEMININE),
    ("dziekan", HARD),
    ("gubernator", HARD),
    ("inspektor", HARD),
    ("kanclerz", SOFT),
    ("kierownicz", &["ka", "ki", "ce", "ke", "ek"]),
    ("kierownik", HARD),
    ("komendant", HARD),
    ("komisarz", SOFT),
    ("konsul", HARD),
    ("koordynator", HARD),
    ("marszal", &["ek", "ka", "kowi", "kiem", "ku", "kowie"]),
    ("mer", HARD),
    ("minist", &["er", "ra", "rowi", "rem", "rze", "rowie", "row"]),
    ("naczelnik", HARD),
    ("pelnomocnik", HARD),
    ("pos", &["el", "la", "lowi", "lem", "le", "lowie", "low"]),
    ("prezes", HARD),
    ("prezydent", HARD),
    ("proboszcz", SOFT),
    ("przewodnicz", ADJECTIVE),
    ("radn", ADJECTIVE),
    ("referent", HARD),
    ("rektor", HARD),
    ("sekretark", FEMININE),
    ("sekretarz", SOFT),
    ("senator", HARD),
    ("skarbnicz", &["ka", "ki", "ce", "ke"]),
    ("skarbnik", HARD),
    ("solt", &["ys", "ysa", "ysowi", "ysem", "ysie", "ysi", "ysow", "yska", "yski"]),
    ("specjalist", &["a", "y", "e", "ka", "ki", "ke", "ce"]),
    ("starost", &["a", "y", "e", "owie", "ow"]),
    ("szef", HARD),
    ("wojewod", &["a", "y", "e", "zie", "owie", "ow"]),
    ("wojt", HARD),
    ("wojc", &["ie"]),
    ("zastepc", &["a", "y", "e", "ow", "ami", "om"]),
    ("zastepczyn", &["i", "ia", "ie"]),
    ("starosc", &["ie"]),
];

const HARD: &[&str] = &[
    "", "a", "owi", "em", "iem", "u", "ie", "ze", "cie", "y", "i", "zy", "owie", "ow", "om", "ami",
];
const SOFT: &[&str] = &["", "a", "owi", "em", "u", "e", "y", "owie", "ow", "om", "ami"];
const FEMININE: &[&str] = &["a", "i", "e", "ce", "o"];
const ADJECTIVE: &[&str] = &[
    "y", "ego", "emu", "ym", "i", "a", "ej", "ych", "ymi", "acy", "acego", "acemu", "acym", "aca",
    "acej", "acych", "acymi",
];

/// Bodies and places that stand after a function, folded and without an ending.
const BODIES: [&str; 62] = [
    "administracj",
    "agencj",
    "archiwum",
    "bibliotek",
    "biur",
    "centrum",
    "dom",
    "departament",
    "duma",
    "dumy",
    "federacj",
    "fundacj",
    "general",
    "gmin",
    "gospodark",
    "gminn",
    "gimnazjum",
    "honorow",
    "instytut",
    "izb",
    "komend",
    "komisj",
    "konsulat",
    "kuratori",
    "klub",
    "lice",
    "miast",
    "miejsk",
    "ministerstw",
    "muze",
    "naczeln",
    "naddnie",
    "narodow",
    "nadlesnictw",
    "obwod",
    "obwodz",
    "ochotnicz",
    "okreg",
    "organizacj",
    "osrod",
    "parafi",
    "placow",
    "policj",
    "powiat",
    "przedszkol",
    "rad",
    "referat",
    "region",
    "rejon",
    "rzeczypospolit",
    "samorzad",
    "sejmik",
    "sold",
    "starostw",
    "stowarzyszen",
    "straz",
    "szkol",
    "towarzystw",
    "uniwersytet",
    "urzad",
    "urzed",
    "zarzad",
];

/// Further ones.
const FURTHER_BODIES: [&str; 12] = [
    "wojewodzt",
    "wojewodzk",
    "wydzial",
    "wspolnot",
    "zespol",
    "zesp",
    "zwiaz",
    "zaklad",
    "zbor",
    "unii",
    "sekretariat",
    "teatr",
];

/// Forms of address and titles before a name, folded.
const HONORIFICS: [&str; 7] = ["pan", "pana", "panu", "panem", "pani", "pania", "panie"];
const TITLES: [&str; 8] = ["dr", "mgr", "inz", "prof", "ks", "hab", "p", "plk"];

/// Whether the folded word is a public function in any case and number, also with `wice-`.
pub(super) fn is_role(folded: &str) -> bool {
    let word = folded.strip_prefix("wice").filter(|rest| !rest.is_empty()).unwrap_or(folded);
    ROLES.iter().any(|(root, endings)| {
        word.strip_prefix(root).is_some_and(|ending| endings.contains(&ending))
    })
}

/// Whether the folded word is a deputy, whose function follows: `zastępca burmistrza`.
pub(super) fn is_deputy(folded: &str) -> bool {
    folded.starts_with("zastepc")
}

/// Whether the folded word is a body that a function belongs to, or its kind.
pub(super) fn is_body(folded: &str) -> bool {
    BODIES
        .iter()
        .chain(&FURTHER_BODIES)
        .any(|root| folded.starts_with(root) && is_near(folded, root))
}

/// Whether only an ending is after the root, so that `radość` is no `rada`.
fn is_near(folded: &str, root: &str) -> bool {
    folded.len() <= root.len() + if root.len() <= 4 { 3 } else { 5 }
}

/// Whether the folded word is a form of address.
pub(super) fn is_honorific(folded: &str) -> bool {
    HONORIFICS.contains(&folded)
}

/// Whether the folded word is a title before a name.
pub(super) fn is_title(folded: &str) -> bool {
    TITLES.contains(&folded)
}

/// Whether the folded word can be an adjective in an oblique case: `miejskiego`, `Podstawowej`.
pub(super) fn is_adjective(folded: &str) -> bool {
    let endings =
        ["iego", "nego", "wego", "ckiej", "skiej", "nej", "wej", "nych", "skich", "czych", "jnej"];
    folded.len() > 5 && endings.iter().any(|ending| folded.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn functions_are_known_in_every_form() {
        for word in [
            "wójt",
            "Wójtem",
            "wójta",
            "wójcie",
            "mer",
            "merem",
            "przewodniczący",
            "przewodniczącym",
            "przewodnicząca",
            "radnym",
            "radna",
            "burmistrza",
            "starosta",
            "staroście",
            "wiceburmistrzem",
            "wicemer",
            "dyrektorem",
            "inspektor",
            "zastępcą",
            "sołtysem",
            "prezesem",
            "sekretarz",
            "skarbnikiem",
            "posłem",
            "marszałkiem",
            "konsulowi",
            "gubernatora",
            "proboszczem",
        ] {
            assert!(is_role(&fold(word)), "{word}");
        }
        for word in [
            "merytoryczny",
            "radość",
            "rada",
            "wójtostwo",
            "posąg",
            "konsulat",
            "wice",
            "mecz",
            "administracji",
        ] {
            assert!(!is_role(&fold(word)), "{word}");
        }
    }

    #[test]
    fn bodies_are_known_in_every_form() {
        for word in
            ["Rady", "Miasta", "okręgu", "Gminy", "Administracji", "szkoły", "Zespołu", "Urzędu"]
        {
            assert!(is_body(&fold(word)), "{word}");
        }
        for word in ["radosny", "Domagała", "Radosław", "Kętrzyn"] {
            assert!(!is_body(&fold(word)), "{word}");
        }
    }
}
