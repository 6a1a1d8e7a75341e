//! The examples of the document: committed, real answers, and what their schemas say.

use serde_json::{Value, json};
use twinning::{
    auth::role::TokenRole,
    openapi::examples::{ANSWERS, ExampleAnswer, TEXTS},
};

use crate::support::{
    TestApp, committed,
    oracle::{self, DOCUMENT, resolved},
    receiver::Receiver,
    requests::operations,
};

/// The list of the one token by which it is asked for; its id is a matter of chance.
fn tokens() -> Value {
    let mut tokens = TestApp::empty().keeper(TokenRole::Admin).json("/tokens");
    tokens["data"][0]["id"] = "aB3dE6gH".into();
    tokens
}

/// An answer about a webhook; its id, its secret and its address are those of the example.
fn webhook(name: &str) -> Value {
    let (app, receiver) = (TestApp::with_loopback(), Receiver::new());
    let admin = app.keeper(TokenRole::Admin);
    let made = admin.post("/webhooks", &json!({ "url": receiver.url("/") })).json();
    let address = format!("/webhooks/{}", made["webhook"]["id"].as_str().unwrap());
    let fixed = |mut endpoint: Value| {
        endpoint["id"] = "wH4kE6gB".into();
        endpoint["url"] = "https://portal.example.org/twinning".into();
        endpoint
    };
    match name {
        "WebhookWithSecret" => {
            let mut made = made;
            made["webhook"] = fixed(made["webhook"].take());
            made["secret"] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into();
            made
        }
        "Webhook" => fixed(admin.json(&address)),
        "WebhookList" => json!({ "data": [fixed(admin.json("/webhooks")["data"][0].clone())] }),
        "WebhookTest" => admin.post(&format!("{address}/test"), &Value::Null).json(),
        other => panic!("no example {other}"),
    }
}

/// The report on the import of the example.
fn report() -> Value {
    let app = TestApp::new();
    let operation = operations().into_iter().find(|one| one.template == "/import").unwrap();
    let bearer = format!("Bearer {}", app.editor().token);
    let answer = operation.request(&app).send(&app, &[("Authorization", &bearer)]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn the_openapi_examples_are_real_answers() {
    let app = TestApp::new();
    let editor = app.editor();
    for ExampleAnswer { name, request, .. } in ANSWERS {
        let mut answer = match *name {
            "TokenList" => tokens(),
            "ImportReport" => report(),
            name if name.starts_with("Webhook") => webhook(name),
            "UndoReport" => editor.post("/batches/1/undo?dryRun=true", &Value::Null).json(),
            "Batch" | "BatchPage" => editor.json(request),
            name if name.ends_with("History") || name == "AuditPage" => editor.json(request),
            _ => app.json(request),
        };
        committed::fix_times(&mut answer);
        let text = serde_json::to_string_pretty(&answer).unwrap() + "\n";
        committed::check(&format!("openapi/examples/{name}.json"), &text);
    }
    for (name, request, ending, _) in TEXTS {
        committed::check(&format!("openapi/examples/{name}.{ending}"), &app.get(request).text());
    }
}

/// Every body of a request and of an answer has examples, and each is what the schema says.
#[test]
fn every_body_has_examples_that_its_schema_allows() {
    let mut checked = 0;
    for operation in operations() {
        let answers = operation.described["responses"].as_object().unwrap().values().map(resolved);
        let bodies = answers.chain([&operation.described["requestBody"]]);
        let contents = bodies.flat_map(|body| body["content"].as_object().into_iter().flatten());
        for (media_type, content) in contents {
            let examples = content["examples"].as_object().into_iter().flatten();
            let examples: Vec<&Value> =
                examples.map(|(_, example)| &resolved(example)["value"]).collect();
            let is_file =
                content["schema"]["type"] == "string" || media_type.starts_with("multipart/");
            let is_json = media_type.ends_with("json");
            assert!(
                !examples.is_empty() || is_file && !is_json,
                "{}: {media_type} has no example",
                operation.name()
            );
            for example in examples {
                oracle::check_body(&operation.name(), &content["schema"], example);
                checked += 1;
            }
        }
    }
    assert!(checked > 500, "only {checked} examples");
}

#[test]
fn every_example_is_used() {
    let text = DOCUMENT.to_string();
    for name in DOCUMENT["components"]["examples"].as_object().unwrap().keys() {
        assert!(text.contains(&format!("\"#/components/examples/{name}\"")), "{name}");
    }
}

/// The example of the document itself is how it begins.
#[test]
fn the_document_begins_as_its_example() {
    let example = &DOCUMENT["components"]["examples"]["OpenApiDocument"]["value"];
    for pointer in ["/openapi", "/info/title", "/info/version", "/servers"] {
        assert_eq!(example.pointer(pointer), DOCUMENT.pointer(pointer), "{pointer}");
    }
}
