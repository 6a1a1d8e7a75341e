//! Cells: converts between the texts of a spreadsheet and the values of a record.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    dates::DateSystem,
    fault::{Unreadable, shortened},
    guard::{is_error, unguarded},
    items::{is_separator, limited, words},
    labelled,
};
use crate::{
    text::messages::{Message, MessageText, message},
    values::{
        date::{CalendarDate, PartialDate},
        labels::Vocabulary,
        traits::TextValue,
    },
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
    /// A day.
    Day,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A decimal number that is stored as a string with all its digits.
    Decimal,
    /// The same as a number of hundredths, as spreadsheets show it with the sign: `85%`.
    Percentage,
    /// A time of the day.
    Clock,
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

/// What stands around the value of an identifier that has commas or spaces.
const QUOTE: char = '"';

/// The dates that there are, as people write them who fill in a table or a form.
const DATE: MessageText = MessageText(
    "a year, a month or a day between 1900 and 2199, written like 2015, 06.2015 or 16.06.2015",
);
const DAY: MessageText =
    MessageText("a day between 1900 and 2199, written like 16.06.2015 or 2015-06-16");

/// The words for yes, including those that spreadsheet programs write.
const YES: [&str; 5] = ["true", "tak", "yes", "1", "prawda"];
/// The words for no.
const NO: [&str; 6] = ["false", "nie", "no", "0", "fałsz", "falsz"];

impl Cell {
    /// Reads a cell of a file that counts days in this way; `None` if it is empty. Of a list with more items than there
    /// can be no item is read.
    pub(crate) fn read(
        self,
        text: &str,
        dates: Option<DateSystem>,
    ) -> Result<Option<Value>, Unreadable> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        if is_error(text.trim()) {
            return Err(failed_formula(text.trim()));
        }
        // The mark stands before everything: an apostrophe behind a blank is the writer's own.
        let text = unguarded(text).trim();
        let invalid =
            |valid: MessageText| message!("“{text}” is not {valid}", text = shortened(text), valid);
        let value = match self {
            Self::Text => json!(text.replace("\r\n", "\n").replace('\r', "\n")),
            Self::Code => json!(text),
            Self::Labelled(vocabulary) => labelled::code(vocabulary, text)?,
            Self::Date => json!(dated::<PartialDate>(text, dates, DATE)?),
            Self::Day => json!(dated::<CalendarDate>(text, dates, DAY)?),
            Self::Whole => whole(text)
                .ok_or_else(|| invalid(MessageText("a whole number, written in digits")))?,
            Self::Number => number(text)
                .ok_or_else(|| invalid(MessageText("a number, written like 54,083 or 54.083")))?,
            Self::Decimal => json!(decimal(text)),
            Self::Percentage => json!(decimal(text.strip_suffix('%').unwrap_or(text))),
            Self::Clock => json!(clock(text)),
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

    /// Returns why an amount may have been meant in another way: `120.000` is read as 120, but could be thousands.
    pub(crate) fn doubt(self, text: &str) -> Option<Unreadable> {
        let text = text.trim();
        let is_doubtful = self == Self::Decimal && may_be_thousands(text) && text.ends_with('0');
        is_doubtful.then(|| {
            let (read, other) = (decimal(text), text.replace(['.', ','], ""));
            let detail = message!(
                "“{text}” is read as {read}; if the sign separates thousands, write {other}",
                text,
                read,
                other
            );
            Unreadable { code: "ambiguous", detail }
        })
    }

    /// Returns whether the cell has a text that somebody wrote, and not a number or a date.
    pub(crate) fn is_text(self) -> bool {
        !matches!(
            self,
            Self::Date
                | Self::Day
                | Self::Clock
                | Self::Whole
                | Self::Number
                | Self::Decimal
                | Self::Percentage
                | Self::Flag
        )
    }

    /// Returns whether two values of this cell are the same: decimal numbers may have other zeros at their ends.
    pub(crate) fn is_same(self, one: &Value, other: &Value) -> bool {
        if let (Self::Text | Self::Code, Value::String(one), Value::String(other)) =
            (self, one, other)
        {
            // Spaces around a text are not read from a cell.
            return one.trim() == other.trim();
        }
        let decimal = |value: &Value| value.as_str().and_then(|text| text.parse::<Decimal>().ok());
        matches!(self, Self::Decimal | Self::Percentage)
            && decimal(one).is_some()
            && decimal(one) == decimal(other)
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
            // Without an exponent, which is no number of a cell.
            Self::Number => value.as_f64().map(|number| number.to_string()).unwrap_or_default(),
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

/// Writes an identifier; a value that could end too early, or begin another one, stands in quotation marks.
fn scheme_and_value(identifier: &Value) -> String {
    let (scheme, value) = (plain(&identifier["scheme"]), plain(&identifier["value"]));
    if value.contains(is_separator) || value.starts_with(QUOTE) {
        return format!("{scheme}:{QUOTE}{}{QUOTE}", value.replace(QUOTE, "\"\""));
    }
    format!("{scheme}:{value}")
}

/// Reads a date and returns it in the form of the API.
fn dated<D: TextValue>(
    text: &str,
    dates: Option<DateSystem>,
    valid: MessageText,
) -> Result<String, Message> {
    let date = date(text, dates)?;
    let invalid = || message!("“{text}” is not {valid}", text = shortened(text), valid);
    D::read(&date).map(|_| date).ok_or_else(invalid)
}

/// Reads a date and returns it in the form of the API; any other text is returned unchanged.
fn date(text: &str, dates: Option<DateSystem>) -> Result<String, Message> {
    if let Some(number) = number_of_day(text) {
        return dates.and_then(|system| system.day(number)).map(|day| day.to_string()).ok_or_else(
            || {
                message!("“{text}” is not a day: it seems to be the number by which spreadsheet programs count days; give \
                     the cells of the column the form of a date, such as 2015-06-16", text)
            },
        );
    }
    Ok(written_date(text).unwrap_or_else(|| text.to_owned()))
}

/// Reads the ways in which people and programs write a date: `16.06.2015`, `16-06-2015`, `2015.06.16`, `16.06.2015 r.`,
/// `06.2015`, `2015 r.`, `2015-06-16 00:00:00`.
fn written_date(text: &str) -> Option<String> {
    let bare = text.strip_suffix("r.").or_else(|| text.strip_suffix('r')).unwrap_or(text);
    let midnight = [" 00:00:00", "T00:00:00", " 00:00"];
    let bare = midnight.into_iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare).trim();
    let parts: Vec<&str> = bare.split(['.', '-']).collect();
    let is_number = |part: &&str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_year = |part: &&str| part.len() == 4 && is_number(part, 4);
    let is_short = |part: &&str| is_number(part, 2);
    match &parts[..] {
        [day, month, year] | [year, month, day]
            if is_short(day) && is_short(month) && is_year(year) =>
        {
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        // What is left of a typed 2015.10 in the form of a number.
        [year, month] if is_year(year) && month.len() == 1 && bare.contains('.') => None,
        [month, year] | [year, month] if is_short(month) && is_year(year) => {
            Some(format!("{year}-{month:0>2}"))
        }
        [year] if is_year(year) => Some((*year).to_owned()),
        _ => None,
    }
}

/// Reads a time of the day as people and programs write it: `8:30`, `8.30`, `08:30:00`. Any other text is returned
/// unchanged, for the validation of the record.
fn clock(text: &str) -> String {
    let parts: Vec<&str> = text.split([':', '.']).collect();
    let is_number = |part: &&str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match &parts[..] {
        [hour, minute] | [hour, minute, "00"]
            if is_number(hour, 1..=2) && is_number(minute, 2..=2) =>
        {
            format!("{hour:0>2}:{minute}")
        }
        _ => text.to_owned(),
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

/// Returns whether a number could be thousands to some people: up to three digits, a sign and three more.
fn may_be_thousands(text: &str) -> bool {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['.', ',']).is_some_and(|(whole, fraction)| {
        (1..=3).contains(&whole.len())
            && fraction.len() == 3
            && is_digits(whole)
            && is_digits(fraction)
    })
}

fn whole(text: &str) -> Option<Value> {
    if may_be_thousands(text) {
        return None;
    }
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
    let (scheme, value) = (scheme.trim(), value.trim());
    let quoted = value.strip_prefix(QUOTE).and_then(|value| value.strip_suffix(QUOTE));
    let value = quoted.map_or_else(|| value.to_owned(), |quoted| quoted.replace("\"\"", "\""));
    Ok(json!({ "scheme": scheme, "value": value }))
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
    let (mut after_separator, mut after_colon, mut is_quoted) = (true, false, false);
    for (at, character) in text.char_indices() {
        if after_separator && !is_quoted && begins_identifier(&text[at..]) {
            starts.push(at);
        }
        // A value that begins with a quotation mark ends with one; two of them inside leave it as it was.
        is_quoted = if is_quoted {
            character != QUOTE
        } else {
            character == QUOTE && (after_colon || !after_separator)
        };
        after_separator = is_separator(character);
        after_colon = character == ':';
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
