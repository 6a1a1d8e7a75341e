//! The errors that operations answer with, described once.

use serde_json::{Map, Value, json};

use super::headers::{EVERYWHERE, referred};

/// Every error: status, name of the response, when.
const ERRORS: [(&str, &str, &str); 16] = [
    ("301", "MovedPermanently", "The partner was deleted, and another has taken its place: see `Location`."),
    ("400", "BadRequest", "A parameter or the body is wrong; `errors` names each fault."),
    ("401", "Unauthorized", "A token is needed, or the one that was sent is not valid."),
    ("403", "Forbidden", "The token is valid, and its role may not do this."),
    ("404", "NotFound", "There is no such record or address."),
    ("405", "MethodNotAllowed", "The address has other methods; see `Allow`."),
    ("406", "NotAcceptable", "The answer is only there as `application/json`."),
    ("408", "RequestTimeout", "The request took too long."),
    ("409", "Conflict", "What is asked for contradicts what there is; `detail` and `errors` say what."),
    ("410", "Gone", "The record was deleted, at `deletedAt`."),
    (
        "412",
        "PreconditionFailed",
        "The record has another state than the one that `If-Match` or `If-None-Match` names.",
    ),
    ("413", "ContentTooLarge", "The body is larger than it may be."),
    (
        "415",
        "UnsupportedMediaType",
        "The body has another media type than the one described, or is compressed.",
    ),
    ("428", "PreconditionRequired", "Send the `ETag` of the record as `If-Match`."),
    (
        "429",
        "TooManyRequests",
        "Too many wrong tokens came from this address; wait for `Retry-After` seconds.",
    ),
    ("500", "InternalError", "Something went wrong here; tell the operator the `requestId`."),
];

/// The database is busy: any request can meet it.
const UNAVAILABLE: (&str, &str, &str) =
    ("503", "Unavailable", "The data cannot be reached right now; try again after `Retry-After` seconds.");

/// All of them, as components of the document.
pub fn all() -> Value {
    let described = ERRORS.iter().chain([&UNAVAILABLE]);
    Value::Object(
        described
            .map(|(status, name, when)| ((*name).to_owned(), response(status, when)))
            .collect::<Map<_, _>>(),
    )
}

/// The parameters of an operation.
pub fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

/// The errors of one operation: status and name of the response.
pub fn of(path: &str, method: &str, operation: &Value) -> Vec<(&'static str, &'static str)> {
    let has = |name: &str| parameters(operation).any(|parameter| parameter["name"] == name);
    let (writes, one) = (method != "get", path.contains("{id}"));
    let has_body = !operation["requestBody"].is_null();
    let needs_role = operation["security"][0].as_object().is_some_and(|first| !first.is_empty());
    let met = |status: &str| match status {
        "301" => path == "/partners/{id}" && !writes,
        "403" => needs_role,
        "409" => writes || path == "/changes",
        "410" => (one && !path.ends_with("/history")) || (path == "/municipality" && method != "post"),
        "412" | "428" => has("If-Match"),
        "413" => has_body,
        _ => true,
    };
    let described = ERRORS.iter().chain([&UNAVAILABLE]);
    described.filter(|(status, ..)| met(status)).map(|(status, name, _)| (*status, *name)).collect()
}

fn response(status: &str, when: &str) -> Value {
    let own = match status {
        "301" => vec!["Location", "Cache-Control", "Vary"],
        "401" | "403" => vec!["WWW-Authenticate"],
        "405" => vec!["Allow"],
        "408" | "429" | "503" => vec!["Retry-After"],
        "415" => vec!["Accept-Encoding", "Accept"],
        _ => vec![],
    };
    if status == "301" {
        return json!({ "description": when, "headers": referred(own.into_iter().chain(EVERYWHERE)) });
    }
    json!({
        "description": when,
        "headers": referred(own.into_iter().chain(["Cache-Control"]).chain(EVERYWHERE)),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}
