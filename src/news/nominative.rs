//! Names of persons in the nominative.

use super::first_names::{NameCase, NameForm, NameGender, first_names};

/// Returns the nominative of a name in parts, of which the first is the first name; `None` if no rule is safe.
///
/// `address` is the folded form of address before the name, such as `panem`.
pub(super) fn nominative(parts: &[&str], address: Option<&str>) -> Option<String> {
    let (first, rest) = parts.split_first()?;
    let known = first_names(first);
    let readings: Vec<NameForm> = if known.is_empty() { unknown(address)? } else { known.to_vec() };
    let mut results: Vec<String> = Vec::new();
    for form in &readings {
        let first = if known.is_empty() {
            unknown_nominative(first, form.case)
        } else {
            Some(form.nominative.to_owned())
        };
        let Some(mut name) = first else { continue };
        let surnames: Option<Vec<String>> = rest.iter().map(|part| surname(part, *form)).collect();
        let Some(surnames) = surnames else { continue };
        for surname in surnames {
            name.push(' ');
            name.push_str(&surname);
        }
        if !results.contains(&name) {
            results.push(name);
        }
    }
    // `Stanisława Nowaka` has a nominative of each gender.
    results.pop().filter(|_| results.is_empty())
}

/// The readings of a first name that is on no list, by the form of address.
fn unknown(address: Option<&str>) -> Option<Vec<NameForm>> {
    let (gender, case) = match address? {
        "panem" => (NameGender::Masculine, NameCase::Instrumental),
        "pana" => (NameGender::Masculine, NameCase::Genitive),
        "pania" => (NameGender::Feminine, NameCase::Instrumental),
        _ => return None,
    };
    Some(vec![NameForm { nominative: "", gender, case }])
}

fn unknown_nominative(first: &str, case: NameCase) -> Option<String> {
    match case {
        NameCase::Instrumental if first.ends_with('ą') => replaced(first, "ą", "a"),
        NameCase::Instrumental => hard(first.strip_suffix("em")?),
        NameCase::Genitive => hard(first.strip_suffix('a')?),
        _ => None,
    }
}

/// The nominative of a surname beside such a first name; the parts of a double name are names of their own.
fn surname(written: &str, form: NameForm) -> Option<String> {
    let parts: Option<Vec<String>> = written
        .split('-')
        .map(|part| match form.gender {
            NameGender::Feminine => feminine(part, form.case),
            NameGender::Masculine => masculine(part, form.case),
        })
        .collect();
    parts.map(|parts| parts.join("-"))
}

fn feminine(written: &str, case: NameCase) -> Option<String> {
    if is_second_first_name(written) {
        return first_names(written)
            .iter()
            .find(|form| form.gender == NameGender::Feminine)
            .map(|form| form.nominative.to_owned());
    }
    // „panią Natalia Makrecką”: an ending that no nominative has is taken off in any case.
    let adjective =
        [("ską", "ska"), ("cką", "cka"), ("dzką", "dzka"), ("ową", "owa"), ("ą", "a"), ("ę", "a")];
    if let Some(name) =
        adjective.iter().find_map(|(ending, other)| replaced(written, ending, other))
    {
        return Some(name);
    }
    let oblique = matches!(case, NameCase::Genitive | NameCase::Dative);
    let endings =
        [("skiej", "ska"), ("ckiej", "cka"), ("dzkiej", "dzka"), ("owej", "owa"), ("nej", "na")];
    if let Some(name) = endings.iter().find_map(|(ending, other)| replaced(written, ending, other))
    {
        return (case != NameCase::Nominative || written.ends_with("kiej")).then_some(name);
    }
    if ["ego", "emu", "kim", "owi", "em"].iter().any(|ending| written.ends_with(ending)) {
        return None;
    }
    match written.chars().next_back()? {
        'y' if oblique => replaced(written, "y", "a"),
        'i' if oblique => replaced(written, "ki", "ka"),
        'e' | 'u' if oblique => None,
        _ => Some(written.to_owned()),
    }
}

fn masculine(written: &str, case: NameCase) -> Option<String> {
    if is_second_first_name(written) {
        let mut forms = first_names(written).iter();
        return forms
            .find(|form| form.gender == NameGender::Masculine && form.case == case)
            .map(|form| form.nominative.to_owned());
    }
    if case == NameCase::Nominative {
        return (!OBLIQUE.iter().any(|ending| written.ends_with(ending)))
            .then(|| written.to_owned());
    }
    let (adjective, noun) = masculine_endings(case);
    let found = adjective.iter().find_map(|(ending, other)| replaced(written, ending, other));
    let after_vowel = |stem: &&str| ends_in_vowel(stem);
    let instrumental = case == NameCase::Instrumental;
    found
        .or_else(|| {
            let soft = ["kiem", "giem"].into_iter().filter(|_| instrumental);
            let stem = soft.into_iter().find_map(|ending| {
                let stem = written.strip_suffix(ending).filter(after_vowel)?;
                Some(format!("{stem}{}", ending.chars().next()?))
            });
            stem.or_else(|| written.strip_suffix(noun?).and_then(hard))
        })
        .or_else(|| uninflected(written))
}

/// Endings of surnames that no man's name has in the nominative.
const OBLIQUE: [&str; 10] =
    ["skiego", "ckiego", "skim", "ckim", "skiemu", "ckiemu", "ską", "cką", "ska", "cka"];

/// The endings of a case of a man's surname, each with that of the nominative; and the one after a consonant.
fn masculine_endings(
    case: NameCase,
) -> (&'static [(&'static str, &'static str)], Option<&'static str>) {
    match case {
        NameCase::Nominative => (&[], None),
        NameCase::Instrumental => {
            (&[("skim", "ski"), ("ckim", "cki"), ("ym", "y"), ("ą", "a")], Some("em"))
        }
        NameCase::Genitive | NameCase::Accusative => (
            &[
                ("kiego", "ki"),
                ("nego", "ny"),
                ("wego", "wy"),
                ("rego", "ry"),
                ("łego", "ły"),
                ("ki", "ka"),
                ("y", "a"),
                ("ę", "a"),
            ],
            Some("a"),
        ),
        NameCase::Dative => (&[("kiemu", "ki"), ("nemu", "ny")], Some("owi")),
        NameCase::Locative => (&[("skim", "ski"), ("ckim", "cki")], None),
    }
}

/// Whether a part of a name is another first name: `Jean Michel`, `Marią Anną`.
fn is_second_first_name(written: &str) -> bool {
    !first_names(written).is_empty()
}

/// A foreign surname that takes no Polish ending: `Auzbikavicius`, `Puzyrowskij`.
fn uninflected(written: &str) -> Option<String> {
    let ends = ["us", "is", "as", "ij", "yj", "o", "é", "ė", "ko"];
    ends.iter().any(|ending| written.ends_with(ending)).then(|| written.to_owned())
}

/// A stem without an ending, if no vowel can have disappeared in it and no consonant have changed.
fn hard(stem: &str) -> Option<String> {
    const DIGRAPHS: [&str; 5] = ["cz", "sz", "rz", "ch", "dz"];
    const SINGLE: [char; 15] =
        ['b', 'd', 'f', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'w', 'v', 'j'];
    let digraph = DIGRAPHS.iter().find_map(|digraph| stem.strip_suffix(digraph));
    let root = match digraph {
        Some(root) => root,
        None => stem.strip_suffix(SINGLE)?,
    };
    // Dęba and Dębem are forms of Dąb.
    (ends_in_vowel(root) && !root.ends_with('ę')).then(|| stem.to_owned())
}

fn ends_in_vowel(text: &str) -> bool {
    text.ends_with(['a', 'ą', 'e', 'ę', 'i', 'o', 'ó', 'u', 'y'])
}

fn replaced(text: &str, ending: &str, other: &str) -> Option<String> {
    text.strip_suffix(ending).filter(|root| !root.is_empty()).map(|root| format!("{root}{other}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_put_into_the_nominative_where_the_rules_are_safe() {
        for (written, address, expected) in [
            ("Natalią Makrecką", Some("pania"), Some("Natalia Makrecka")),
            ("Natalia Makrecką", Some("pania"), Some("Natalia Makrecka")),
            ("Natalii Makreckiej", None, Some("Natalia Makrecka")),
            ("Pawłem Jelizarowem", Some("panem"), Some("Paweł Jelizarow")),
            ("Władysławem Nikonorowem", Some("panem"), Some("Władysław Nikonorow")),
            ("Pawłem Bobrowskim", None, Some("Paweł Bobrowski")),
            ("Pawła Bobrowskiego", None, Some("Paweł Bobrowski")),
            ("Pawłowi Bobrowskiemu", None, Some("Paweł Bobrowski")),
            ("Sławomira Jarosika", None, Some("Sławomir Jarosik")),
            ("Mirosławem Oryńczakiem", None, Some("Mirosław Oryńczak")),
            ("Antanesem Auzbikavicius", Some("panem"), Some("Antanes Auzbikavicius")),
            ("Xantesem Auzbikavicius", Some("panem"), Some("Xantes Auzbikavicius")),
            ("Viktor Puzyrowskij", None, Some("Viktor Puzyrowskij")),
            ("Anną Nowak", None, Some("Anna Nowak")),
            ("Anny Kowalskiej-Nowak", None, Some("Anna Kowalska-Nowak")),
            ("Marią Zarębą", None, Some("Maria Zaręba")),
            ("Adamem Dudą", None, Some("Adam Duda")),
            ("Jana Puzewicza", None, Some("Jan Puzewicz")),
            ("Stanisława Kowalska", None, Some("Stanisława Kowalska")),
            ("Stanisława Kowalskiego", None, Some("Stanisław Kowalski")),
            ("Markiem Kaczmarkiem", None, None),
            ("Janem Kozłem", None, None),
            ("Stanisława Nowaka", None, None),
            ("Xantesem Auzbikavicius", None, None),
        ] {
            let parts: Vec<&str> = written.split(' ').collect();
            assert_eq!(nominative(&parts, address).as_deref(), expected, "{written}");
        }
    }
}
