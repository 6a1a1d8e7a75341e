//! What is done to a body before its rules are asked: what says nothing is dropped, what no text has is found.

use serde_json::{Map, Value};

use crate::{
    error::Fault,
    model::{document::Body, json::pointer::escaped},
};

/// The fields that every answer has and no writer sets.
pub const READ_ONLY: [&str; 8] =
    ["type", "id", "url", "revision", "createdAt", "updatedAt", "servedLanguages", "related"];

/// The faults of a patch that names what no writer sets: it would change nothing, and must not seem to.
pub fn read_only<B: Body>(patch: &Map<String, Value>) -> Vec<Fault> {
    let fault = |name: &String| {
        let detail = if B::TEXTS.contains(&name.as_str()) {
            format!(
                "“{name}” is made out of “translations”: change it there, as in {{\"translations\": {{\"pl\": {{\"{name}\": …}}}}}}"
            )
        } else {
            format!("“{name}” is not for writing")
        };
        Fault::at(format!("/{}", escaped(name)), "read-only", detail)
    };
    patch.keys().filter(|name| is_read_only::<B>(name)).map(fault).collect()
}

/// Whether no writer sets this field.
pub fn is_read_only<B: Body>(name: &str) -> bool {
    READ_ONLY.contains(&name) || B::TEXTS.contains(&name)
}

/// Drops `null` (it says "unknown", like leaving the field out) and finds characters that no text has.
pub fn clean(value: &mut Value, place: &mut String, faults: &mut Vec<Fault>) {
    let length = place.len();
    match value {
        Value::Object(object) => {
            object.retain(|_, member| !member.is_null());
            for (name, member) in object.iter_mut() {
                place.push('/');
                place.push_str(&escaped(name));
                if has_control(name) {
                    faults.push(Fault::at(
                        place.clone(),
                        "control-character",
                        "the key has a control character".to_owned(),
                    ));
                }
                clean(member, place, faults);
                place.truncate(length);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                place.push('/');
                place.push_str(&at.to_string());
                clean(item, place, faults);
                place.truncate(length);
            }
        }
        Value::String(text) if has_control(text) => faults.push(Fault::at(
            place.clone(),
            "control-character",
            "has a control character; a text has letters, line breaks and tabs only".to_owned(),
        )),
        _ => {}
    }
}

/// Control characters but line feed and tab: PostgreSQL refuses NUL, XML feeds refuse the others.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}
