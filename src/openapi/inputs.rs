//! What writers may send: the fields of the record, and those that only answers have, which are accepted and not read.
//! So what GET answers is a valid PUT, in the document too.

use serde_json::{Map, Value, json};

/// The ending of the name of a schema that is written; without it, it is the name of what is read.
const INPUT: &str = "Input";

/// Adds the fields of each record's answer to what is written, as fields that are not read.
pub fn add_read_only(document: &mut Value) {
    let Some(schemas) = schemas(document) else { return };
    let answers: Map<String, Value> = schemas.clone();
    for (name, input) in schemas {
        let answer = name.strip_suffix(INPUT).and_then(|answer| answers.get(answer));
        let Some(known) = answer.and_then(|answer| answer["properties"].as_object()) else { continue };
        if !known.contains_key("revision") {
            continue; // a part of a record
        }
        if let Some(properties) = input["properties"].as_object_mut() {
            add(properties, known);
        }
    }
}

fn add(properties: &mut Map<String, Value>, known: &Map<String, Value>) {
    for (name, schema) in known {
        if properties.contains_key(name) {
            continue;
        }
        let mut schema = schema.clone();
        if name == "id" {
            schema["description"] = json!(
                "The id: with POST the one that the record is to have, made from its name where it is left out; \
                 with PUT the one in the address."
            );
        } else {
            schema["readOnly"] = json!(true);
        }
        properties.insert(name.clone(), schema);
    }
}

/// The members of an object whose keys are names of components.
fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document["components"]["schemas"].as_object_mut()
}
