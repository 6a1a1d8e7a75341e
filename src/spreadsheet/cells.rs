//! Cells: converts between the texts of a spreadsheet and the values of a record.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    dates::DateSystem,
    fault::{Unreadable, shortened},
    guard::unguarded,
    items::{is_separator, limited, words},
    labelled,
};
use crate::{
    text::messages::{Message, MessageText, message},
    values::labels::Vocabulary,
};

/// The form of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cell {
    /// Free text.
    Text,
    /// A code or an address: text without surrounding spaces.
    Code,
    /// A code of a vocabulary, or its name.
    Labelled(Vocabulary),
    /// A date: a day, a month or a year.
    Date,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A decimal number that is stored as a string with all its digits.
    Decimal,
    /// Yes or no.
    Flag,
    /// The id of a record.
    Reference,
    /// An identifier in another register: `scheme:value`.
    Identifier,
    /// Up to so many codes.
    Codes(usize),
    /// Up to so many codes of a vocabulary, or their names.
    LabelledList(Vocabulary, usize),
    /// The ids of up to so many records.
    References(usize),
    /// Up to so many identifiers.
    Identifiers(usize),
}

/// The words for yes, including those that spreadsheet programs write.
const YES: [&str; 5] = ["true", "tak", "yes", "1", "prawda"];
/// The words for no.
const NO: [&str; 6] = ["false", "nie", "no", "0", "fałsz", "falsz"];

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

impl Cell {
    /// Reads a cell of a file that counts days in this way; `None` if it is empty. Of a list with more items than there
    /// can be no item is read.
    pub(crate) fn read(
        self,
        text: &str,
        dates: Option<DateSystem>,
    ) -> Result<Option<Value>, Unreadable> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if is_error(text) {
            return Err(failed_formula(text));
        }
        let text = unguarded(text);
        let invalid =
            |valid: MessageText| message!("“{text}” is not {valid}", text = shortened(text), valid);
        let value = match self {
            Self::Text => json!(text.replace("\r\n", "\n").replace('\r', "\n")),
            Self::Code => json!(text),
            Self::Labelled(vocabulary) => labelled::code(vocabulary, text)?,
            Self::Date => json!(date(text, dates)?),
            Self::Whole => whole(text)
                .ok_or_else(|| invalid(MessageText("a whole number, written in digits")))?,
            Self::Number => number(text)
                .ok_or_else(|| invalid(MessageText("a number, written like 54,083 or 54.083")))?,
            Self::Decimal => json!(decimal(text)),
            Self::Flag => flag(text)
                .ok_or_else(|| invalid(MessageText("tak or nie, true or false, 1 or 0")))?,
            Self::Reference => json!({ "id": text }),
            Self::Identifier => identifier(text)?,
            Self::Codes(most) => each(text, most, |code| json!(code))?,
            Self::LabelledList(vocabulary, most) => labelled::codes(vocabulary, text, most)?,
            Self::References(most) => each(text, most, |id| json!({ "id": id }))?,
            Self::Identifiers(most) => identifiers(text, most)?,
        };
        Ok(Some(value))
    }

    /// Returns whether the cell has a text that somebody wrote, and not a number or a date.
    pub(crate) fn is_text(self) -> bool {
        !matches!(self, Self::Date | Self::Whole | Self::Number | Self::Decimal | Self::Flag)
    }

    /// Returns whether two values of this cell are the same: decimal numbers may have other zeros at their ends.
    pub(crate) fn is_same(self, one: &Value, other: &Value) -> bool {
        let decimal = |value: &Value| value.as_str().and_then(|text| text.parse::<Decimal>().ok());
        self == Self::Decimal && decimal(one).is_some() && decimal(one) == decimal(other)
    }

    /// Writes the value of a record; an empty text if the value has another form.
    pub(crate) fn write(self, value: &Value) -> String {
        let each = |write: fn(&Value) -> String| {
            value.as_array().into_iter().flatten().map(write).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Reference => plain(&value["id"]),
            Self::Identifier => scheme_and_value(value),
            Self::Codes(_) | Self::LabelledList(..) => each(plain),
            Self::References(_) => each(|reference| plain(&reference["id"])),
            Self::Identifiers(_) => each(scheme_and_value),
            _ => plain(value),
        }
    }
}

/// Makes a value of each word of a list.
fn each(text: &str, most: usize, make: fn(&str) -> Value) -> Result<Value, Unreadable> {
    limited(words(text).count(), most)?;
    Ok(words(text).map(make).collect())
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn scheme_and_value(identifier: &Value) -> String {
    format!("{}:{}", plain(&identifier["scheme"]), plain(&identifier["value"]))
}

/// Reads a date and returns it in the form of the API. Any other text is returned unchanged, for the
/// validation of the record.
fn date(text: &str, dates: Option<DateSystem>) -> Result<String, Message> {
    if let Some(number) = number_of_day(text) {
        return dates.and_then(|system| system.day(number)).map(|day| day.to_string()).ok_or_else(
            || {
                message!("“{text}” is not a day: it seems to be the number by which spreadsheet programs count days; give \
                     the cells of the column the form of a date, such as 2015-06-16", text)
            },
        );
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split(['.', '-']).collect();
    match parts[..] {
        [day, month, year]
            if text.contains('.')
                && (1..=2).contains(&day.len())
                && (1..=2).contains(&month.len())
                && year.len() == 4
                && parts.iter().all(|part| digits(part)) =>
        {
            Ok(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        [month, year] | [year, month]
            if year.len() == 4 && digits(year) && month.len() <= 2 && digits(month) =>
        {
            Ok(format!("{year}-{month:0>2}"))
        }
        _ => Ok(text.to_owned()),
    }
}

/// Returns the number of a day, which has more digits than a year.
fn number_of_day(text: &str) -> Option<i32> {
    let is_number = (5..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn failed_formula(text: &str) -> Unreadable {
    let detail = message!(
        "“{text}” is what a formula shows that failed: correct the formula, or write the value into the cell",
        text
    );
    Unreadable { code: "failed-formula", detail }
}

/// Removes the spaces between thousands and the zeros that are no digits of a hundredth, and replaces the decimal comma
/// by a point.
fn decimal(text: &str) -> String {
    let mut digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    if digits.matches(',').count() == 1 && !digits.contains('.') {
        digits = digits.replace(',', ".");
    }
    if let Some((_, fraction)) = digits.split_once('.')
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        let kept = fraction.trim_end_matches('0').len().max(2);
        digits.truncate(digits.len() - fraction.len().saturating_sub(kept));
    }
    digits
}

/// Checks that a text has only digits, a sign and a point: not `1e3`, not `inf`.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    unsigned.starts_with(|character: char| character.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn whole(text: &str) -> Option<Value> {
    let text = decimal(text);
    let (digits, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    let is_whole = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    (is_decimal(digits) && is_whole).then(|| digits.parse::<i64>().ok()).flatten().map(Value::from)
}

fn number(text: &str) -> Option<Value> {
    let text = decimal(text);
    is_decimal(&text).then(|| text.parse::<f64>().ok()).flatten().map(Value::from)
}

fn flag(text: &str) -> Option<Value> {
    let text = text.to_lowercase();
    if YES.contains(&text.as_str()) {
        return Some(Value::Bool(true));
    }
    NO.contains(&text.as_str()).then_some(Value::Bool(false))
}

fn identifier(text: &str) -> Result<Value, Message> {
    let (scheme, value) = text.split_once(':').ok_or_else(|| no_identifier(text))?;
    Ok(json!({ "scheme": scheme.trim(), "value": value.trim() }))
}

fn no_identifier(text: &str) -> Message {
    message!(
        "“{text}” is not the name of a register and a value, such as wikidata:Q175795",
        text = shortened(text)
    )
}

/// Reads several identifiers. A value may have commas and spaces: the next identifier begins at a word of the
/// form `scheme:…`.
fn identifiers(text: &str, most: usize) -> Result<Value, Unreadable> {
    let mut starts = Vec::new();
    let mut after_separator = true;
    for (at, character) in text.char_indices() {
        if after_separator && begins_identifier(&text[at..]) {
            starts.push(at);
        }
        after_separator = is_separator(character);
    }
    if starts.first() != Some(&0) {
        return Err(no_identifier(text).into());
    }
    limited(starts.len(), most)?;
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| identifier(text[*start..end].trim_end_matches(is_separator)))
        .collect::<Result<_, _>>()
        .map_err(Unreadable::from)
}

/// Looks at the first word alone: to look for the colon first would take the rest of the cell at each of its words.
fn begins_identifier(text: &str) -> bool {
    let is_of_scheme = |character: char| character.is_ascii_alphanumeric() || character == '-';
    text.starts_with(|character: char| character.is_ascii_alphabetic())
        && text.trim_start_matches(is_of_scheme).starts_with(':')
}
