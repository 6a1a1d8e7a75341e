//! Headers that say what a client has, knows and wants.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    changes::{Change, Input, changed, changes},
    target::{Target, try_all},
};

/// Headers of a reader, each with values that mean something.
const READING: [(&str, &[&str]); 12] = [
    (
        "Accept",
        &[
            "application/json",
            "text/html;q=0.9, application/json;q=0.1",
            "*/*",
            "application/problem+json",
        ],
    ),
    ("Accept-Language", &["pl", "en-GB, en;q=0.8, *;q=0.1", "lt;q=0, ru", "zh-Hant-TW"]),
    ("Accept-Encoding", &["gzip", "br;q=1.0, gzip;q=0.5, *;q=0", "identity;q=0", "zstd, deflate"]),
    ("Prefer", &["wait=20", "respond-async, wait=1", "wait=\"5\"; foo=bar", "return=minimal"]),
    ("If-Modified-Since", &["Sun, 06 Nov 1994 08:49:37 GMT", "0"]),
    ("Range", &["bytes=0-1", "bytes=-1,5-"]),
    ("Expect", &["200-ok"]),
    ("Cache-Control", &["no-cache, max-age=0"]),
    ("X-Request-Id", &["01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11", "a"]),
    ("Origin", &["https://evil.example", "null"]),
    ("Traceparent", &["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
    ("X-Forwarded-For", &["1.2.3.4, ::1, unknown"]),
];

/// Addresses that are asked.
const PATHS: [&str; 7] = [
    "/api/v1",
    "/api/v1/events",
    "/api/v1/events?lang=en",
    "/api/v1/partners/oziersk",
    "/api/v1/search?q=oziersk",
    "/api/v1/changes",
    "/api/v1/openapi.json",
];

fn few_changes() -> impl Strategy<Value = Vec<Change>> {
    prop_oneof![1 => changes(0..1), 3 => changes(1..4)]
}

#[test]
fn any_header_of_a_reader_is_answered() {
    let target = Target::new();
    let before = target.state();
    let pairs =
        READING.iter().flat_map(|(name, values)| values.iter().map(move |value| (*name, *value)));
    let header =
        (select(pairs.collect::<Vec<_>>()), few_changes()).prop_map(|((name, value), changes)| {
            (name, Input(changed(value.as_bytes(), &changes, 6_000)))
        });
    let requests = (select(&["GET", "GET", "HEAD"][..]), select(&PATHS[..]), vec(header, 1..4));
    try_all(1, &requests, |(method, path, headers)| {
        let attack = target.attack(method, path);
        let attack =
            headers.iter().fold(attack, |attack, (name, value)| attack.with(name, &value.0));
        target.answer(&attack);
    });
    target.is_as_before(&before);
}

#[test]
fn any_tag_is_answered_and_only_the_right_one_matches() {
    let target = Target::new();
    let before = target.state();
    let path = "/api/v1/partners/oziersk";
    let tag = target.answer(&target.attack("GET", path)).header("etag").to_owned();
    let weak = format!("W/{tag}");
    let lists = [
        tag.clone(),
        weak.clone(),
        format!("\"a\", {tag}"),
        "*".to_owned(),
        format!("{weak},\"\""),
    ];
    let header = (select(vec!["If-Match", "If-None-Match"]), select(lists.to_vec()), few_changes())
        .prop_map(|(name, value, changes)| {
            (name, Input(changed(value.as_bytes(), &changes, 6_000)))
        });
    let requests =
        (select(&["GET", "HEAD", "PATCH", "PUT", "DELETE", "POST"][..]), vec(header, 1..3));
    try_all(1, &requests, |(method, headers)| {
        // None of them can change anything, whatever the tag is: a patch without effect, a body that is none, an
        // address that does not have the record.
        let path = if method == "DELETE" { "/api/v1/partners/no-such-partner" } else { path };
        let attack = match method {
            "PATCH" => target.body(method, path, "application/merge-patch+json", b"{}".to_vec()),
            "PUT" => target.body(method, path, "application/json", b"{\"kind\":1}".to_vec()),
            "POST" => target.body(
                method,
                "/api/v1/partners/gone/restore",
                "application/json",
                b"[".to_vec(),
            ),
            _ => target.attack(method, path),
        };
        let attack =
            headers.iter().fold(attack, |attack, (name, value)| attack.with(name, &value.0));
        target.answer(&attack);
    });
    target.is_as_before(&before);
}
