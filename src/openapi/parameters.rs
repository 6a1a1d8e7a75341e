//! Parameters, described once: those that several operations share are components, and their types are schemas.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{examples::id_of, schemas::answer_name, security::operations};
use crate::{model::record_type::RecordType, values::traits::ClosedList as _};

/// The description of `If-Match` where the record need not exist.
const STATE_IF_IT_EXISTS: &str = "Required if the record exists: its `ETag`, as you got it with your token, or `*` for \
     whatever its state is. 428 without it; 412 if the record has changed.";

/// Says for each operation whether it needs `If-Match`, and names the types of parameters and the ids of examples.
pub(crate) fn complete(document: &mut Value) {
    let types = types(document);
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            for parameter in parameters_mut(operation) {
                if parameter["name"] == "If-Match" {
                    need_state(parameter, method);
                }
                only_show_header(parameter);
                refer(&mut parameter["schema"], &types);
                if parameter["in"] == "path" {
                    describe_id(parameter, path);
                }
            }
        }
    }
}

fn parameters_mut(operation: &mut Value) -> impl Iterator<Item = &mut Value> {
    operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
}

/// PATCH and DELETE change a record that exists; PUT and restore can also create it.
fn need_state(parameter: &mut Value, method: &str) {
    let always = matches!(method, "patch" | "delete");
    parameter["required"] = json!(always);
    if !always {
        parameter["description"] = json!(STATE_IF_IT_EXISTS);
    }
}

/// Makes the example of a header one that is only shown: Swagger UI fills in that of the parameter itself, and a second
/// request with the same key would not be another change. `If-Match: *` works as it is.
fn only_show_header(parameter: &mut Value) {
    if parameter["in"] != "header" || parameter["name"] == "If-Match" {
        return;
    }
    if let Some(example) = parameter.as_object_mut().and_then(|one| one.shift_remove("example")) {
        parameter["schema"]["examples"] = json!([example]);
    }
}

/// The schemas of the document by their text.
fn types(document: &Value) -> HashMap<String, String> {
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    schemas.map(|(name, schema)| (schema.to_string(), name.clone())).collect()
}

/// Puts a reference in the place of a schema that has a name, or of that of the items of a list.
fn refer(schema: &mut Value, types: &HashMap<String, String>) {
    match types.get(&schema.to_string()) {
        Some(name) => *schema = json!({ "$ref": format!("#/components/schemas/{name}") }),
        None if schema["type"] == "array" => refer(&mut schema["items"], types),
        None => {}
    }
}

/// Names the record that an id in the path belongs to, and gives the id of the example.
fn describe_id(parameter: &mut Value, path: &str) {
    let Some(kind) = kind_at(path) else { return };
    parameter["description"] =
        json!(format!("The id of the {}.", answer_name(kind).to_lowercase()));
    if let Some(id) = id_of(kind) {
        parameter["example"] = id;
    }
}

/// The record type whose collection the path begins with.
fn kind_at(path: &str) -> Option<RecordType> {
    RecordType::read(path.split('/').nth(1)?)
}

/// Makes components of the parameters that several operations have.
pub(crate) fn share(document: &mut Value) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for (_, operation) in operations(document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            *uses.entry(parameter.to_string()).or_default() += 1;
        }
    }
    let mut shared: Map<String, Value> = Map::new();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            for parameter in parameters_mut(operation) {
                if uses.get(&parameter.to_string()).is_none_or(|count| *count < 2) {
                    continue;
                }
                let name = component_name(path, parameter);
                // Two parameters of one name that differ: the second stays with its operations.
                if shared.entry(name.clone()).or_insert_with(|| parameter.clone()) == parameter {
                    *parameter = json!({ "$ref": format!("#/components/parameters/{name}") });
                }
            }
        }
    }
    shared.sort_keys();
    document["components"]["parameters"] = Value::Object(shared);
}

/// `lang` is `Lang`, `If-Match` is `IfMatch`, and the `id` of a partner is `PartnerId`.
fn component_name(path: &str, parameter: &Value) -> String {
    let name = parameter["name"].as_str().unwrap_or_default();
    match (name, parameter["required"] == true) {
        ("id", _) => {
            format!("{}Id", kind_at(path).map_or_else(|| "Record".to_owned(), answer_name))
        }
        ("q", _) => "Words".to_owned(),
        ("If-Match", false) => "IfMatchIfExists".to_owned(),
        _ => name.split('-').map(capitalised).collect(),
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}
