//! The errors of operations. Every error is a problem document, so their responses are two components; which errors
//! an operation answers with is told in its description.

use serde_json::{Map, Value, json};

use super::{examples::Problems, headers::referred, security::needs_token};

/// The errors that any operation may answer with: status, when.
const OF_EVERY_OPERATION: [(&str, &str); 12] = [
    ("400", "a parameter or the body is not valid; `errors` names each fault"),
    ("401", "the token is not valid"),
    ("404", "the address does not exist"),
    ("405", "the address has other methods; see `Allow`"),
    ("406", "`Accept` allows none of the formats of the address"),
    ("408", "the request took longer than 30 seconds, or its head longer than 5"),
    ("412", "`If-Match` names another state than the current one"),
    ("415", "the request body is compressed"),
    ("429", "too many wrong tokens came from this address; wait for `Retry-After` seconds"),
    ("431", "the head of the request has more than 96 lines, or 128 KiB"),
    ("500", "an internal error; tell the operator the `requestId`"),
    (
        "503",
        "the service is busy, try again after `Retry-After` seconds; or the database cannot be used, which `detail` says",
    ),
];

/// The list of the errors that any operation may answer with, in Markdown.
pub(crate) fn of_every_operation() -> String {
    listed(OF_EVERY_OPERATION.iter().map(|(status, when)| (*status, *when)))
}

/// The parameters of an operation.
pub(crate) fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

/// Adds the responses of errors, and the list of its own errors to the description.
pub(crate) fn describe(path: &str, method: &str, operation: &mut Value) {
    let own = of(path, method, operation);
    operation["responses"]["400"] = response(BAD_REQUEST);
    operation["responses"]["default"] = response(ERROR);
    if path == "/partners/{id}" && method == "get" {
        operation["responses"]["301"] = response(MOVED);
    }
    if !own.is_empty() {
        let description = operation["description"].as_str().unwrap_or_default();
        let list = listed(own.into_iter());
        operation["description"] = json!(format!("{description}\n\nErrors:\n{list}"));
    }
}

fn listed<'a>(errors: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    errors.map(|(status, when)| format!("- {status}: {when}")).collect::<Vec<_>>().join("\n")
}

/// The errors of one operation beside those of every operation: status, when.
fn of(path: &str, method: &str, operation: &Value) -> Vec<(&'static str, &'static str)> {
    let is_one = path.contains("{id}") || (path.starts_with("/municipality") && method != "post");
    let keeps_deleted = path.ends_with("/history") || path.ends_with("/restore");
    let mut errors = Vec::new();
    if needs_token(operation) {
        errors.push(("401", "no token was sent, or it is not valid"));
        errors.push(("403", "the role of the token does not allow this operation"));
    }
    if is_one && method != "put" {
        errors.push(("404", "the record does not exist"));
    }
    if path.contains("{batch}") {
        errors.push(("404", "there is no such batch"));
    }
    if path.contains("{webhook}") {
        errors.push(("404", "there is no such webhook"));
    }
    if let Some(when) = conflict(path, method) {
        errors.push(("409", when));
    }
    if (is_one || path == "/municipality") && !keeps_deleted {
        errors.push(("410", "the record was deleted, at `deletedAt`"));
    }
    errors.extend(of_state(operation));
    if !operation["requestBody"].is_null() {
        errors.push(("413", too_large(path)));
        errors.push(("415", "the body has another media type than those listed"));
    }
    errors
}

/// The errors of an operation that is for one state of the record.
fn of_state(operation: &Value) -> Vec<(&'static str, &'static str)> {
    let Some(state) = parameters(operation).find(|parameter| parameter["name"] == "If-Match")
    else {
        let is_import = parameters(operation).any(|one| one["name"] == "ifUnchangedSince");
        let changed =
            "a record was changed after `ifUnchangedSince`, or after the `revision` of its row";
        return if is_import { vec![("412", changed)] } else { Vec::new() };
    };
    let missing = if state["required"] == true {
        "`If-Match` is missing"
    } else {
        "the record exists, and `If-Match` is missing"
    };
    let changed = if state["required"] == true {
        "the record has changed since you got its `ETag`"
    } else {
        "the record has changed since you got its `ETag`, or does not exist; or `If-None-Match: *` and it exists"
    };
    vec![("412", changed), ("428", missing)]
}

/// When the body has too many bytes.
fn too_large(path: &str) -> &'static str {
    if path == "/import" {
        "the file is larger than 16 MiB, or its records took more than 8 seconds"
    } else if path == "/webhooks" {
        "the body is larger than 16 KiB"
    } else {
        "the body is larger than 1 MiB"
    }
}

/// When the operation contradicts the data.
fn conflict(path: &str, method: &str) -> Option<&'static str> {
    match (method, path) {
        ("get", "/changes") => {
            Some("the position does not belong to this data set; begin again without `after`")
        }
        ("post", "/webhooks") => Some(
            "a webhook has this address already, there are 100 of them, or the key was used for another request",
        ),
        ("post", _) if path.ends_with("/secret") => Some("the key was used for another request"),
        (_, path) if path.starts_with("/webhooks") => None,
        ("delete", _) => Some("other records refer to the record; `errors` names them"),
        ("post", "/import") => Some(
            "`ifUnchangedSince` does not belong to this data set, or the key was used for another request",
        ),
        ("post", _) if path.ends_with("/undo") => Some(
            "the batch was undone already, or its records were changed after it; `errors` names them",
        ),
        ("post", "/municipality") => {
            Some("the municipality is described already, or the key was used for another request")
        }
        ("post", _) if path.ends_with("/restore") => {
            Some("the earlier state breaks a current rule, or the key was used for another request")
        }
        ("post", _) => {
            Some("the id is or was that of another record, or the key was used for another request")
        }
        _ => None,
    }
}

const BAD_REQUEST: &str = "BadRequest";
const ERROR: &str = "Error";
const MOVED: &str = "MovedPermanently";

/// A reference to a response by its name.
pub(crate) fn response(name: &str) -> Value {
    json!({ "$ref": format!("#/components/responses/{name}") })
}

/// The responses of errors, as components.
pub(crate) fn components(problems: &Problems) -> Map<String, Value> {
    let problem = |text: &str, headers: &[&str], examples: Value| {
        let content =
            json!({ "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples });
        let mut response =
            json!({ "description": text, "content": { "application/problem+json": content } });
        if !headers.is_empty() {
            response["headers"] = referred(headers.iter().copied());
        }
        response
    };
    let moved = json!({
        "description": "The partner was deleted and has a successor: see `Location`.",
        "headers": referred(["API-Version", "Location"]),
    });
    Map::from_iter([
        (MOVED.to_owned(), moved),
        (
            BAD_REQUEST.to_owned(),
            problem(
                "The request is not valid; `errors` names each fault.",
                &["Content-Language"],
                problems.named(|status| status == 400),
            ),
        ),
        (
            ERROR.to_owned(),
            problem(
                "Any other error. The description of the operation lists its own errors, and that of the API those of \
                 every operation.",
                &["Content-Language", "Retry-After", "WWW-Authenticate"],
                problems.named(|status| status > 400),
            ),
        ),
    ])
}
