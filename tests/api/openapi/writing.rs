//! Every operation of the document can be asked as the document says: its example is accepted, and its answer is one
//! that the document has.

use std::collections::BTreeSet;

use serde_json::Value;
use twinning::auth::role::TokenRole;

use crate::support::{
    TestApp,
    oracle::{self, DOCUMENT},
    requests::{Operation, operations},
};

/// Asks as an administrator.
fn asked(app: &TestApp, operation: &Operation) -> u16 {
    let request = operation.request(app);
    assert_eq!(oracle::template(&format!("/api/v1{}", request.path)), Some(operation.template));
    let bearer = format!("Bearer {}", app.keeper(TokenRole::Admin).token);
    let answer = request.send(app, &[("Authorization", &bearer)]);
    assert!((200..300).contains(&answer.status), "{}: {}", operation.name(), answer.text());
    answer.status
}

#[test]
fn every_operation_of_the_document_does_what_its_example_asks() {
    let operations = operations();
    assert!(operations.len() >= 41, "only {} operations", operations.len());
    let shared = TestApp::new();
    for operation in &operations {
        let own = operation.spoils_others().then(TestApp::new);
        let status = asked(own.as_ref().unwrap_or(&shared), operation);
        let answers = operation.described["responses"].as_object().unwrap();
        assert!(answers.contains_key(&status.to_string()), "{}: {status}", operation.name());
    }
}

#[test]
fn every_body_has_an_example_that_its_schema_allows() {
    for operation in operations() {
        let contents = operation.described["requestBody"]["content"].as_object().into_iter().flatten();
        for (media_type, content) in contents.filter(|(media_type, _)| media_type.ends_with("json")) {
            let example = content.get("example").unwrap_or(&Value::Null);
            assert!(!example.is_null(), "{}: {media_type} has no example", operation.name());
            if media_type.contains("ndjson") {
                continue;
            }
            oracle::check_body(&operation.name(), &content["schema"], example);
        }
    }
}

/// What a record is made of has nothing that only answers have.
#[test]
fn what_is_made_says_nothing_that_is_only_read() {
    let collections: BTreeSet<_> = DOCUMENT["paths"].as_object().unwrap().keys().collect();
    for list in ["/municipality", "/partners", "/events", "/agreements", "/projects", "/programmes"] {
        assert!(collections.contains(&list.to_owned()), "{list}");
        let example =
            &DOCUMENT["paths"][list]["post"]["requestBody"]["content"]["application/json"]["example"];
        let text = example.to_string();
        for name in ["revision", "createdAt", "updatedAt", "servedLanguages", "related", "id", "type"] {
            assert!(example.get(name).is_none(), "{list}: {name}");
        }
        assert!(!text.contains("twinning.example"), "{list}: the address of an answer: {text}");
        let record = if list == "/municipality" { list.to_owned() } else { format!("{list}/{{id}}") };
        let mut put =
            DOCUMENT["paths"][record]["put"]["requestBody"]["content"]["application/json"]["example"].clone();
        assert!(put.as_object_mut().unwrap().shift_remove("id").is_some(), "{list}");
        assert_eq!(put, *example, "{list}");
    }
}
