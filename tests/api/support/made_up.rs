//! Made-up records, as lines of an import: the fewest fields that are valid, and what the test is about.

use serde_json::{Value, json};

/// A record of any type: `defaults` with the fields of `own` put over them.
fn line(kind: &str, id: &str, defaults: Value, own: Value) -> String {
    let mut record = json!({ "type": kind, "id": id });
    for fields in [defaults, own] {
        let Value::Object(fields) = fields else { panic!("{fields} is not an object") };
        record.as_object_mut().unwrap().extend(fields);
    }
    format!("{record}\n")
}

/// The municipality, with Polish as its default language.
pub fn municipality() -> String {
    municipality_in("pl")
}

/// The municipality, with this default language.
pub fn municipality_in(language: &str) -> String {
    let texts = json!({ language: { "name": "Gmina Przykład" } });
    let fields = json!({ "translations": texts, "country": "PL", "defaultLanguage": language, "languages": [language] });
    line("municipality", "gmina-przyklad", fields, json!({}))
}

/// A partner, named by its id unless `own` says otherwise.
pub fn partner(id: &str, own: Value) -> String {
    let defaults = json!({
        "translations": { "pl": { "name": id } }, "kind": "municipality", "status": "active", "country": "LT",
    });
    line("partners", id, defaults, own)
}

/// A programme.
pub fn programme(id: &str, own: Value) -> String {
    let defaults = json!({
        "translations": { "pl": { "name": id } }, "instrument": "ERDF", "periodStart": 2014, "periodEnd": 2020,
        "status": "open",
    });
    line("programmes", id, defaults, own)
}

/// An organisation of a project that is this partner.
pub fn organisation(partner: &str) -> Value {
    json!({ "name": "P", "role": "lead", "partner": { "id": partner } })
}

/// A project.
pub fn project(id: &str, own: Value) -> String {
    let defaults = json!({ "translations": { "pl": { "title": id } }, "status": "ongoing" });
    line("projects", id, defaults, own)
}

/// An agreement.
pub fn agreement(id: &str, own: Value) -> String {
    let defaults = json!({ "translations": { "pl": { "title": id } }, "kind": "partnership", "status": "inForce" });
    line("agreements", id, defaults, own)
}

/// An event.
pub fn event(id: &str, own: Value) -> String {
    let defaults = json!({
        "translations": { "pl": { "title": id } }, "kind": "visit", "direction": "incoming", "status": "held",
        "startDate": "2015-06-16",
    });
    line("events", id, defaults, own)
}

/// References to these records.
pub fn references(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "id": id })).collect()
}
