//! Which format an answer has, and what a format refuses.

use std::collections::BTreeSet;

use crate::support::TestApp;

const CSV: &str = "text/csv; charset=utf-8; header=present";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ATOM: &str = "application/atom+xml; charset=utf-8";
const ICS: &str = "text/calendar; charset=utf-8";

#[test]
fn the_parameter_or_accept_chooses_the_format() {
    let app = TestApp::new();
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let cases = [
        ("/events", "*/*", "application/json"),
        ("/events", browser, "application/json"),
        ("/events", "text/csv", CSV),
        ("/events", "application/json;q=0.5, text/csv", CSV),
        ("/events", "text/csv, application/json", "application/json"),
        ("/events", "text/*", CSV),
        ("/events", XLSX, XLSX),
        ("/events", "application/x-ndjson", "application/x-ndjson"),
        ("/events", "application/geo+json", "application/geo+json"),
        ("/events", "text/calendar", ICS),
        ("/events", "application/atom+xml", ATOM),
        ("/events", "application/feed+json", "application/feed+json"),
        ("/events", "application/ld+json", "application/ld+json"),
        ("/events?format=csv", "application/json", CSV),
        ("/events?format=json", "text/csv", "application/json"),
        ("/events?format=xlsx", "*/*", XLSX),
        ("/events?format=ics", "image/png", ICS),
        ("/partners/oziersk", "application/ld+json", "application/ld+json"),
        ("/partners/oziersk?format=geojson", "*/*", "application/geo+json"),
        ("/partners/oziersk", browser, "application/json"),
        ("/municipality?format=jsonld", "*/*", "application/ld+json"),
        ("/municipality", "application/geo+json", "application/geo+json"),
    ];
    let mut tags = BTreeSet::new();
    for (path, accept, media_type) in cases {
        let answer = app.get_with(path, &[("Accept", accept)]);
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{accept}");
        assert!(answer.header("vary").starts_with("Accept,"));
        let tag = answer.header("etag").to_owned();
        let again = app.get_with(path, &[("Accept", accept), ("If-None-Match", &tag)]);
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{accept}");
        let head = app.ask("HEAD", &format!("/api/v1{path}"), &[("Accept", accept)]);
        let length = answer.bytes.len().to_string();
        assert_eq!((head.status, head.header("content-length")), (200, &*length), "{accept}");
        tags.insert((tag, media_type, path));
    }
    let different: BTreeSet<_> = tags.iter().map(|(tag, ..)| tag).collect();
    assert_eq!(different.len(), tags.len(), "a tag names one format: {tags:?}");
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let app = TestApp::new();
    for (path, accept) in [
        ("/events", "image/png"),
        ("/events", "application/xml"),
        ("/events", "text/xml"),
        ("/partners", "text/calendar"),
        ("/programmes", "application/geo+json"),
        ("/partners/oziersk", "text/csv"),
        ("/topics", "text/csv"),
        ("/search?q=a", "application/atom+xml"),
    ] {
        let refused = app.get_with(path, &[("Accept", accept)]);
        assert_eq!(refused.status, 406, "{path} {accept}");
        assert_eq!(refused.header("content-type"), "application/problem+json", "{path} {accept}");
    }
    for (path, parameter, code) in [
        ("/events?format=pdf", "format", "invalid-value"),
        ("/events?format=CSV", "format", "invalid-value"),
        ("/events?format=", "format", "empty"),
        ("/partners?format=ics", "format", "invalid-value"),
        ("/agreements?format=geojson", "format", "invalid-value"),
        ("/events/x?format=csv", "format", "invalid-value"),
        ("/partners/oziersk?format=atom", "format", "invalid-value"),
        ("/municipality?format=ics", "format", "invalid-value"),
        ("/partners?delimiter=;", "delimiter", "conflict"),
        ("/partners?format=ndjson&delimiter=tab", "delimiter", "conflict"),
        ("/events?format=csv&facets=kind", "facets", "conflict"),
        ("/events?format=ics&fields=title", "fields", "conflict"),
        ("/events?format=atom&fields=title", "fields", "conflict"),
        ("/events?format=jsonfeed&fields=title", "fields", "conflict"),
        ("/events?format=jsonld&fields=title", "fields", "conflict"),
        ("/events?format=atom&state=draft", "state", "conflict"),
        ("/partners/oziersk?format=jsonld&include=events", "include", "conflict"),
        ("/topics?format=csv", "format", "unknown-parameter"),
    ] {
        let faults = app.refused(path).faults();
        assert_eq!(faults, [(parameter.to_owned(), code.to_owned())], "{path}");
    }
    let named = app.refused("/partners?format=ics").details();
    assert!(named.contains("jsonld") && !named.contains(", ics"), "{named}");
}

#[test]
fn a_file_is_named_after_the_municipality() {
    let app = TestApp::new();
    for (path, disposition) in [
        ("/partners?format=csv", "attachment; filename=\"gmina-ketrzyn-partners.csv\""),
        ("/events?format=xlsx", "attachment; filename=\"gmina-ketrzyn-events.xlsx\""),
        ("/events?format=ics", "inline; filename=\"gmina-ketrzyn-events.ics\""),
        ("/events?format=ndjson", "inline; filename=\"gmina-ketrzyn-events.ndjson\""),
        ("/partners/oziersk?format=geojson", "inline; filename=\"gmina-ketrzyn-oziersk.geojson\""),
    ] {
        let answer = app.get(path);
        assert_eq!(answer.header("content-disposition"), disposition);
        let exposed = answer.header("access-control-expose-headers").to_lowercase();
        assert!(exposed.contains("content-disposition"), "{exposed}");
    }
    for path in ["/events", "/events?format=atom", "/events?format=jsonld"] {
        assert_eq!(app.get(path).header_if_any("content-disposition"), None, "{path}");
    }
    let nobody = TestApp::empty();
    let unnamed = nobody.get("/partners?format=ndjson");
    assert_eq!(unnamed.header("content-disposition"), "inline; filename=\"partners.ndjson\"");
}
