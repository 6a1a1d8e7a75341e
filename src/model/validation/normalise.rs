//! Normalises a body before validation: removes `null` and reports control characters.

use serde_json::{Map, Value};

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
};

/// The fields that all responses have and that cannot be written.
pub const READ_ONLY: [&str; 9] = [
    "type",
    "id",
    "url",
    "revision",
    "createdAt",
    "updatedAt",
    "servedLanguages",
    "related",
    "included",
];

/// Returns the faults of a patch with read-only fields, which would otherwise seem to be changed.
pub(super) fn read_only<B: Body>(patch: &Map<String, Value>) -> Vec<Fault> {
    let fault = |name: &String| {
        let detail = if B::TEXTS.contains(&name.as_str()) {
            format!(
                "“{name}” is made out of “translations”: change it there, as in {{\"translations\": {{\"pl\": {{\"{name}\": …}}}}}}"
            )
        } else {
            format!("“{name}” is read-only: leave it out")
        };
        Fault::at(member("", name), "read-only", detail)
    };
    patch.keys().filter(|name| is_read_only::<B>(name)).map(fault).collect()
}

/// Checks whether a field is read-only.
pub(super) fn is_read_only<B: Body>(name: &str) -> bool {
    READ_ONLY.contains(&name) || B::TEXTS.contains(&name)
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

/// Removes `null` (which means "unknown", like leaving the field out) and reports control characters. A field that
/// does not exist stays, so that a misspelled name is a fault whatever its value.
pub(super) fn clean(schema: SchemaNode<'_>, body: &mut Value, faults: &mut Vec<Fault>) {
    let mut fault = |pointer: String, detail: &str| {
        faults.push(Fault::at(pointer, "control-character", detail.to_owned()));
    };
    top_down(body, &mut |pointer, value| {
        match value {
            Value::Object(object) => {
                if object.values().any(Value::is_null) {
                    object.retain(|name, member| {
                        !member.is_null() || !may_have(schema, pointer, name)
                    });
                }
                for key in object.keys().filter(|key| has_control(key)) {
                    fault(member(pointer, key), "the key has a control character");
                }
            }
            Value::String(text) if has_control(text) => fault(
                pointer.to_owned(),
                "has a control character; a text has letters, line breaks and tabs only",
            ),
            _ => {}
        }
        Descend::Into
    });
}

/// Reports lists and objects that are longer than they may be, and cuts them, so that what follows takes no longer
/// than for the longest valid document.
pub(super) fn shorten(schema: SchemaNode<'_>, body: &mut Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    top_down(body, &mut |pointer, value| {
        let node = schema.of_value(pointer);
        let surplus = match value {
            Value::Array(items) => shorten_list(node, items),
            Value::Object(members) => shorten_object(node, members),
            _ => None,
        };
        faults.extend(surplus.map(|detail| Fault::at(pointer, "too-many", detail)));
        Descend::Into
    });
    faults
}

fn shorten_list(node: Option<SchemaNode<'_>>, items: &mut Vec<Value>) -> Option<String> {
    let most = node?.keyword("maxItems").as_u64().and_then(|most| usize::try_from(most).ok())?;
    let given = items.len();
    items.truncate(most);
    (given > most).then(|| format!("has {given} items; there can be {most}"))
}

fn shorten_object(
    node: Option<SchemaNode<'_>>,
    members: &mut Map<String, Value>,
) -> Option<String> {
    let (given, mut unknown) = (members.len(), 0);
    if given <= MAX_EXPLAINED {
        return None;
    }
    members.retain(|name, _| {
        let is_known = node.is_some_and(|node| node.property(name).is_some());
        unknown += usize::from(!is_known);
        is_known || unknown <= MAX_EXPLAINED
    });
    let left = members.len();
    (left < given)
        .then(|| format!("has {given} fields: {} of them were not looked at", given - left))
}

/// Checks for control characters other than line feed and tab: PostgreSQL refuses NUL, XML feeds refuse the
/// others.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}
