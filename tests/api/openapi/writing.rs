//! Every operation of the document can be asked as the document says: its example is accepted, and its answer is one
//! that the document has.

use std::collections::BTreeSet;

use serde_json::Value;
use twinning::auth::role::TokenRole;

use crate::support::{
    TestApp,
    client::Answer,
    committed,
    oracle::{self, DOCUMENT, resolved},
    requests::{Operation, operations},
};

/// Asks as an administrator.
fn asked(app: &TestApp, operation: &Operation) -> Answer {
    let request = operation.request(app);
    assert_eq!(oracle::template(&format!("/api/v1{}", request.path)), Some(operation.template));
    let bearer = format!("Bearer {}", app.keeper(TokenRole::Admin).token);
    let answer = request.send(app, &[("Authorization", &bearer), ("Accept-Language", "en")]);
    assert!((200..300).contains(&answer.status), "{}: {}", operation.name(), answer.text());
    answer
}

/// The record, without what a change or a new record has of its own: its id, its times and its revision. The examples
/// are asked for with `lang`, which their links keep.
fn without_its_own(record: &Value) -> Value {
    let id = record["id"].as_str().unwrap();
    let mut shared = record.clone();
    for name in ["id", "url", "related"].into_iter().filter(|name| record.get(*name).is_some()) {
        let text = record[name].to_string().replace(id, "its-id").replace("&lang=en", "");
        shared[name] = serde_json::from_str(&text).unwrap();
    }
    shared["revision"] = 1.into();
    committed::fix_times(&mut shared);
    shared
}

#[test]
fn every_operation_of_the_document_does_what_its_example_asks() {
    let operations = operations();
    assert!(operations.len() >= 41, "only {} operations", operations.len());
    let shared = TestApp::new();
    for operation in &operations {
        let own = operation.spoils_others().then(TestApp::new);
        let answer = asked(own.as_ref().unwrap_or(&shared), operation);
        let described = oracle::response(operation.described, answer.status);
        let content = &described["content"]["application/json"];
        if operation.method.0 != "get"
            && oracle::parameters(operation.described).any(|one| one["name"] == "lang")
        {
            let example = oracle::example(content).unwrap();
            assert_eq!(
                without_its_own(&answer.json()),
                without_its_own(example),
                "{}",
                operation.name()
            );
        }
    }
}

/// What a record is made of has nothing that only answers have.
#[test]
fn what_is_made_says_nothing_that_is_only_read() {
    let collections: BTreeSet<_> = DOCUMENT["paths"].as_object().unwrap().keys().collect();
    for list in ["/municipality", "/partners", "/events", "/agreements", "/projects", "/programmes"]
    {
        assert!(collections.contains(&list.to_owned()), "{list}");
        let at = |path: &str, method: &str| {
            let body = resolved(&DOCUMENT["paths"][path][method]["requestBody"]);
            oracle::example(&body["content"]["application/json"]).unwrap()
        };
        let example = at(list, "post");
        let text = example.to_string();
        for name in
            ["revision", "createdAt", "updatedAt", "servedLanguages", "related", "id", "type"]
        {
            assert!(example.get(name).is_none(), "{list}: {name}");
        }
        assert!(!text.contains("twinning.example"), "{list}: the address of an answer: {text}");
        let record =
            if list == "/municipality" { list.to_owned() } else { format!("{list}/{{id}}") };
        assert_eq!(at(&record, "put"), example, "{list}");
    }
}

/// The spreadsheet of the example, which needs its collection named.
#[test]
fn the_example_of_a_spreadsheet_can_be_imported() {
    let body = &DOCUMENT["paths"]["/import"]["post"]["requestBody"]["content"]["text/csv"];
    let text = oracle::example(body).unwrap().as_str().unwrap();
    let app = TestApp::new();
    let bearer = format!("Bearer {}", app.editor().token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "text/csv")];
    let answer = app.send("POST", "/api/v1/import?type=events", &headers, text);
    assert_eq!(
        (answer.status, answer.json()["created"].as_u64()),
        (200, Some(1)),
        "{}",
        answer.text()
    );
}
