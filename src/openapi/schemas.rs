//! The schemas of record types, completed: the constant `type` of each, the read-only fields that a writer may send
//! back, and the records of the exchange format.

use serde_json::{Map, Value, json};

use crate::{
    model::{record_type::RecordType, registry},
    values::traits::ClosedList as _,
};

/// The ending of the name of a schema that is written; without it, it is the name of what is read.
const INPUT: &str = "Input";

/// The ending of the name of a schema of list items.
const LIST_ITEM: &str = "ListItem";

/// The ending of the name of a record of the exchange format.
const RECORD: &str = "Record";

/// Completes the schemas of every record type.
pub(crate) fn complete(document: &mut Value) {
    let Some(schemas) = schemas(document) else { return };
    for kind in RecordType::ALL {
        let input = registry::info(*kind).input_name();
        let answer = answer_name(*kind);
        for name in [answer.clone(), format!("{answer}{LIST_ITEM}")] {
            name_type(schemas, &name, *kind);
        }
        add_read_only(schemas, &input, &answer);
        if let Some(record) = schemas.get(&*input).map(|input| record(input, *kind)) {
            schemas.insert(format!("{answer}{RECORD}"), record);
        }
    }
    schemas.sort_keys();
}

/// The name of the schema that answers have: `Partner`.
pub(crate) fn answer_name(kind: RecordType) -> String {
    let input = registry::info(kind).input_name();
    input.strip_suffix(INPUT).unwrap_or(&input).to_owned()
}

/// The components of the document.
pub(crate) fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document["components"]["schemas"].as_object_mut()
}

/// Makes `type` the constant that it is.
fn name_type(schemas: &mut Map<String, Value>, name: &str, kind: RecordType) {
    let property = schemas.get_mut(name).and_then(|schema| schema["properties"].get_mut("type"));
    if let Some(property) = property {
        *property = constant(kind);
    }
}

fn constant(kind: RecordType) -> Value {
    json!({ "type": "string", "const": kind.as_str(), "description": "The type of the record." })
}

/// Adds the fields that only answers have to what is written, as read-only: the answer to a GET is a valid PUT.
fn add_read_only(schemas: &mut Map<String, Value>, input: &str, answer: &str) {
    let Some(known) =
        schemas.get(answer).and_then(|schema| schema["properties"].as_object()).cloned()
    else {
        return;
    };
    let Some(properties) =
        schemas.get_mut(input).and_then(|schema| schema["properties"].as_object_mut())
    else {
        return;
    };
    for (name, mut schema) in known {
        if properties.contains_key(&name) {
            continue;
        }
        if name == "id" {
            schema["description"] = json!(
                "POST: the id that the record is to have; derived from its name if left out. PUT: the id in the \
                 address."
            );
        } else {
            schema["readOnly"] = json!(true);
        }
        properties.insert(name, schema);
    }
}

/// A record of the exchange format: `type` and `id` first, then the fields that a PUT takes.
fn record(input: &Value, kind: RecordType) -> Value {
    let mut properties = Map::new();
    properties.insert("type".to_owned(), constant(kind));
    let id = json!({ "$ref": "#/components/schemas/RecordId", "description": "The id of the record in its collection." });
    properties.insert("id".to_owned(), id);
    properties.extend(written_fields(input));
    let required = input["required"].as_array().into_iter().flatten().cloned();
    let required: Vec<Value> = [json!("type"), json!("id")].into_iter().chain(required).collect();
    json!({
        "type": "object",
        "description": "The record as the exchange format has it, with its texts in every language.",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The fields of a schema that a writer sets, but for the id.
pub(crate) fn written_fields(input: &Value) -> impl Iterator<Item = (String, Value)> {
    let fields = input["properties"].as_object().into_iter().flatten();
    fields
        .filter(|(name, schema)| *name != "id" && schema["readOnly"] != true)
        .map(|(name, schema)| (name.clone(), schema.clone()))
}
