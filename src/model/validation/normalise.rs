//! Normalises a body before validation: removes `null` and reports control characters.

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

/// The fields that all responses have and that cannot be written.
pub const READ_ONLY: [&str; 8] =
    ["type", "id", "url", "revision", "createdAt", "updatedAt", "servedLanguages", "related"];

/// Returns the faults of a patch with read-only fields, which would otherwise seem to be changed.
pub fn read_only<B: Body>(patch: &Map<String, Value>) -> Vec<Fault> {
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

/// Removes `null` (which means "unknown", like leaving the field out) and reports control characters.
pub(super) fn clean(body: &mut Value, faults: &mut Vec<Fault>) {
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

/// Checks for control characters other than line feed and tab: PostgreSQL refuses NUL, XML feeds refuse the
/// others.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}
