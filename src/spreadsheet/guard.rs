//! Texts that a spreadsheet program would run as a formula.
//!
//! A program that opens a CSV file takes a text that begins with one of four characters for a formula, whoever wrote it
//! (OWASP, “CSV injection”). Such a text gets an apostrophe before it, and loses it when it is read again. So does a text
//! that looks like what a failed formula shows.

/// The mark of a text that is no formula.
const GUARD: char = '\'';

/// What spreadsheet programs show for a formula that failed, in English and Polish, without the mark at the end.
const ERRORS: [&str; 17] = [
    "#N/A",
    "#DIV/0",
    "#VALUE",
    "#REF",
    "#NAME",
    "#NUM",
    "#NULL",
    "#SPILL",
    "#CALC",
    "#N/D",
    "#DZIEL/0",
    "#ARG",
    "#ADR",
    "#NAZWA",
    "#LICZBA",
    "#ZERO",
    "#ROZLANIE",
];

/// Returns whether a cell shows that a formula failed.
pub(crate) fn is_error(text: &str) -> bool {
    let name = text.trim().trim_end_matches(['!', '?']);
    ERRORS.contains(&name)
        || name.strip_prefix("Err:").is_some_and(|code| code.parse::<u16>().is_ok())
}

/// Returns whether a program would run the text that begins here.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Returns whether a text has marks before what would be a formula, of which reading it removes one.
fn is_guarded(text: &str) -> bool {
    let bare = text.trim_start_matches(GUARD);
    text.starts_with(GUARD) && (is_formula(bare) || is_error(bare))
}

/// Returns the text for a CSV file.
pub(crate) fn guarded(text: String) -> String {
    if is_formula(&text) || is_error(&text) || is_guarded(&text) {
        format!("{GUARD}{text}")
    } else {
        text
    }
}

/// Returns the text for a workbook, whose cells say that they are texts: only marks of its own need another, and what looks like a failed formula.
pub(crate) fn guarded_typed(text: String) -> String {
    if is_error(&text) || is_guarded(&text) { format!("{GUARD}{text}") } else { text }
}

/// Returns the text of a cell without the mark.
pub(crate) fn unguarded(text: &str) -> &str {
    if is_guarded(text) { text.strip_prefix(GUARD).unwrap_or(text) } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "['=+@\\-a\t\r]{0,5}|'{0,2}#N/A|#VALUE!|Err:502") {
            let (plain, typed) = (guarded(text.clone()), guarded_typed(text.clone()));
            prop_assert_eq!(unguarded(&typed), &text);
            prop_assert_eq!(unguarded(&plain), &text);
            prop_assert!(!is_formula(&plain));
        }
    }
}
