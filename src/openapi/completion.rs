//! What every operation has in common, written once and put on all of them: headers, errors, who may, and a document
//! without `null`.

use serde_json::{Value, json};

use super::{
    errors,
    headers::{self, EVERYWHERE, referred},
    inputs,
};
use crate::{
    auth::role::TokenRole, http::request::access::SCHEME, model::json::schema::without_null,
    values::traits::ClosedList as _,
};

/// Completes the document that was collected from the routes.
pub fn complete(document: &mut Value) {
    without_null(document);
    document["components"]["headers"] = headers::all();
    document["components"]["responses"] = errors::all();
    document["components"]["securitySchemes"] = json!({ SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "twn_ and 38 letters and digits",
        "description": "A token that the operator made with `twinning token create`. Its role is `reader` (sees \
            drafts), `editor` (also writes, and sees history and audit) or `admin`; each may what those before it may. \
            What is public needs none.",
    } });
    inputs::add_read_only(document);
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            complete_operation(path, method, operation);
        }
    }
}

fn complete_operation(path: &str, method: &str, operation: &mut Value) {
    if method == "get" && operation["security"].is_null() {
        operation["security"] = json!([{}, { SCHEME: ["reader"] }]);
    }
    let statuses = errors::of(path, method, operation);
    let is_cached = method == "get" && !has_role(operation, TokenRole::Admin);
    let names = success_headers(method, is_cached, operation);
    let preference = of_preference(operation);
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, response) in responses.iter_mut() {
        let own: &[&str] = if status == "201" { &["Location"] } else { &[] };
        response["headers"] = referred(names.iter().chain(own).copied().chain(EVERYWHERE));
    }
    if is_cached {
        responses.insert("304".to_owned(), not_modified(preference));
    }
    for (status, name) in statuses {
        responses.insert(status.to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    responses.sort_keys();
}

/// Whether the operation is for this role alone.
fn has_role(operation: &Value, role: TokenRole) -> bool {
    operation["security"][0][SCHEME][0] == role.as_str()
}

/// The headers of an answer that tells what was asked for.
fn success_headers(method: &str, is_cached: bool, operation: &Value) -> Vec<&'static str> {
    let has = |name: &str| errors::parameters(operation).any(|parameter| parameter["name"] == name);
    let is_document = operation["operationId"] == "getOpenapi";
    let mut names = vec!["Cache-Control"];
    if is_cached {
        names.push("Vary");
    }
    if method != "delete" {
        names.push("Content-Encoding");
    }
    if is_cached || has("If-Match") || has("Idempotency-Key") {
        names.push("ETag");
    }
    if method != "delete" && !is_document {
        names.push("Content-Language");
    }
    if has("limit") {
        names.push("Link");
    }
    names.extend(of_preference(operation));
    names
}

/// What answers say of `Prefer`, where it can be sent.
fn of_preference(operation: &Value) -> Option<&'static str> {
    let takes_it = errors::parameters(operation).any(|parameter| parameter["name"] == "Prefer");
    takes_it.then_some("Preference-Applied")
}

fn not_modified(preference: Option<&'static str>) -> Value {
    json!({
        "description": "Nothing has changed since the `ETag` that was sent in `If-None-Match`.",
        "headers": referred(["ETag", "Cache-Control", "Vary"].into_iter().chain(preference).chain(EVERYWHERE)),
    })
}
