//! Real answers as examples: committed in `openapi/examples`, made and checked by the tests. What writers send is made
//! of them too, so that it can be sent as it stands.

use serde_json::{Map, Value, json};

/// The answers to the example requests, by operation.
const EXAMPLES: [(&str, &str); 23] = [
    ("getEntry", include_str!("../../openapi/examples/getEntry.json")),
    ("listAgreements", include_str!("../../openapi/examples/listAgreements.json")),
    ("getAgreement", include_str!("../../openapi/examples/getAgreement.json")),
    ("listEvents", include_str!("../../openapi/examples/listEvents.json")),
    ("getEvent", include_str!("../../openapi/examples/getEvent.json")),
    ("getMunicipality", include_str!("../../openapi/examples/getMunicipality.json")),
    ("listPartners", include_str!("../../openapi/examples/listPartners.json")),
    ("getPartner", include_str!("../../openapi/examples/getPartner.json")),
    ("listProgrammes", include_str!("../../openapi/examples/listProgrammes.json")),
    ("getProgramme", include_str!("../../openapi/examples/getProgramme.json")),
    ("listProjects", include_str!("../../openapi/examples/listProjects.json")),
    ("getProject", include_str!("../../openapi/examples/getProject.json")),
    ("listChanges", include_str!("../../openapi/examples/listChanges.json")),
    ("getMunicipalityHistory", include_str!("../../openapi/examples/getMunicipalityHistory.json")),
    ("getPartnerHistory", include_str!("../../openapi/examples/getPartnerHistory.json")),
    ("getEventHistory", include_str!("../../openapi/examples/getEventHistory.json")),
    ("getAgreementHistory", include_str!("../../openapi/examples/getAgreementHistory.json")),
    ("getProjectHistory", include_str!("../../openapi/examples/getProjectHistory.json")),
    ("getProgrammeHistory", include_str!("../../openapi/examples/getProgrammeHistory.json")),
    ("listAudit", include_str!("../../openapi/examples/listAudit.json")),
    ("search", include_str!("../../openapi/examples/search.json")),
    ("listTokens", include_str!("../../openapi/examples/listTokens.json")),
    ("listTopics", include_str!("../../openapi/examples/listTopics.json")),
];

/// Puts the examples on their operations.
pub fn attach(document: &mut Value) {
    for operation in operations(document) {
        only_show_headers(operation);
        let known = EXAMPLES.iter().find(|(operation_id, _)| operation["operationId"] == *operation_id);
        let Some(example) = known.and_then(|(_, text)| serde_json::from_str::<Value>(text).ok()) else {
            continue;
        };
        operation["responses"]["200"]["content"]["application/json"]["example"] = example;
    }
    let whole = document.clone();
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        let Some(record) = record_at(&whole, path) else { continue };
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            name_record(operation, record);
            let content = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
            for (_, content) in content.into_iter().flatten() {
                if let Some(example) = input(&whole, path, method, &content["schema"], record) {
                    content["example"] = example;
                }
            }
        }
    }
}

/// What can be sent to change the record of the example, or to make one like it.
fn input(document: &Value, path: &str, method: &str, schema: &Value, record: &Value) -> Option<Value> {
    match method {
        // What only answers have may come too, but to OpenAPI an example with it is no good one.
        "put" => Some(written(document, schema, record)),
        "patch" => Some(patch(record)),
        "post" if path.ends_with("/restore") => Some(json!({ "revision": record["revision"] })),
        "post" if !path.trim_start_matches('/').contains('/') => Some(made(document, schema, record)),
        _ => None,
    }
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    items.filter_map(Value::as_object_mut).flat_map(Map::values_mut)
}

/// The example of the record to which the operations at `path` belong: at the list, at the record, and below it.
fn record_at<'d>(document: &'d Value, path: &str) -> Option<&'d Value> {
    let list = format!("/{}", path.split('/').nth(1)?);
    let at = |path: &str| {
        document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"].get("example")
    };
    let record = at(&format!("{list}/{{id}}")).or_else(|| at(&list))?;
    (record["id"].is_string() && record["revision"].is_number()).then_some(record)
}

/// Makes the examples of headers ones that are only shown: Swagger UI fills in those of the parameter itself, and
/// nobody's next change has this key or is for this state.
fn only_show_headers(operation: &mut Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter(|one| one["in"] == "header") {
        if let Some(example) = parameter.as_object_mut().and_then(|one| one.shift_remove("example")) {
            parameter["schema"]["examples"] = json!([example]);
        }
    }
}

/// Says which id the example has.
fn name_record(operation: &mut Value, record: &Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        if parameter["in"] == "path" && parameter["name"] == "id" {
            parameter["example"] = record["id"].clone();
        }
    }
}

/// The record as somebody makes it: without what only answers have, and without an id, which is made from its name.
fn made(document: &Value, schema: &Value, record: &Value) -> Value {
    let mut made = written(document, schema, record);
    if let Some(fields) = made.as_object_mut() {
        fields.shift_remove("id");
    }
    made
}

/// Leaves out what the schema says is only read.
fn written(document: &Value, schema: &Value, value: &Value) -> Value {
    let schema = match schema["$ref"].as_str() {
        Some(pointer) => document.pointer(pointer.trim_start_matches('#')).unwrap_or(schema),
        None => schema,
    };
    match value {
        Value::Object(fields) => {
            let of = |name: &str| schema["properties"].get(name).unwrap_or(&schema["additionalProperties"]);
            let kept = fields.iter().filter(|(name, _)| of(name)["readOnly"] != true);
            kept.map(|(name, value)| (name.clone(), written(document, of(name), value))).collect()
        }
        Value::Array(items) => items.iter().map(|item| written(document, &schema["items"], item)).collect(),
        other => other.clone(),
    }
}

/// A patch that says the English texts of the record.
fn patch(record: &Value) -> Value {
    json!({ "translations": { "en": record["translations"]["en"] } })
}
