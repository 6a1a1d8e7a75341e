//! The OpenAPI document: committed, served, true, and with real answers as its examples.

use std::collections::BTreeSet;

use serde_json::Value;
use twinning::{auth::role::TokenRole, openapi::document};

use crate::support::{
    TestApp, committed,
    oracle::{self, DOCUMENT},
};

/// The requests whose answers are the examples.
const EXAMPLES: [(&str, &str); 15] = [
    ("getEntry", "?lang=en"),
    ("getMunicipality", "/municipality?lang=en"),
    ("listPartners", "/partners?lang=en&limit=1&sort=-partnerSince"),
    ("getPartner", "/partners/oziersk?lang=en"),
    ("listEvents", "/events?partner=oziersk&lang=en&limit=1"),
    ("getEvent", "/events/2015-05-20-podpisanie-umowy-o-partnerstwie-oziersk?lang=en"),
    ("listAgreements", "/agreements?kind=partnership&lang=en&limit=1"),
    ("getAgreement", "/agreements/umowa-o-partnerstwie-oziersk-2015?lang=en"),
    ("listProjects", "/projects?programme=lt-pl-ru-2007-2013&lang=en&limit=1"),
    ("getProject", "/projects/zdrowie-jest-najwazniejsze?lang=en"),
    ("listProgrammes", "/programmes?year=2013&lang=en"),
    ("getProgramme", "/programmes/lt-pl-ru-2007-2013?lang=en"),
    ("listChanges", "/changes?after=5&type=partners&limit=1"),
    ("search", "/search?q=Ozierska&lang=en&limit=5"),
    ("listTopics", "/topics?lang=en"),
];

/// The same of what only those who keep the data see.
const KEPT_EXAMPLES: [(&str, &str); 7] = [
    ("getMunicipalityHistory", "/municipality/history?limit=1"),
    ("getPartnerHistory", "/partners/gulbene/history?limit=1"),
    ("getEventHistory", "/events/2016-10-12-spotkanie-w-oziersku/history?limit=1"),
    ("getAgreementHistory", "/agreements/umowa-o-partnerstwie-oziersk-2015/history?limit=1"),
    ("getProjectHistory", "/projects/stadiony-sportowe/history?limit=1"),
    ("getProgrammeHistory", "/programmes/lt-pl-ru-2007-2013/history?limit=1"),
    ("listAudit", "/audit?type=projects&action=create,replace&limit=1"),
];

/// Every operation of the document, with its method and path.
fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[test]
fn the_openapi_document_is_the_committed_one() {
    committed::check("openapi/openapi.json", &document::text());
}

#[test]
fn the_openapi_document_is_served() {
    let answer = TestApp::empty().get("/openapi.json");
    assert_eq!(answer.json(), *DOCUMENT);
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
}

/// The list of the one token by which it is asked for; its id is a matter of chance.
fn tokens() -> Value {
    let mut tokens = TestApp::empty().keeper(TokenRole::Admin).json("/tokens");
    tokens["data"][0]["id"] = "aB3dE6gH".into();
    tokens
}

#[test]
fn the_openapi_examples_are_real_answers() {
    let app = TestApp::new();
    let editor = app.editor();
    let public = EXAMPLES.map(|(operation, path)| (operation, app.json(path)));
    let kept = KEPT_EXAMPLES.map(|(operation, path)| (operation, editor.json(path)));
    for (operation, mut answer) in public.into_iter().chain(kept).chain([("listTokens", tokens())]) {
        committed::fix_times(&mut answer);
        let text = serde_json::to_string_pretty(&answer).unwrap() + "\n";
        committed::check(&format!("openapi/examples/{operation}.json"), &text);
    }
}

#[test]
fn the_openapi_examples_are_what_their_schemas_say() {
    let shown = operations().filter(|(name, _)| name.starts_with("get ") && name != "get /openapi.json");
    for (path, operation) in shown {
        let content = &operation["responses"]["200"]["content"]["application/json"];
        assert!(content["example"].is_object(), "{path} has no example");
        oracle::check_body(&path, &content["schema"], &content["example"]);
    }
}

#[test]
fn the_openapi_document_describes_every_operation() {
    let mut ids = BTreeSet::new();
    for (path, operation) in operations() {
        let text = |name: &str| operation[name].as_str().unwrap_or_default();
        assert!(!text("summary").is_empty() && !text("description").is_empty(), "{path} is not described");
        assert!(ids.insert(text("operationId")), "{path} has the operationId of another");
        for status in ["400", "401", "404", "429", "500", "503"] {
            assert!(operation["responses"].get(status).is_some(), "{path} does not say what {status} is");
        }
        let is_cached = path.starts_with("get ") && path != "get /tokens";
        assert_eq!(operation["responses"].get("304").is_some(), is_cached, "{path}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let described = parameter["description"].as_str().is_some_and(|text| !text.is_empty());
            assert!(described, "{path}: {} is not described", parameter["name"]);
        }
    }
}

/// Readers of the document stumble over `null`, Swagger UI among them.
#[test]
fn the_openapi_document_has_no_null() {
    fn find(value: &Value, place: &str) {
        assert!(!value.is_null(), "{place} is null");
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| find(value, &format!("{place}/{name}")));
            }
            Value::Array(items) => items.iter().for_each(|value| find(value, &format!("{place}/…"))),
            _ => {}
        }
    }
    find(&DOCUMENT, "");
}

#[test]
fn the_openapi_document_has_no_name_that_leads_nowhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    references(&DOCUMENT, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        assert!(DOCUMENT.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
    }
}
