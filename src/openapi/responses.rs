//! The answers of operations: the headers that matter to a client of each, and components for those that several
//! operations share.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{
    errors::{parameters, response},
    examples::target,
    headers::{DISPOSITION, OF_ALL, referred},
    security::{needs_role, operations},
};
use crate::auth::role::TokenRole;

/// The header of an answer that was held until there was news.
const HELD: &str = "Preference-Applied";

/// The operation whose answer links to the catalogues.
const API_ROOT: &str = "getEntry";

/// The response to a conditional GET.
const NOT_MODIFIED: &str = "NotModified";

/// Lists the headers of each success, and adds 304 where the answer has an `ETag` to ask again with.
pub(crate) fn describe(method: &str, operation: &mut Value) {
    let is_cached = method == "get" && !needs_role(operation, TokenRole::Admin);
    let names = headers(method, is_cached, operation);
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        let own: &[&str] = if status == "201" { &["Location"] } else { &[] };
        response["headers"] = referred(OF_ALL.iter().chain(own).chain(&names).copied());
    }
    if is_cached {
        let held = names.contains(&HELD);
        operation["responses"]["304"] =
            if held { not_modified(&[HELD]) } else { response(NOT_MODIFIED) };
    }
}

/// The headers of a success beside the version and `Location`.
fn headers(method: &str, is_cached: bool, operation: &Value) -> Vec<&'static str> {
    let has = |name: &str| parameters(operation).any(|parameter| parameter["name"] == name);
    let answers_record = method != "delete" && has("lang");
    let mut names = Vec::new();
    if is_cached || answers_record {
        names.push("ETag");
    }
    if answers_record {
        names.push("Content-Language");
    }
    if has("limit") || operation["operationId"] == API_ROOT {
        names.push("Link");
    }
    if has("format") {
        names.push(DISPOSITION);
    }
    if has("Prefer") {
        names.push(HELD);
    }
    names
}

/// The responses that are not made of those of one operation.
pub(crate) fn components() -> Map<String, Value> {
    Map::from_iter([(NOT_MODIFIED.to_owned(), not_modified(&[]))])
}

/// The answer 304 with these headers too.
fn not_modified(own: &[&str]) -> Value {
    json!({
        "description": "Nothing has changed since the `ETag` that was sent as `If-None-Match`.",
        "headers": referred(OF_ALL.iter().chain(&["ETag"]).chain(own).copied()),
    })
}

/// Makes components of the successes that several operations share; what each says of it stays with it.
pub(crate) fn share(document: &mut Value) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for response in successes(document) {
        *uses.entry(without_description(response).to_string()).or_default() += 1;
    }
    let mut shared: Map<String, Value> = Map::new();
    for success in successes(document) {
        if uses.get(&without_description(success).to_string()).is_none_or(|count| *count < 2) {
            continue;
        }
        let name = name(success);
        let component = shared.entry(name.clone()).or_insert_with(|| neutral(success));
        if without_description(component) != without_description(success) {
            continue;
        }
        let mut reference = response(&name);
        if component["description"] != success["description"] {
            reference["description"] = success["description"].clone();
        }
        *success = reference;
    }
    if let Some(responses) = document["components"]["responses"].as_object_mut() {
        responses.extend(shared);
        responses.sort_keys();
    }
    for (_, operation) in operations(document) {
        if let Some(responses) = operation["responses"].as_object_mut() {
            responses.sort_keys();
        }
    }
}

/// The responses of successes, of all operations.
fn successes(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let responses =
        operations(document).filter_map(|(_, operation)| operation["responses"].as_object_mut());
    responses
        .flat_map(Map::iter_mut)
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(_, response)| response)
}

/// The response as a component: what one operation says of a deletion is not what others would.
fn neutral(success: &Value) -> Value {
    let mut component = success.clone();
    if success["content"].is_null() {
        component["description"] = json!("The record was deleted.");
    }
    component
}

fn without_description(response: &Value) -> Value {
    let mut response = response.clone();
    if let Some(members) = response.as_object_mut() {
        members.shift_remove("description");
    }
    response
}

/// The name of a response: that of its schema.
fn name(response: &Value) -> String {
    let schema = target(&response["content"]["application/json"]["schema"]).unwrap_or("NoContent");
    let is_new = !response["headers"]["Location"].is_null();
    if is_new { format!("{schema}Created") } else { schema.to_owned() }
}
