//! Messages for the faults of a document, which describe a valid value.

use std::collections::BTreeSet;

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use crate::{
    error::Fault,
    model::json::{
        pointer::{escaped, member},
        schema::SchemaNode,
    },
    text::{
        messages::{Message, MessageText, message},
        suggest::{nearest, not_among},
    },
    values::{
        clock::{ClockTime, ZoneName},
        country::Country,
        currency::Currency,
        date::{CalendarDate, PartialDate},
        identifier_scheme::IdentifierScheme,
        language::Language,
        money::Money,
        percentage::Percentage,
        record_id::RecordId,
        region::Region,
        traits::TextValue,
        translations::twice,
        web_address::WebAddress,
    },
};

/// The number of faults for which the nearest valid value is searched, which takes most of the time: an answer lists
/// no more faults than these.
pub(super) const MAX_EXPLAINED: usize = 500;

/// Adds the faults of unknown fields, with the valid names.
fn explain_unknown(
    root: &Value,
    error: &ValidationError<'_>,
    unexpected: &[String],
    faults: &mut Vec<Fault>,
) {
    let (place, known) = (error.instance_path().to_string(), properties_beside(root, error));
    for name in unexpected {
        let detail =
            if faults.len() < MAX_EXPLAINED { unknown(name, &known) } else { unexplained(name) };
        faults.push(Fault::at(member(&place, name), "unknown-field", detail));
    }
}

/// Makes the fault of a required field that an object does not have.
fn missing(place: &str, property: &Value) -> Fault {
    let name = property.as_str().unwrap_or_default();
    Fault::at(member(place, name), "missing", message!("“{name}” is missing", name))
}

/// Adds the faults of a validation error.
pub(super) fn explain(root: &Value, error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let place = error.instance_path().to_string();
    let is_explained = faults.len() < MAX_EXPLAINED;
    // Only if it is quoted: the whole instance can be large and have as many faults as members.
    let instance = || quoted(error.instance());
    let mut add = |code, detail| faults.push(Fault::at(place.clone(), code, detail));
    match error.kind() {
        ValidationErrorKind::Required { property } => faults.push(missing(&place, property)),
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            explain_unknown(root, error, unexpected, faults);
        }
        ValidationErrorKind::Enum { options } => {
            add("invalid-value", not_in_list(error.instance(), options, is_explained));
        }
        // A value with another type than the values of a closed list gets the fault of the closed list.
        ValidationErrorKind::Type { .. } if !schema_of(root, error).keyword("enum").is_null() => {}
        ValidationErrorKind::Format { format } => {
            let (text, valid) = (instance(), valid_text(format));
            add("invalid-value", message!("“{text}” is not {valid}", text, valid));
        }
        ValidationErrorKind::Pattern { pattern } => {
            let example = schema_of(root, error).example().and_then(Value::as_str);
            add("invalid-pattern", wrong_pattern(&instance(), pattern, example));
        }
        ValidationErrorKind::Minimum { .. }
        | ValidationErrorKind::Maximum { .. }
        | ValidationErrorKind::MinLength { .. }
        | ValidationErrorKind::MaxLength { .. } => {
            let (code, detail) = out_of_range(error.kind(), &instance());
            add(code, detail);
        }
        ValidationErrorKind::PropertyNames { error } => {
            let key = quoted(error.instance());
            let detail = message!("the key “{key}” is not {valid}", key, valid = Language::VALID);
            add("invalid-value", detail);
        }
        // What is left has the words of the library: of the number of items, for example.
        _ => add("invalid-value", Message::Verbatim(error.to_string())),
    }
}

/// The fault of a number or a text that is too small or too large.
fn out_of_range(kind: &ValidationErrorKind, number: &str) -> (&'static str, Message) {
    match kind {
        ValidationErrorKind::Minimum { limit } => {
            let detail = message!("{number} is less than the minimum of {limit}", number, limit);
            ("invalid-value", detail)
        }
        ValidationErrorKind::Maximum { limit } => {
            let detail = message!("{number} is greater than the maximum of {limit}", number, limit);
            ("invalid-value", detail)
        }
        ValidationErrorKind::MaxLength { limit } => {
            ("too-long", message!("is longer than {limit} characters", limit))
        }
        _ => ("empty", message!("is empty; leave out what is not known")),
    }
}

fn not_in_list(value: &Value, options: &Value, is_explained: bool) -> Message {
    if !is_explained {
        return message!("is not one of the valid values");
    }
    let options: Vec<&str> =
        options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    not_among(&quoted(value), value.as_str(), &options)
}

fn wrong_pattern(value: &str, pattern: &str, example: Option<&str>) -> Message {
    match example {
        Some(example) => {
            message!("“{value}” is not valid; write it like {example}", value, example)
        }
        None => message!("“{value}” does not have the form {pattern}", value, pattern),
    }
}

/// Returns the valid fields of the object with this error.
fn properties_beside(root: &Value, error: &ValidationError<'_>) -> Vec<String> {
    schema_of(root, error).properties().map(|(name, _)| name.to_owned()).collect()
}

/// Returns the schema with the keyword of this error.
fn schema_of<'s>(root: &'s Value, error: &ValidationError<'_>) -> SchemaNode<'s> {
    SchemaNode::root(root).of_keyword(&error.schema_path().to_string())
}

/// Returns a value as faults quote it. Long values are shortened.
fn quoted(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The message of an unknown field after [`MAX_EXPLAINED`] faults.
pub(super) fn unexplained(name: &str) -> Message {
    message!("there is no field “{name}”", name)
}

pub(super) fn unknown(name: &str, known: &[String]) -> Message {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => message!("there is no field “{name}”; did you mean “{near}”?", name, near),
        None => message!(
            "there is no field “{name}”; there are: {names}",
            name,
            names = known.join(", ")
        ),
    }
}

fn valid_text(format: &str) -> Message {
    [
        (CalendarDate::FORMAT, CalendarDate::VALID),
        (Country::FORMAT, Country::VALID),
        (Region::FORMAT, Region::VALID),
        (WebAddress::FORMAT, WebAddress::VALID),
        (RecordId::FORMAT, RecordId::VALID),
        (IdentifierScheme::FORMAT, IdentifierScheme::VALID),
        (Language::FORMAT, Language::VALID),
        (PartialDate::FORMAT, PartialDate::VALID),
        (ClockTime::FORMAT, ClockTime::VALID),
        (ZoneName::FORMAT, ZoneName::VALID),
        (Currency::FORMAT, Currency::VALID),
        (Percentage::FORMAT, Percentage::VALID),
        ("email", MessageText("an e-mail address")),
    ]
    .into_iter()
    .find_map(|(name, valid)| (name == format).then(|| valid.into()))
    .unwrap_or_else(|| Message::Verbatim(format.to_owned()))
}

/// Makes the fault of an error that only deserialization of this document finds, such as an amount with too many
/// decimals.
pub fn typed_fault(
    document: &Value,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> Fault {
    let pointer: String = error
        .path()
        .iter()
        .map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => format!("/{index}"),
            serde_path_to_error::Segment::Map { key } => format!("/{}", escaped(key)),
            serde_path_to_error::Segment::Enum { variant } => format!("/{variant}"),
            serde_path_to_error::Segment::Unknown => String::new(),
        })
        .collect();
    // An error of serde is a text: our own are made again, so that they can be translated.
    let own =
        document.pointer(&pointer).and_then(|value| Money::refusal(value).or_else(|| twice(value)));
    let detail = own.unwrap_or_else(|| Message::Verbatim(error.inner().to_string()));
    Fault::at(pointer, "invalid-value", detail)
}

/// Removes faults of patterns at locations that have another fault: a value with the wrong format has the
/// wrong pattern too.
pub(super) fn one_for_each_place(mut faults: Vec<Fault>) -> Vec<Fault> {
    let with_other_fault: BTreeSet<_> = faults
        .iter()
        .filter(|fault| fault.code != "invalid-pattern")
        .filter_map(|fault| fault.pointer.clone())
        .collect();
    faults.retain(|fault| {
        fault.code != "invalid-pattern"
            || fault.pointer.as_ref().is_none_or(|pointer| !with_other_fault.contains(pointer))
    });
    faults
}
