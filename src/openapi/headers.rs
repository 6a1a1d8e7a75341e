//! Every header of the answers, described once.

use serde_json::{Value, json};

use crate::http::edge::fallback::READING;

/// The headers of every answer.
pub const EVERYWHERE: [&str; 9] = [
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

/// References to headers by name.
pub fn referred<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    let refer = |name: &str| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
    Value::Object(names.into_iter().map(refer).collect())
}

/// Every header that is sent, described once: name, what it says, an example.
const HEADERS: [(&str, &str, &str); 22] = [
    ("API-Version", "The version of the API that answered.", "1.0.0"),
    (
        "X-Request-Id",
        "The number of the request, also in the log of the service.",
        "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11",
    ),
    (
        "ETag",
        "The revision of the data set and the form of this answer; send it back as `If-None-Match`. That of one record \
         begins with the record's own revision, and is what `If-Match` takes.",
        "\"21-6f1c9e0d4b7a2358\"",
    ),
    ("Cache-Control", "How long a cache may keep the answer.", "public, max-age=60"),
    (
        "Vary",
        "The request headers on which the answer depends.",
        "Accept, Accept-Language, Accept-Encoding, Authorization",
    ),
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
    ("Allow", "The methods of this address.", READING),
    ("Retry-After", "After how many seconds to try again.", "2"),
    ("Location", "Where the record is.", "https://twinning.example/api/v1/partners/oziersk"),
    ("WWW-Authenticate", "How to say who you are (RFC 6750).", "Bearer realm=\"twinning\""),
    (
        "Preference-Applied",
        "What was done of `Prefer`: the answer was held until there was something to tell, this long at most.",
        "wait=20",
    ),
    ("Accept", "The media type that the body may have.", "application/json"),
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

/// All of them, as a component of the document.
pub fn all() -> Value {
    let header = |(name, text, example): &(&str, &str, &str)| {
        let schema = json!({ "type": "string", "examples": [example] });
        ((*name).to_owned(), json!({ "description": text, "schema": schema }))
    };
    Value::Object(HEADERS.iter().map(header).collect())
}
