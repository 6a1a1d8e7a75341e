//! The OpenAPI document: committed, complete, and without loose ends.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use twinning::openapi::document;

use crate::support::{
    committed,
    oracle::{self, DOCUMENT},
};

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

/// Whether the address is for administrators, whose answers no cache keeps.
fn is_administration(path: &str) -> bool {
    ["get /tokens", "get /webhooks"].iter().any(|address| path.starts_with(address))
}

#[test]
fn the_openapi_document_describes_every_operation() {
    let mut ids = BTreeSet::new();
    for (path, operation) in operations() {
        let text = |name: &str| operation[name].as_str().unwrap_or_default();
        assert!(
            !text("summary").is_empty() && !text("description").is_empty(),
            "{path} is not described"
        );
        assert!(ids.insert(text("operationId")), "{path} has the operationId of another");
        for status in [400, 401, 404, 405, 406, 408, 415, 429, 500, 503] {
            assert!(
                !oracle::response(operation, status).is_null(),
                "{path} does not say what {status} is"
            );
        }
        let is_cached = path.starts_with("get ") && !is_administration(&path);
        assert_eq!(operation["responses"].get("304").is_some(), is_cached, "{path}");
        for parameter in oracle::parameters(operation) {
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
            Value::Array(items) => {
                for value in items {
                    find(value, &format!("{place}/…"));
                }
            }
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
        assert!(
            DOCUMENT.pointer(reference.trim_start_matches('#')).is_some(),
            "{reference} leads nowhere"
        );
    }
}

/// A closed padlock in Swagger UI is a token that is needed; reading what is public needs none.
#[test]
fn only_operations_that_need_a_token_have_security() {
    let assembled = document::assembled();
    let mut public = 0;
    for (path, item) in assembled["paths"].as_object().unwrap() {
        for (method, marked) in item.as_object().unwrap() {
            let published = &DOCUMENT["paths"][path][method];
            if marked["security"] == json!([{}]) {
                assert!(published.get("security").is_none(), "{method} {path}");
                assert_eq!(method, "get", "{path}");
                public += 1;
            } else {
                assert_eq!(published["security"], marked["security"], "{method} {path}");
                let role = published["security"][0]["token"][0].as_str();
                assert!(matches!(role, Some("editor" | "admin")), "{method} {path}: {role:?}");
            }
        }
    }
    assert!(public >= 15, "{public}");
    assert_eq!(DOCUMENT["security"], json!([]));
}

#[test]
fn if_match_is_required_where_the_service_requires_it() {
    let mut required = 0;
    for (path, operation) in operations() {
        let Some(state) = oracle::parameters(operation).find(|one| one["name"] == "If-Match")
        else {
            continue;
        };
        let always = path.starts_with("patch ") || path.starts_with("delete ");
        assert_eq!(state["required"], always, "{path}");
        required += usize::from(always);
    }
    assert_eq!(required, 12);
}

/// What no instance serves names none, and no address that is nobody's.
#[test]
fn the_committed_document_belongs_to_nobody() {
    assert_eq!(DOCUMENT["servers"], json!([{"url": "/api/v1", "description": "This service"}]));
    assert_eq!(
        DOCUMENT["info"]["contact"],
        json!({"name": "The municipality that runs the service"})
    );
}
