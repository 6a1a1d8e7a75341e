//! The OpenAPI document as the oracle: every answer in every test is checked against it.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::Validator;
use serde_json::{Value, json};
use ureq::http::HeaderName;

use super::client::Answer;

/// The document that the service serves.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(twinning::openapi::document::value);

/// The operation that a path belongs to: its template, such as `/partners/{id}`.
pub fn template(path: &str) -> Option<&'static str> {
    let path = path.split('?').next()?.strip_prefix("/api/v1")?;
    let path = if path.is_empty() { "/" } else { path };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let exact = paths.keys().find(|template| *template == path);
    let matching = || paths.keys().find(|template| fits(template, path));
    exact.or_else(matching).map(String::as_str)
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(expected, part)| {
            (expected.starts_with('{') && !part.is_empty()) || expected == part
        })
}

/// Checks an answer of the API: its status, its headers and its body are what the document says.
pub fn check(method: &str, path: &str, answer: &Answer) {
    let Some(template) = template(path) else { return };
    let named = if method == "HEAD" { "get".to_owned() } else { method.to_lowercase() };
    let operation = &DOCUMENT["paths"][template][named];
    if operation.is_null() {
        return;
    }
    let described = response(operation, answer.status);
    assert!(
        !described.is_null(),
        "{method} {path}: {} is not in the document\n{}",
        answer.status,
        answer.text()
    );
    check_headers(path, described, answer);
    if method == "HEAD" || matches!(answer.status, 204 | 301 | 304) {
        assert!(answer.bytes.is_empty(), "{method} {path}: {} has a body", answer.status);
        return;
    }
    let media_type = answer.header("content-type").split(';').next().unwrap();
    let content = &described["content"][media_type];
    assert!(
        !content.is_null(),
        "{path}: {media_type} is not in the document for {}",
        answer.status
    );
    let is_json = media_type.ends_with("/json") || media_type.ends_with("+json");
    if is_json && answer.header_if_any("content-encoding").is_none() {
        check_body(path, &content["schema"], &answer.json());
    }
}

/// The response that an operation describes for a status: one of its own, or that of errors if its description or that
/// of the API lists the status.
pub fn response(operation: &'static Value, status: u16) -> &'static Value {
    let responses = &operation["responses"];
    let own = resolved(&responses[status.to_string()]);
    if !own.is_null() {
        return own;
    }
    let lists = [&operation["description"], &DOCUMENT["info"]["description"]];
    let is_listed = |text: &Value| {
        text.as_str().unwrap().lines().any(|line| line.starts_with(&format!("- {status}: ")))
    };
    if !lists.into_iter().any(is_listed) {
        return &Value::Null;
    }
    resolved(&responses["default"])
}

/// Whether the description of the API lists a header of every answer.
fn is_of_every_answer(name: &str) -> bool {
    let description = DOCUMENT["info"]["description"].as_str().unwrap();
    let listed = description.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: "));
    listed.into_iter().any(|(listed, _)| listed.eq_ignore_ascii_case(name))
}

/// Every header that is sent is in the document, but those that HTTP itself adds.
fn check_headers(path: &str, described: &Value, answer: &Answer) {
    const OF_HTTP: [&str; 5] =
        ["content-length", "content-type", "date", "connection", "transfer-encoding"];
    let known: Vec<String> = described["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.to_lowercase())
        .collect();
    for name in answer.headers.keys().map(HeaderName::as_str).filter(|name| !OF_HTTP.contains(name))
    {
        assert!(
            known.iter().any(|other| other == name) || is_of_every_answer(name),
            "{path}: the header {name} is not in the document for {}",
            answer.status
        );
    }
    for name in
        ["api-version", "x-request-id", "access-control-allow-origin", "content-security-policy"]
    {
        assert!(
            answer.header_if_any(name).is_some_and(|text| !text.is_empty()),
            "{path}: the header {name} is missing"
        );
    }
}

/// Checks a body against a schema of the document.
pub fn check_body(path: &str, schema: &Value, body: &Value) {
    let errors: Vec<String> = validator(schema)
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{path} is not what the document says:\n{}\n{body:#}",
        errors.join("\n")
    );
}

/// The validators that were made, by their schema: making one takes longer than a request.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

fn validator(schema: &Value) -> Arc<Validator> {
    let key = schema.to_string();
    let known = VALIDATORS.lock().unwrap().get(&key).cloned();
    known.unwrap_or_else(|| {
        let made = Arc::new(new_validator(schema));
        VALIDATORS.lock().unwrap().insert(key, Arc::clone(&made));
        made
    })
}

fn new_validator(schema: &Value) -> Validator {
    let mut root = schema.clone();
    root["components"] = json!({ "schemas": DOCUMENT["components"]["schemas"] });
    strict(&mut root);
    jsonschema::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .build(&root)
        .unwrap()
}

/// What the document does not name, the service does not send: objects are closed for the check.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties")
                && !object.contains_key("additionalProperties")
                && !object.contains_key("allOf")
            {
                object.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            object.values_mut().for_each(strict);
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

/// The parameters of an operation, each with what it refers to.
pub fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten().map(resolved)
}

/// The first example of a body.
pub fn example(content: &Value) -> Option<&Value> {
    let first = content["examples"].as_object()?.values().next()?;
    resolved(first).get("value")
}

/// What a reference leads to; anything else is itself.
pub fn resolved(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(pointer) => DOCUMENT.pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}
