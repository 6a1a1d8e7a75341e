//! What browsers may do with a page.

use super::{BROWSER, ask, page};
use crate::support::{TestApp, made_up};
use serde_json::json;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'self'";

#[test]
fn pages_run_no_script_and_load_nothing_from_elsewhere() {
    let app = TestApp::new();
    for path in
        ["/pl/", "/pl/events", "/pl/events?kind=x", "/pl/nothing", "/nothing", "/pl/partners/none"]
    {
        let answer = ask(&app, path);
        assert_eq!(answer.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
    let json = app.get("/events");
    assert_eq!(
        json.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
    assert_eq!(json.header("x-frame-options"), "DENY");
}

#[test]
fn what_people_write_stays_text() {
    let evil = "\"><script>alert('1')</script><img src=x onerror=alert(1)>{{7*7}}";
    let long = "x".repeat(19_000);
    let rtl = "\u{202e}evil\u{202c}";
    let texts = json!({ "pl": { "title": evil, "summary": format!("{evil}\n{long}") } });
    let lines = [
        made_up::municipality(),
        made_up::partner(
            "evil",
            json!({
                "translations": { "pl": { "name": evil, "description": evil } },
                "location": { "latitude": 54.0, "longitude": 21.0 },
                "aliases": [{ "value": rtl, "kind": "historic" }],
                "sources": [{ "title": evil, "quote": evil, "note": evil, "inferred": true }],
            }),
        ),
        made_up::event(
            "evil",
            json!({
                "translations": texts,
                "partners": [{ "id": "evil" }],
                "place": { "name": evil, "address": evil },
                "participants": [{ "name": evil, "role": evil, "organisation": evil, "partner": { "id": "evil" } }],
                "media": [{ "kind": "document", "url": "https://example.org/?a=1&b='x'", "title": evil }],
                "webPage": "https://example.org/?a=1&b='x'",
            }),
        ),
    ];
    let app = TestApp::with(&lines.concat());
    for path in [
        "/pl/",
        "/pl/events",
        "/pl/events/evil",
        "/pl/partners",
        "/pl/partners/evil",
        "/pl/search?q=alert",
    ] {
        let page = page(&app, path);
        assert_eq!(
            page.all("script:not([type='application/ld+json']), img, [onerror]").len(),
            0,
            "{path}"
        );
        for block in page.texts("script[type='application/ld+json']") {
            serde_json::from_str::<serde_json::Value>(&block).unwrap();
        }
    }
    let event = page(&app, "/pl/events/evil");
    assert_eq!(event.texts("h1"), [evil.split_whitespace().collect::<Vec<_>>().join(" ")]);
    assert_eq!(event.attributes("a[href^='https://example.org']", "rel")[0], "nofollow noopener");
}

#[test]
fn a_token_changes_nothing_on_a_page() {
    let app = TestApp::new();
    let editor = format!("Bearer {}", app.editor().token);
    for token in [&*editor, "Bearer twn_wrong", "Basic x"] {
        let headers = [("accept", BROWSER), ("accept-language", "pl"), ("authorization", token)];
        let answer = app.ask("GET", "/pl/", &headers);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=60"));
        assert_eq!(answer.bytes, ask(&app, "/pl/").bytes);
    }
}
