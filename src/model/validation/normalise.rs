//! What is done to a body before its rules are asked: what says nothing is dropped, what no text has is found.

use serde_json::{Map, Value};

use crate::{
    error::Fault,
    model::{
        document::Body,
        json::{
            pointer::member,
            walk::{Descend, top_down},
        },
    },
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
        Fault::at(member("", name), "read-only", detail)
    };
    patch.keys().filter(|name| is_read_only::<B>(name)).map(fault).collect()
}

/// Whether no writer sets this field.
pub fn is_read_only<B: Body>(name: &str) -> bool {
    READ_ONLY.contains(&name) || B::TEXTS.contains(&name)
}

/// Removes `null` (which means "unknown", like leaving the field out) and reports control characters.
pub fn clean(body: &mut Value, faults: &mut Vec<Fault>) {
    let mut fault = |pointer: String, detail: &str| {
        faults.push(Fault::at(pointer, "control-character", detail.to_owned()));
    };
    top_down(body, &mut |pointer, value| {
        match value {
            Value::Object(object) => {
                object.retain(|_, member| !member.is_null());
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

/// Control characters but line feed and tab: PostgreSQL refuses NUL, XML feeds refuse the others.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}
