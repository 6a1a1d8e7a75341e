//! Compares two documents field by field.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    model::json::pointer::{push_index, push_key},
    text::excerpt::{ExcerptForm, first},
};

/// The maximum number of changes that are reported for one record.
const MAX_CHANGES: usize = 100;
/// How texts are shown in a report.
const TEXTS: ExcerptForm = ExcerptForm { most: 300, beside: 100, marks: ["", ""] };

/// A changed value of a record.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct FieldChange {
    /// The location of the value in the record: a JSON pointer (RFC 6901).
    #[schema(example = "/startDate")]
    pub field: String,
    /// The column of the spreadsheet that has the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "startDate")]
    pub column: Option<String>,
    /// The value before the change; left out if there was none. Of long texts the part around the first difference is
    /// listed, and `…` stands for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2015-06-16")]
    pub before: Option<Value>,
    /// The value after the change; left out if it was removed. Of long texts the part around the first difference is
    /// listed, and `…` stands for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2015-06-17")]
    pub after: Option<Value>,
}

/// Returns the values that differ between two documents, in the order of the fields, and the number of
/// further differences.
pub(crate) fn between(before: &Value, after: &Value) -> (Vec<FieldChange>, usize) {
    let mut found = (Vec::new(), 0);
    compare(Some(before), Some(after), &mut String::new(), &mut found);
    found
}

fn compare(
    before: Option<&Value>,
    after: Option<&Value>,
    place: &mut String,
    found: &mut (Vec<FieldChange>, usize),
) {
    if before == after {
        return;
    }
    let length = place.len();
    match (before, after) {
        (Some(Value::Object(_)) | None, Some(Value::Object(_)) | None) => {
            let (before, after) =
                (before.and_then(Value::as_object), after.and_then(Value::as_object));
            for name in names(before, after) {
                push_key(place, name);
                compare(member(before, name), member(after, name), place, found);
                place.truncate(length);
            }
        }
        (Some(Value::Array(_)) | None, Some(Value::Array(_)) | None) => {
            let (before, after) =
                (before.and_then(Value::as_array), after.and_then(Value::as_array));
            let count = before.map_or(0, Vec::len).max(after.map_or(0, Vec::len));
            for at in 0..count {
                push_index(place, at);
                let item = |list: Option<&Vec<Value>>| list.and_then(|list| list.get(at)).cloned();
                compare(item(before).as_ref(), item(after).as_ref(), place, found);
                place.truncate(length);
            }
        }
        _ if found.0.len() >= MAX_CHANGES => found.1 += 1,
        _ => {
            let (before, after) = shown(before, after);
            found.0.push(FieldChange { field: place.clone(), column: None, before, after });
        }
    }
}

/// Returns the names of the fields of both objects, each once: those of the new object in its order, then the
/// removed ones.
fn names<'v>(
    before: Option<&'v Map<String, Value>>,
    after: Option<&'v Map<String, Value>>,
) -> Vec<&'v str> {
    let mut names: Vec<&str> = after.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    let gone = before.into_iter().flat_map(Map::keys).map(String::as_str);
    names.extend(gone.filter(|name| member(after, name).is_none()));
    names
}

fn member<'v>(object: Option<&'v Map<String, Value>>, name: &str) -> Option<&'v Value> {
    object.and_then(|object| object.get(name))
}

/// Returns two values as a report has them.
fn shown(before: Option<&Value>, after: Option<&Value>) -> (Option<Value>, Option<Value>) {
    if let (Some(Value::String(before)), Some(Value::String(after))) = (before, after) {
        let (before, after) = TEXTS.of(before, after);
        return (Some(before.into()), Some(after.into()));
    }
    let alone = |value: &Value| match value {
        Value::String(text) => Value::String(first(text, TEXTS.most)),
        other => other.clone(),
    };
    (before.map(alone), after.map(alone))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_leaves_that_differ() {
        let before = json!({"a": 1, "b": {"c": "x", "d": "y"}, "list": [{"id": "p"}, {"id": "q"}], "gone": {"e": true}});
        let after =
            json!({"a": 1, "b": {"c": "z", "d": "y"}, "list": [{"id": "p"}], "new/": {"f": [2]}});
        let (changes, more) = between(&before, &after);
        let fields: Vec<_> = changes
            .iter()
            .map(|change| (change.field.as_str(), change.before.clone(), change.after.clone()))
            .collect();
        assert_eq!(
            fields,
            [
                ("/b/c", Some(json!("x")), Some(json!("z"))),
                ("/list/1/id", Some(json!("q")), None),
                ("/new~1/f/0", None, Some(json!(2))),
                ("/gone/e", Some(json!(true)), None),
            ]
        );
        assert_eq!(more, 0);
        assert_eq!(between(&before, &before).0, []);
    }

    #[test]
    fn what_is_long_is_cut() {
        let list: Vec<usize> = (0..150).collect();
        let (changes, more) = between(&json!([]), &json!(list));
        assert_eq!((changes.len(), more), (MAX_CHANGES, 50));
        let text = |value: &Option<Value>| value.as_ref().unwrap().as_str().unwrap().to_owned();
        let change = &between(&json!(1), &json!("ą".repeat(400))).0[0];
        assert_eq!(text(&change.after), format!("{}…", "ą".repeat(300)));
        let (long, end) = ("ą".repeat(400), "ę".repeat(400));
        let change =
            &between(&json!(format!("{long}y{end}")), &json!(format!("{long}ie{end}"))).0[0];
        let expected = |own| format!("…{}{own}{}…", "ą".repeat(100), "ę".repeat(100));
        assert_eq!((text(&change.before), text(&change.after)), (expected("y"), expected("ie")));
    }
}
