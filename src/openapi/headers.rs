//! Every header of the answers, described once: those of some operations as components, those of every answer in the
//! description of the document.

use serde_json::{Value, json};

/// References to headers by name.
pub(crate) fn referred<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    let refer =
        |name: &str| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
    Value::Object(names.into_iter().map(refer).collect())
}

/// The header with the version of the API: the Dutch API Design Rules want it on every operation.
const VERSION: &str = "API-Version";

/// The headers with the quota of the client, on every operation.
const RATE_LIMIT_POLICY: &str = "RateLimit-Policy";
/// What is left of the quota.
const RATE_LIMIT: &str = "RateLimit";

/// The header with the name of a file.
pub(crate) const DISPOSITION: &str = "Content-Disposition";

/// The headers of every operation.
pub(crate) const OF_ALL: [&str; 3] = [VERSION, RATE_LIMIT_POLICY, RATE_LIMIT];

/// The headers that matter to a client of some operations: name, meaning, an example.
const OF_OPERATIONS: [(&str, &str, &str); 11] = [
    (VERSION, "The version of the API (Semantic Versioning).", "1.0.0"),
    (
        "ETag",
        "The state of this answer: send it back as `If-None-Match`. The `ETag` of a single record is also what \
         `If-Match` takes.",
        "\"21-6f1c9e0d4b7a2358\"",
    ),
    (
        "Link",
        "Links (RFC 8288): those of a page, absent if they are too long for a header; of the API root those to the \
         catalogues.",
        "<https://example.org/api/v1/events>; rel=\"self\"",
    ),
    (
        "Content-Language",
        "The languages of the texts in this answer; absent if there are none.",
        "en, pl",
    ),
    (
        DISPOSITION,
        "The name of the file, of a list in another format than JSON.",
        "attachment; filename=\"events.csv\"",
    ),
    (RATE_LIMIT_POLICY, "The quota: `q` requests in `w` seconds.", "\"default\";q=6000;w=60"),
    (RATE_LIMIT, "What is left of it.", "\"default\";r=5999;t=1"),
    ("Retry-After", "How many seconds to wait before the next request.", "2"),
    ("Location", "The address of the record.", "https://example.org/api/v1/partners/oziersk"),
    ("WWW-Authenticate", "How to authenticate (RFC 6750).", "Bearer realm=\"twinning\""),
    (
        "Preference-Applied",
        "The preference that the service followed: the answer was held for this many seconds at most.",
        "wait=20",
    ),
];

/// The headers of every answer, or of answers to any operation: name, meaning.
const OF_EVERY_ANSWER: [(&str, &str); 20] = [
    ("X-Request-Id", "the number of the request, also in the log of the service"),
    ("Cache-Control", "how long a cache may keep the answer"),
    ("Vary", "the request headers on which the answer depends"),
    ("Content-Encoding", "how the body is compressed, if `Accept-Encoding` allows it"),
    ("Access-Control-Allow-Origin", "pages of every origin may read the answer (CORS)"),
    ("Access-Control-Expose-Headers", "the headers that such pages may read"),
    ("Cross-Origin-Resource-Policy", "pages of every origin may load the answer"),
    ("Content-Security-Policy", "nothing in the answer is run or shown in a frame"),
    ("Referrer-Policy", "links in the answer do not tell where they were followed from"),
    ("X-Content-Type-Options", "the media type is the one that is stated"),
    ("X-Frame-Options", "nothing is shown in a frame"),
    ("Strict-Transport-Security", "use https only; sent if the public address is https"),
    ("Allow", "the methods of the address, with 405"),
    ("Accept", "the media types that the body may have, with 415"),
    ("Accept-Patch", "the media types that the body may have, with 415 of PATCH and with OPTIONS"),
    ("Accept-Post", "the media types that the body of POST may have, with OPTIONS"),
    ("Accept-Encoding", "the content codings that the body may have, with 415"),
    (VERSION, "the version of the API"),
    (
        RATE_LIMIT_POLICY,
        "how many requests (`q`) a client, and a token, may make in a window of seconds (`w`); absent if there is no limit",
    ),
    (
        RATE_LIMIT,
        "how many are left (`r`), and after how many seconds (`t`) the quota is whole again",
    ),
];

/// The components of the document.
pub(crate) fn components() -> Value {
    let header = |(name, text, example): &(&str, &str, &str)| {
        let schema = json!({ "type": "string", "examples": [example] });
        ((*name).to_owned(), json!({ "description": text, "schema": schema }))
    };
    Value::Object(OF_OPERATIONS.iter().map(header).collect())
}

/// The list of the headers of every answer, in Markdown.
pub(crate) fn of_every_answer() -> String {
    let lines: Vec<String> =
        OF_EVERY_ANSWER.iter().map(|(name, text)| format!("- `{name}`: {text}")).collect();
    lines.join("\n")
}
