//! Normalises a body before validation: removes `null`, writes texts in one form, and reports what no text has and what
//! is there twice.

use std::{borrow::Cow, collections::HashMap};

use serde_json::{Map, Number, Value};

use super::messages::{MAX_EXPLAINED, unexplained, unknown};
use crate::{
    error::Fault,
    model::{
        document::Body,
        json::{
            pointer::member,
            schema::SchemaNode,
            walk::{Descend, top_down},
        },
    },
    text::{
        characters::{forbidden, is_invisible, tidy},
        messages::{Message, message},
    },
    values::{language::Language, record_id::RecordId, traits::TextValue as _},
};

/// The fields that all responses have and that cannot be written.
pub const READ_ONLY: [&str; 11] = [
    "type",
    "id",
    "url",
    "revision",
    "createdAt",
    "updatedAt",
    "servedLanguages",
    "related",
    "included",
    "labels",
    "warnings",
];

/// Returns the faults of a patch with read-only fields, which would otherwise seem to be changed.
pub(super) fn read_only<B: Body>(patch: &Map<String, Value>) -> Vec<Fault> {
    let fault = |name: &String| {
        let detail = if B::TEXTS.contains(&name.as_str()) {
            message!(
                "“{name}” is made out of “translations”: change it there, as in {{\"translations\": {{\"pl\": {{\"{name}\": …}}}}}}",
                name
            )
        } else {
            message!("“{name}” is read-only: leave it out", name)
        };
        Fault::at(member("", name), "read-only", detail)
    };
    patch.keys().filter(|name| is_read_only::<B>(name)).map(fault).collect()
}

/// Checks whether a field is read-only.
pub(super) fn is_read_only<B: Body>(name: &str) -> bool {
    READ_ONLY.contains(&name) || B::TEXTS.contains(&name) || is_computed::<B>(name)
}

/// Checks whether responses compute a field from others.
pub(super) fn is_computed<B: Body>(name: &str) -> bool {
    B::COMPUTED.contains(&name)
}

/// Takes the fields that do not exist, such as misspelled ones, out of a patch, and returns their faults.
/// Read-only ones stay, and names with control characters, which are faults of their own.
pub(super) fn take_unknown<B: Body>(
    schema: SchemaNode<'_>,
    patch: Map<String, Value>,
) -> (Map<String, Value>, Vec<Fault>) {
    let (mut patch, mut faults) = (Value::Object(patch), Vec::new());
    top_down(&mut patch, &mut |pointer, value| {
        let Value::Object(members) = value else { return Descend::Into };
        let Some(object) = schema.of_value(pointer).filter(|node| is_closed(*node)) else {
            return Descend::Into;
        };
        let is_known = |name: &str| object.property(name).is_some() || has_control(name);
        let is_kept = |name: &str| pointer.is_empty() && is_read_only::<B>(name);
        let mut known: Option<Vec<String>> = None;
        members.retain(|name, _| {
            if is_known(name) || is_kept(name) {
                return true;
            }
            let detail = if faults.len() < MAX_EXPLAINED {
                let all = || object.properties().map(|(name, _)| name.to_owned()).collect();
                unknown(name, known.get_or_insert_with(all))
            } else {
                unexplained(name)
            };
            faults.push(Fault::at(member(pointer, name), "unknown-field", detail));
            false
        });
        Descend::Into
    });
    let Value::Object(patch) = patch else { return (Map::new(), faults) };
    (patch, faults)
}

/// Whether an object has no other members than those that the schema names.
fn is_closed(object: SchemaNode<'_>) -> bool {
    object.additional().is_none() && object.properties().next().is_some()
}

/// Whether the object at `pointer` may have this member. Whatever is inside an unknown one may be
/// there: the unknown one is the fault.
fn may_have(schema: SchemaNode<'_>, pointer: &str, name: &str) -> bool {
    schema
        .of_value(pointer)
        .is_none_or(|object| object.property(name).is_some() || !is_closed(object))
}

/// Removes `null` (which means "unknown", like leaving the field out), writes texts in one form, and reports characters
/// that no text has. A field that does not exist stays, so that a misspelled name is a fault whatever its value.
pub(super) fn clean(schema: SchemaNode<'_>, body: &mut Value, faults: &mut Vec<Fault>) {
    top_down(body, &mut |pointer, value| {
        match value {
            Value::Object(object) => {
                if object.values().any(Value::is_null) {
                    object.retain(|name, member| {
                        !member.is_null() || !may_have(schema, pointer, name)
                    });
                }
                faults.extend(object.keys().filter_map(|key| key_fault(pointer, key)));
            }
            Value::String(text) => {
                let is_text = || !is_address(schema.of_value(pointer));
                if let Cow::Owned(tidy) = tidy(text)
                    && is_text()
                {
                    *text = tidy;
                }
                faults.extend(text_fault(pointer, text));
            }
            Value::Number(number) => {
                if let Some(whole) = whole(number).filter(|_| is_integer(schema.of_value(pointer)))
                {
                    *number = whole;
                }
            }
            _ => {}
        }
        Descend::Into
    });
}

/// Whether the value is an address, which other characters would change.
fn is_address(node: Option<SchemaNode<'_>>) -> bool {
    node.is_some_and(|node| node.keyword("format") == "uri")
}

fn is_integer(node: Option<SchemaNode<'_>>) -> bool {
    node.is_some_and(|node| node.keyword("type") == "integer")
}

/// The number without a fraction of zeros, as in `40.0`; `None` if it has none.
fn whole(number: &Number) -> Option<Number> {
    // Beyond this a floating-point number need not be the one that was written.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let value = number.as_f64().filter(|value| number.is_f64() && value.abs() < EXACT)?;
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is small enough")]
    (value.fract() == 0.0).then(|| Number::from(value as i64))
}

fn key_fault(pointer: &str, key: &str) -> Option<Fault> {
    let (code, what) = forbidden(key)?;
    Some(Fault::at(member(pointer, key), code, message!("the key has {what}", what)))
}

fn text_fault(pointer: &str, text: &str) -> Option<Fault> {
    if let Some((code, what)) = forbidden(text) {
        let detail = message!("has {what}; a text has letters, line breaks and tabs only", what);
        return Some(Fault::at(pointer, code, detail));
    }
    (!text.is_empty() && text.chars().all(is_invisible)).then(|| {
        let detail = message!("has no visible character; leave out what is not known");
        Fault::at(pointer, "empty", detail)
    })
}

/// Reports lists and objects that are longer than they may be, and cuts them, so that what follows takes no longer
/// than for the longest valid document.
pub(super) fn shorten(schema: SchemaNode<'_>, body: &mut Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    top_down(body, &mut |pointer, value| {
        // To find the schema of a value takes longer than all else here: only of what can be too long.
        let surplus = match value {
            Value::Array(items) if items.len() > 1 => shorten_list(schema.of_value(pointer), items),
            Value::Object(members) if members.len() > MAX_EXPLAINED => {
                shorten_object(schema.of_value(pointer), members)
            }
            _ => None,
        };
        faults.extend(surplus.map(|detail| Fault::at(pointer, "too-many", detail)));
        Descend::Into
    });
    faults
}

fn shorten_list(node: Option<SchemaNode<'_>>, items: &mut Vec<Value>) -> Option<Message> {
    let most = node?.keyword("maxItems").as_u64().and_then(|most| usize::try_from(most).ok())?;
    let given = items.len();
    items.truncate(most);
    (given > most).then(|| message!("has {given} items; there can be {most}", given, most))
}

fn shorten_object(
    node: Option<SchemaNode<'_>>,
    members: &mut Map<String, Value>,
) -> Option<Message> {
    let (given, mut unknown) = (members.len(), 0);
    members.retain(|name, _| {
        let is_known = node.is_some_and(|node| node.property(name).is_some());
        unknown += usize::from(!is_known);
        is_known || unknown <= MAX_EXPLAINED
    });
    let left = members.len();
    (left < given).then(|| {
        message!(
            "has {given} fields: {left} of them were not looked at",
            given,
            left = given - left
        )
    })
}

/// Checks for characters that no text has.
fn has_control(text: &str) -> bool {
    forbidden(text).is_some()
}

/// Reports lists that have the same reference, identifier or code twice.
pub(super) fn doubles(schema: SchemaNode<'_>, body: &mut Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    top_down(body, &mut |pointer, value| {
        let Value::Array(items) = value else { return Descend::Into };
        if items.len() < 2 {
            return Descend::Into;
        }
        let Some(items_schema) = schema.of_value(pointer).and_then(SchemaNode::items) else {
            return Descend::Into;
        };
        let mut places: HashMap<String, usize> = HashMap::new();
        for (at, item) in items.iter().enumerate() {
            let Some(key) = identity(items_schema, item) else { continue };
            if let Some(first) = places.get(&key) {
                let detail =
                    message!("“{key}” is there already, at {pointer}/{first}", key, pointer, first);
                faults.push(Fault::at(format!("{pointer}/{at}"), "duplicate", detail));
            } else {
                places.insert(key, at);
            }
        }
        Descend::Into
    });
    faults
}

/// What an item of a list cannot share with another one: the id of a reference, the identifier, the code.
fn identity(items: SchemaNode<'_>, item: &Value) -> Option<String> {
    let is_reference = || {
        let id = items.property("id").map(|id| id.keyword("format"));
        id.is_some_and(|format| format == RecordId::FORMAT)
    };
    let is_code =
        || items.keyword("enum").is_array() || items.keyword("format") == Language::FORMAT;
    match item {
        Value::String(code) if is_code() => {
            Some(Language::read(code).map_or_else(|| code.clone(), |tag| tag.to_string()))
        }
        Value::Object(_) if items.property("scheme").is_some() => {
            Some(format!("{}:{}", item["scheme"].as_str()?, item["value"].as_str()?))
        }
        Value::Object(_) if is_reference() => item["id"].as_str().map(str::to_owned),
        _ => None,
    }
}
