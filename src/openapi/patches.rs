//! The bodies of PATCH: for each record type a schema in which every field may be left out or be `null` (RFC 7396).

use serde_json::{Map, Value, json};

use super::{
    examples::target,
    schemas::{answer_name, schemas, written_fields},
    security::operations,
};
use crate::{
    model::{record_type::RecordType, registry},
    values::traits::ClosedList as _,
};

/// The ending of the name of a patch.
const PATCH: &str = "Patch";

/// The media type of merge patches.
const MEDIA_TYPE: &str = "application/merge-patch+json";

/// Adds the schemas, and puts each on its operation in place of the one without fields.
pub(crate) fn add(document: &mut Value) {
    let Some(schemas) = schemas(document) else { return };
    let mut patches = Patches { schemas, made: Map::new() };
    for kind in RecordType::ALL {
        patches.add(&registry::info(*kind).input_name(), &format!("{}{PATCH}", answer_name(*kind)));
    }
    let made = patches.made;
    schemas.extend(made);
    schemas.shift_remove("MergePatch");
    schemas.sort_keys();
    for (_, operation) in operations(document).filter(|(method, _)| *method == "patch") {
        let record = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let Some(patch) = target(record).map(|record| reference(&format!("{record}{PATCH}")))
        else {
            continue;
        };
        operation["requestBody"]["content"][MEDIA_TYPE]["schema"] = patch;
    }
}

/// Makes patches of schemas.
struct Patches<'s> {
    schemas: &'s Map<String, Value>,
    made: Map<String, Value>,
}

impl Patches<'_> {
    /// Makes the patch of the schema `of`, with the patches of the objects inside it.
    fn add(&mut self, of: &str, name: &str) {
        if self.made.contains_key(name) {
            return;
        }
        self.made.insert(name.to_owned(), Value::Null);
        let Some(schema) = self.schemas.get(of).cloned() else { return };
        let mut patch = Map::new();
        patch.insert("type".to_owned(), json!("object"));
        patch.insert(
            "description".to_owned(),
            json!(format!(
                "Changes to a value of the type {of}: a field that is left \
            out stays as it is, `null` removes it (not one that a record must have), and a list is replaced as a whole (RFC 7396)."
            )),
        );
        if schema["properties"].is_object() {
            let properties =
                written_fields(&schema).map(|(name, field)| (name, self.nullable(field)));
            let properties: Map<String, Value> = properties.collect();
            patch.insert("properties".to_owned(), Value::Object(properties));
            patch.insert("additionalProperties".to_owned(), json!(false));
        } else {
            patch.insert("propertyNames".to_owned(), schema["propertyNames"].clone());
            patch.insert(
                "additionalProperties".to_owned(),
                self.nullable(schema["additionalProperties"].clone()),
            );
        }
        self.made.insert(name.to_owned(), Value::Object(patch));
    }

    /// The field as a patch has it: the same type or `null`, and an object as a patch of it.
    fn nullable(&mut self, mut field: Value) -> Value {
        let Some(name) = target(&field).map(str::to_owned) else {
            field["type"] = json!([field["type"], "null"]);
            return field;
        };
        let mut nullable = self.nullable_type(&name);
        if let Some(description) = field.get("description") {
            nullable["description"] = description.clone();
        }
        nullable
    }

    /// The schema of this name, or `null`: an object as a patch of it, and plain text with its format.
    fn nullable_type(&mut self, name: &str) -> Value {
        let patched = format!("{}{PATCH}", name.strip_suffix("Input").unwrap_or(name));
        let schema = if self.is_merged(name) {
            self.add(name, &patched);
            reference(&patched)
        } else {
            match self.schemas.get(name) {
                Some(text) if text["type"] == "string" && text.get("enum").is_none() => {
                    let mut text = text.clone();
                    text["type"] = json!(["string", "null"]);
                    text.as_object_mut().map(|text| text.shift_remove("examples"));
                    return text;
                }
                _ => reference(name),
            }
        };
        json!({ "anyOf": [schema, { "type": "null" }] })
    }

    /// Whether there is something inside it to change: several fields, or texts by language.
    fn is_merged(&self, name: &str) -> bool {
        self.schemas.get(name).is_some_and(|schema| {
            target(&schema["additionalProperties"]).is_some()
                || written_fields(schema).nth(1).is_some()
        })
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
