//! JSON schemas: what the derive macros write, made to say what this API means.

use serde_json::{Map, Value};

/// Takes `null` out of a schema.
///
/// A field that is unknown is left out of an answer, never sent as `null`; so clients need not provide for both.
/// (Writers may send `null` for "unknown": it is dropped before a body is checked.)
pub fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(without_null);
            drop_null_alternative(object);
            drop_null_type(object);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// `oneOf: [{type: null}, X]` says the same as `X` then.
fn drop_null_alternative(object: &mut Map<String, Value>) {
    let Some(Value::Array(alternatives)) = object.get_mut("oneOf") else { return };
    alternatives.retain(|alternative| alternative["type"] != "null");
    if alternatives.len() == 1
        && let Some(Value::Object(only)) = alternatives.pop()
    {
        object.remove("oneOf");
        for (key, value) in only {
            object.entry(key).or_insert(value);
        }
    }
}

fn drop_null_type(object: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = object.get_mut("type") else { return };
    types.retain(|name| name != "null");
    if types.len() == 1
        && let Some(only) = types.pop()
    {
        object.insert("type".to_owned(), only);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_is_gone_and_nothing_else() {
        let mut schema = json!({"properties": {
            "a": {"type": ["string", "null"], "maxLength": 3},
            "b": {"oneOf": [{"type": "null"}, {"$ref": "#/x"}], "description": "B"},
            "c": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        }});
        without_null(&mut schema);
        assert_eq!(
            schema["properties"],
            json!({
                "a": {"type": "string", "maxLength": 3},
                "b": {"description": "B", "$ref": "#/x"},
                "c": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            })
        );
    }
}
