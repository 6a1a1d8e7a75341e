//! A draft is nowhere on the pages.

use serde_json::json;

use super::{ask, crawled};
use crate::support::{TestApp, made_up};

/// Words that only drafts have.
const SECRET: &str = "Tajemnica";

#[test]
fn no_page_feed_sitemap_or_tag_has_a_word_of_a_draft() {
    let app = TestApp::new();
    let tags = |app: &TestApp| {
        ["/pl/", "/en/events", "/pl/partners/oziersk", "/sitemap.xml"]
            .map(|path| ask(app, path).header("etag").to_owned())
    };
    let before = tags(&app);
    let named = |field: &str| json!({ "pl": { field: format!("{SECRET} {field}") } });
    let location = json!({ "latitude": 10.0, "longitude": 10.0 });
    let drafts = [
        made_up::partner(
            "tajny",
            json!({ "state": "draft", "translations": named("name"), "location": location }),
        ),
        made_up::event(
            "tajne",
            json!({ "state": "draft", "translations": named("title"), "partners": [{ "id": "oziersk" }, { "id": "tajny" }],
                "topics": ["sport"] }),
        ),
        made_up::agreement(
            "tajna",
            json!({ "state": "draft", "translations": named("title"), "partners": [{ "id": "oziersk" }] }),
        ),
        made_up::project(
            "tajny-projekt",
            json!({ "state": "draft", "translations": named("title") }),
        ),
    ];
    let report = app.import(&drafts.concat());
    assert_eq!(report.refused, 0, "{report}");
    for (path, page) in crawled(&app) {
        assert!(!page.text.contains(SECRET) && !page.text.contains("tajn"), "{path}");
    }
    let search = ask(&app, "/pl/search?q=tajemnica").text();
    assert!(search.contains("Nic nie znaleziono"), "{search}");
    for path in [
        "/sitemap.xml",
        "/api/v1/events?format=atom",
        "/api/v1/partners?format=geojson",
        "/events.ics",
        "/dump.ndjson",
        "/embed/events?lang=pl&limit=100",
        "/embed/partners?lang=pl",
        "/embed/map?lang=pl",
        "/embed/map.svg",
        "/api/v1/changes",
        "/api/v1/topics",
    ] {
        let answer = app.ask("GET", path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        let text = answer.text();
        assert!(!text.contains(SECRET) && !text.contains("tajn"), "{path}");
    }
    for path in ["/pl/events/tajne", "/pl/partners/tajny"] {
        assert_eq!(ask(&app, path).status, 404, "{path}");
    }
    assert_eq!(tags(&app), before, "a draft changes no tag");
}
