//! The names of months.

/// The months in the genitive (`20 maja`), the locative (`w maju`) and the nominative, folded.
const MONTHS: [[&str; 3]; 12] = [
    ["stycznia", "styczniu", "styczen"],
    ["lutego", "lutym", "luty"],
    ["marca", "marcu", "marzec"],
    ["kwietnia", "kwietniu", "kwiecien"],
    ["maja", "maju", "maj"],
    ["czerwca", "czerwcu", "czerwiec"],
    ["lipca", "lipcu", "lipiec"],
    ["sierpnia", "sierpniu", "sierpien"],
    ["wrzesnia", "wrzesniu", "wrzesien"],
    ["pazdziernika", "pazdzierniku", "pazdziernik"],
    ["listopada", "listopadzie", "listopad"],
    ["grudnia", "grudniu", "grudzien"],
];

/// The months in Roman numerals.
const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// The number of a month as it stands after a day.
pub(super) fn genitive_month(folded: &str) -> Option<u32> {
    number(MONTHS.iter().position(|[genitive, ..]| *genitive == folded))
}

/// The number of a month as it stands without a day.
pub(super) fn standing_month(folded: &str) -> Option<u32> {
    number(MONTHS.iter().position(|[_, standing @ ..]| standing.contains(&folded)))
}

/// The number of a month in Roman numerals.
pub(super) fn roman_month(text: &str) -> Option<u32> {
    number(ROMAN.iter().position(|roman| *roman == text))
}

fn number(position: Option<usize>) -> Option<u32> {
    u32::try_from(position? + 1).ok()
}
