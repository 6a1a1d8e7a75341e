//! What every operation has in common, written once and put on all of them: headers, errors, and a document
//! without `null`.

use serde_json::{Map, Value, json};

use crate::{http::fallback::ALLOW, values::schema::without_null};

/// The errors that an operation can answer with: status, name of the response, when.
const ERRORS: [(&str, &str, &str); 8] = [
    ("400", "BadRequest", "A parameter is unknown or wrong; `errors` names each."),
    ("404", "NotFound", "There is no such record or address."),
    ("405", "MethodNotAllowed", "The address has other methods; see `Allow`."),
    ("406", "NotAcceptable", "The answer is only there as `application/json`."),
    ("408", "RequestTimeout", "The request took too long."),
    ("415", "UnsupportedMediaType", "The request body was compressed."),
    ("500", "InternalError", "Something went wrong here; tell the operator the `requestId`."),
    ("503", "Unavailable", "The data cannot be reached right now; try again after `Retry-After` seconds."),
];

/// Completes the document that was collected from the routes.
pub fn complete(document: &mut Value) {
    without_null(document);
    document["components"]["headers"] = headers();
    let responses: Map<String, Value> =
        ERRORS.iter().map(|(status, name, when)| ((*name).to_owned(), error(status, when))).collect();
    document["components"]["responses"] = Value::Object(responses);
    document["security"] = json!([]);
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for item in paths.values_mut() {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            complete_operation(operation);
        }
    }
}

fn complete_operation(operation: &mut Value) {
    let is_list =
        operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "limit"));
    let is_document = operation["operationId"] == "getOpenapi";
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    let mut names = vec!["ETag", "Cache-Control", "Vary", "Content-Encoding"];
    if is_list {
        names.push("Link");
    }
    if let Some(ok) = responses.get_mut("200") {
        let own =
            if is_document { names.clone() } else { [names.as_slice(), &["Content-Language"]].concat() };
        ok["headers"] = referred(own.iter().copied().chain(EVERYWHERE));
    }
    responses.insert(
        "304".to_owned(),
        json!({
            "description": "Nothing has changed since the `ETag` that was sent in `If-None-Match`.",
            "headers": referred(["ETag", "Cache-Control", "Vary"].into_iter().chain(EVERYWHERE)),
        }),
    );
    for (status, name, _) in ERRORS {
        responses.insert(status.to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
}

/// The headers of every answer.
const EVERYWHERE: [&str; 9] = [
    "API-Version",
    "X-Request-Id",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Content-Security-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "Cross-Origin-Resource-Policy",
    "Strict-Transport-Security",
];

fn referred<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    let refer = |name: &str| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
    Value::Object(names.into_iter().map(refer).collect())
}

fn error(status: &str, when: &str) -> Value {
    let own = match status {
        "405" => vec!["Allow"],
        "408" | "503" => vec!["Retry-After"],
        "415" => vec!["Accept-Encoding"],
        _ => vec![],
    };
    json!({
        "description": when,
        "headers": referred(own.into_iter().chain(["Cache-Control"]).chain(EVERYWHERE)),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

/// Every header that is sent, described once: name, what it says, an example.
const HEADERS: [(&str, &str, &str); 18] = [
    ("API-Version", "The version of the API that answered.", "1.0.0"),
    (
        "X-Request-Id",
        "The number of the request, also in the log of the service.",
        "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11",
    ),
    (
        "ETag",
        "The revision of the data set and the form of this answer; send it back as `If-None-Match`.",
        "\"21-6f1c9e0d4b7a2358\"",
    ),
    ("Cache-Control", "How long a cache may keep the answer.", "public, max-age=60"),
    ("Vary", "The request headers on which the answer depends.", "Accept, Accept-Language, Accept-Encoding"),
    (
        "Content-Encoding",
        "How the body is compressed, as `Accept-Encoding` allows; absent where it is not.",
        "br",
    ),
    (
        "Link",
        "The same links as in the body (RFC 8288); absent where they are too long for a header.",
        "<https://twinning.example/api/v1/events>; rel=\"self\"",
    ),
    ("Content-Language", "The languages of the texts that were served.", "en, pl"),
    ("Allow", "The methods of this address.", ALLOW),
    ("Retry-After", "After how many seconds to try again.", "2"),
    ("Accept-Encoding", "The content codings that request bodies may have.", "identity"),
    ("Access-Control-Allow-Origin", "Pages of every origin may read the answer (CORS).", "*"),
    ("Access-Control-Expose-Headers", "The headers that such pages may read.", "API-Version, ETag, Link"),
    (
        "Content-Security-Policy",
        "Nothing in the answer is run or shown in a frame.",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "Links in the answer do not tell where they were followed from.", "no-referrer"),
    ("X-Content-Type-Options", "The media type is what it says.", "nosniff"),
    ("Cross-Origin-Resource-Policy", "Pages of every origin may load the answer.", "cross-origin"),
    (
        "Strict-Transport-Security",
        "Sent where the public address is https: use https only.",
        "max-age=31536000",
    ),
];

fn headers() -> Value {
    let header = |(name, text, example): &(&str, &str, &str)| {
        let schema = json!({ "type": "string", "examples": [example] });
        ((*name).to_owned(), json!({ "description": text, "schema": schema }))
    };
    Value::Object(HEADERS.iter().map(header).collect())
}
