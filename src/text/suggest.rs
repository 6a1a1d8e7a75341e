//! Suggests the nearest valid name ("did you mean").

use strsim::damerau_levenshtein;

use super::fold::fold;
use super::messages::{Message, message};

/// The maximum length of a name for which a suggestion is searched.
const MAX_CHARS: usize = 64;
/// The minimum length of a beginning that suggests the whole name.
const MIN_BEGINNING: usize = 3;

/// Returns the valid name that was probably meant; `None` if none is similar.
///
/// Case, accents and punctuation do not count (`start_date` is `startDate`). A name is similar if at most a
/// third of its letters differ, or if one name begins with the other. Of equally similar names the first in
/// alphabetical order is returned.
pub(crate) fn nearest<'a>(
    given: &str,
    valid: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if given.chars().nth(MAX_CHARS).is_some() {
        return None;
    }
    let given = letters(given);
    let near = valid.into_iter().filter_map(|name| Some((distance(&given, &letters(name))?, name)));
    near.min().map(|(_, name)| name)
}

/// Returns the number of differences between two names; `None` if there are too many.
fn distance(given: &str, valid: &str) -> Option<usize> {
    let (given_length, valid_length) = (given.chars().count(), valid.chars().count());
    let distance = damerau_levenshtein(given, valid);
    let mistyped = given_length > 0 && distance <= given_length.max(valid_length) / 3;
    let beginning = given_length.min(valid_length) >= MIN_BEGINNING
        && (valid.starts_with(given) || given.starts_with(valid));
    (mistyped || beginning).then_some(distance)
}

fn letters(name: &str) -> String {
    fold(name).chars().filter(|character| character.is_alphanumeric()).collect()
}

/// Returns the message for a value that is not in a closed list.
pub(crate) fn not_among(shown: &str, given: Option<&str>, options: &[&str]) -> Message {
    match given.and_then(|given| nearest(given, options.iter().copied())) {
        Some(near) => {
            message!(
                "“{shown}” is not valid; did you mean “{near}”? Valid are: {options}",
                shown,
                near,
                options = options.join(", ")
            )
        }
        None => message!(
            "“{shown}” is not valid; valid are: {options}",
            shown,
            options = options.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARAMETERS: [&str; 16] = [
        "after",
        "before",
        "country",
        "direction",
        "fields",
        "format",
        "from",
        "identifier",
        "kind",
        "lang",
        "limit",
        "period",
        "q",
        "signedFrom",
        "sort",
        "to",
    ];

    #[test]
    fn the_nearest_name_is_suggested() {
        let cases = [
            ("limt", Some("limit")),
            ("LIMIT", Some("limit")),
            ("form", Some("from")),
            ("formt", Some("format")),
            ("signed_from", Some("signedFrom")),
            ("signedfrm", Some("signedFrom")),
            ("language", Some("lang")),
            ("direct", Some("direction")),
            ("countries", Some("country")),
            ("field", Some("fields")),
            ("identifer", Some("identifier")),
            ("Q", Some("q")),
            ("x", None),
            ("", None),
            ("-", None),
            ("qq", None),
            ("offset", None),
            ("page", None),
            ("utm_source", None),
            ("zzzzzzzz", None),
        ];
        for (given, expected) in cases {
            assert_eq!(nearest(given, PARAMETERS), expected, "{given}");
        }
        assert_eq!(nearest("limit", []), None);
        assert_eq!(nearest(&"limit".repeat(20_000), PARAMETERS), None);
    }

    #[test]
    fn the_order_of_the_names_does_not_matter() {
        assert_eq!(nearest("cat", ["hat", "bat"]), Some("bat"));
        assert_eq!(nearest("cat", ["bat", "hat"]), Some("bat"));
    }

    proptest! {
        #[test]
        fn a_valid_name_is_nearest_to_itself(index in 0..PARAMETERS.len()) {
            prop_assert_eq!(nearest(PARAMETERS[index], PARAMETERS), Some(PARAMETERS[index]));
        }

        #[test]
        fn deterministic(given in "\\PC{0,20}") {
            let forwards = nearest(&given, PARAMETERS);
            prop_assert_eq!(nearest(&given, PARAMETERS.into_iter().rev()), forwards);
        }
    }
}
