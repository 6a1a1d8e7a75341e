//! Conditional requests: an answer is fetched again only when it has changed.

use serde_json::json;

use crate::support::{TestApp, client::Answer, made_up};

const ADDRESSES: [&str; 7] = [
    "",
    "/municipality",
    "/partners?limit=2",
    "/events/2016-10-12-spotkanie-w-oziersku",
    "/search?q=oziersk",
    "/topics",
    "/openapi.json",
];

fn tag(answer: &Answer) -> String {
    answer.header("etag").to_owned()
}

#[test]
fn an_answer_that_the_reader_has_is_not_sent_again() {
    let app = TestApp::new();
    for path in ADDRESSES {
        let first = app.get(path);
        assert_eq!(tag(&first), tag(&app.get(path)), "{path}");
        let again = app.get_with(path, &[("If-None-Match", &tag(&first))]);
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        for name in ["etag", "cache-control", "vary"] {
            assert_eq!(again.header(name), first.header(name), "{path}: {name}");
        }
    }
}

#[test]
fn caches_are_told_how_long_and_apart_for_whom() {
    let app = TestApp::new();
    let answer = app.get("/partners");
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    assert_eq!(answer.header("vary"), "Accept, Accept-Language, Accept-Encoding, Authorization");
    assert_eq!(app.get("/partners/nobody").header("cache-control"), "no-store");
}

#[test]
fn tags_are_known_in_lists_in_weak_form_and_by_a_star() {
    let app = TestApp::new();
    let own = tag(&app.get("/partners"));
    for (given, status) in [
        (own.clone(), 304),
        (format!("W/{own}"), 304),
        (format!("\"other\", {own}"), 304),
        (format!("\"other\" ,W/\"third\",{own}"), 304),
        ("*".to_owned(), 304),
        ("\"other\"".to_owned(), 200),
        ("\"\"".to_owned(), 200),
        ("not even a tag".to_owned(), 200),
        (own.replace('-', "_"), 200),
    ] {
        assert_eq!(
            app.get_with("/partners", &[("If-None-Match", &given)]).status,
            status,
            "{given}"
        );
    }
    let two = [("If-None-Match", "\"other\""), ("If-None-Match", own.as_str())];
    assert_eq!(app.get_with("/partners", &two).status, 304, "a list in two lines");
}

#[test]
fn a_star_names_no_answer_where_there_is_none() {
    let app = TestApp::new();
    assert_eq!(app.get_with("/partners/nobody", &[("If-None-Match", "*")]).status, 404);
    assert_eq!(app.get_with("/partners?limit=0", &[("If-None-Match", "*")]).status, 400);
}

#[test]
fn every_change_of_the_data_makes_new_tags() {
    let app = TestApp::with(&made_up::partner("a", json!({})));
    let before = app.get("/partners");
    app.import(&made_up::partner("a", json!({})));
    assert_eq!(tag(&app.get("/partners")), tag(&before), "an import that changes nothing");
    app.import(&made_up::partner("b", json!({})));
    let after = app.get_with("/partners", &[("If-None-Match", &tag(&before))]);
    assert_eq!(after.status, 200);
    assert_ne!(tag(&after), tag(&before));
    assert_eq!(after.json()["pagination"]["total"], 2, "and new totals");
}

#[test]
fn tags_differ_by_address_and_language() {
    let app = TestApp::new();
    let mut tags = vec![
        tag(&app.get("/partners")),
        tag(&app.get("/partners?lang=en")),
        tag(&app.get("/partners?lang=pl")),
        tag(&app.get("/partners?limit=19")),
        tag(&app.get("/events")),
        tag(&app.get("/partners/oziersk")),
        tag(&app.get_with("/partners", &[("Accept-Language", "en")])),
        tag(&app.get_with("/partners", &[("Accept-Language", "en, ru;q=0.5")])),
        tag(&app.get_with("/partners", &[("Accept-Language", "ru, en;q=0.5")])),
    ];
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), count);
}

#[test]
fn a_tag_names_the_coding_and_is_known_in_every_coding() {
    let app = TestApp::new();
    let plain = app.get("/events");
    let mut tags = vec![tag(&plain)];
    for coding in ["gzip", "br"] {
        let coded = app.get_with("/events", &[("Accept-Encoding", coding)]);
        assert_eq!(coded.header("content-encoding"), coding);
        assert!(coded.bytes.len() < plain.bytes.len());
        assert_eq!(tag(&coded), format!("{}-{coding}\"", tag(&plain).trim_end_matches('"')));
        tags.push(tag(&coded));
    }
    for given in &tags {
        for coding in ["identity", "gzip", "br"] {
            let headers = [("If-None-Match", given.as_str()), ("Accept-Encoding", coding)];
            assert_eq!(app.get_with("/events", &headers).status, 304, "{given} {coding}");
        }
    }
}

#[test]
fn codings_are_chosen_by_quality_and_refused_by_zero() {
    let app = TestApp::new();
    for (accepted, coding) in [
        ("gzip;q=0.5, br;q=0.9", Some("br")),
        ("gzip;q=0.9, br;q=0.5", Some("gzip")),
        ("gzip;q=0", None),
        ("identity", None),
        ("deflate", None),
        ("zstd, gzip", Some("gzip")),
        ("", None),
    ] {
        let answer = app.get_with("/events", &[("Accept-Encoding", accepted)]);
        assert_eq!(
            (answer.status, answer.header_if_any("content-encoding")),
            (200, coding),
            "{accepted}"
        );
    }
    let small = app.get_with("/agreements?limit=1&fields=id", &[("Accept-Encoding", "gzip")]);
    assert_eq!(
        small.header_if_any("content-encoding"),
        None,
        "a small answer is one packet anyway"
    );
}

/// Addresses of every kind of answer that has a tag.
const TAGGED: [&str; 10] = [
    "/api/v1",
    "/api/v1/municipality",
    "/api/v1/partners?limit=2",
    "/api/v1/partners/oziersk",
    "/api/v1/search?q=oziersk",
    "/api/v1/changes",
    "/api/v1/openapi.json",
    "/",
    "/favicon.svg",
    "/swagger-ui/index.css",
];

#[test]
fn every_answer_with_a_tag_is_for_the_state_that_the_reader_names() {
    let app = TestApp::new();
    for path in TAGGED {
        let own = tag(&app.ask("GET", path, &[]));
        let inner = own.trim_matches('"');
        let (weak, packed) = (format!("W/{own}"), format!("\"{inner}-gzip\""));
        let (listed, in_one) = (format!("\"a,b\", {own}"), format!("\"a,{inner}\""));
        for (if_match, if_none_match, status) in [
            (Some(own.as_str()), None, 200),
            (Some(&weak), None, 200),
            (Some(&packed), None, 200),
            (Some(&listed), None, 200),
            (Some("*"), None, 200),
            (Some("\"x\""), None, 412),
            (Some(&in_one), None, 412),
            (Some(inner), None, 412),
            (Some(""), None, 412),
            (Some(&own), Some(own.as_str()), 304),
            (Some("\"x\""), Some(&own), 412),
            (Some(&own), Some("\"x\""), 200),
            (None, Some(&weak), 304),
            (None, Some(&packed), 304),
            (None, Some(&listed), 304),
            (None, Some("*"), 304),
            (None, Some(&in_one), 200),
            (None, Some(inner), 200),
        ] {
            let headers = [("If-Match", if_match), ("If-None-Match", if_none_match)];
            let headers: Vec<_> =
                headers.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
            for method in ["GET", "HEAD"] {
                let answer = app.ask(method, path, &headers);
                assert_eq!(answer.status, status, "{method} {path} {headers:?}");
                if status == 304 {
                    let forms = [&own, &weak, &packed].map(String::as_str);
                    assert!(forms.contains(&answer.header("etag")), "{path} {headers:?}");
                }
            }
        }
    }
}

#[test]
fn what_asks_for_a_date_or_a_part_gets_the_whole() {
    let app = TestApp::new();
    for path in TAGGED {
        let plain = app.ask("GET", path, &[]);
        assert_eq!(plain.header_if_any("last-modified"), None, "{path}");
        for header in [
            ("If-Modified-Since", "Fri, 31 Dec 2099 23:59:59 GMT"),
            ("If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("Range", "bytes=0-1"),
            ("If-Range", plain.header("etag")),
        ] {
            let answer = app.ask("GET", path, &[header, ("Range", "bytes=0-1")]);
            assert_eq!((answer.status, answer.bytes.len()), (200, plain.bytes.len()), "{header:?}");
        }
    }
}

#[test]
fn a_state_that_is_not_that_of_the_record_is_not_known() {
    let app = TestApp::new();
    let own = tag(&app.get("/partners/oziersk"));
    let (state, rest) = own.trim_matches('"').split_once('-').unwrap();
    for state in ["x", "999.00000000", &state.replace('p', ""), ""] {
        let given = format!("\"{state}-{rest}\"");
        let answer = app.get_with("/partners/oziersk", &[("If-None-Match", &given)]);
        assert_eq!((answer.status, tag(&answer)), (200, own.clone()), "{given}");
    }
}
