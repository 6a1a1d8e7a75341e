//! The JSON of records is kept for further answers, which are the same as without it.

use diesel::{RunQueryDsl as _, sql_query};
use serde_json::json;
use twinning::{
    http::{kept::answers::KeptAnswers, state::AppState},
    store::read::read_caches::ReadCaches,
};

use super::watched;
use crate::support::{TestApp, made_up};

/// The service without answers that are kept whole, with so many bytes of records.
fn making(app: &TestApp, bytes: u64) -> TestApp {
    let (kept, caches) = (KeptAnswers::of(0), ReadCaches::of(bytes));
    app.again(|service| AppState { kept, caches, ..service })
}

const ENOUGH: u64 = 8 << 20;

#[test]
fn an_answer_with_kept_records_is_the_same_as_one_without() {
    let app = TestApp::new();
    let _watch = watched(&app);
    let (keeping, anew) = (making(&app, ENOUGH), making(&app, 0));
    let paths = [
        "/events",
        "/events?sort=title",
        "/events?sort=-title&limit=3",
        "/events?limit=3&lang=en",
        "/events?partner=gulbene&lang=de",
        "/events?fields=title,partners",
        "/events?facets=kind,year",
        "/partners",
        "/partners?q=oziersk",
        "/partners/oziersk",
        "/partners/oziersk?lang=en",
        "/partners/oziersk?include=events,agreements",
        "/partners/oziersk?include=events&lang=en",
        "/partners?format=csv",
        "/partners/oziersk?format=geojson",
        "/municipality",
        "/municipality?lang=de",
        "/agreements",
        "/projects",
        "/programmes",
        "/search?q=oziersk",
    ];
    let headers = [("Accept-Language", "lt, de;q=0.8")];
    for round in 0..3 {
        for path in paths {
            for headers in [&[][..], &headers] {
                let (kept, made) = (keeping.get_with(path, headers), anew.get_with(path, headers));
                assert_eq!(kept.text(), made.text(), "{path}, round {round}");
                for header in ["etag", "content-language", "link", "content-type"] {
                    let (kept, made) = (kept.header_if_any(header), made.header_if_any(header));
                    assert_eq!(kept, made, "{header} of {path}, round {round}");
                }
            }
        }
    }
    let mut page = "/events?limit=2".to_owned();
    loop {
        assert_eq!(keeping.get(&page).text(), anew.get(&page).text(), "{page}");
        match crate::support::app::path_of(&keeping.json(&page)["links"]["next"]) {
            Some(next) => page = next,
            None => break,
        }
    }
}

#[test]
fn records_are_read_once_for_each_state_and_language() {
    let event = |id: &str| made_up::event(id, json!({"partners": [{"id": "p"}]}));
    let lines = [made_up::municipality(), made_up::partner("p", json!({})), event("a"), event("b")];
    let app = TestApp::with(&lines.concat());
    let _watch = watched(&app);
    let (keeping, small) = (making(&app, ENOUGH), making(&app, 1_000));
    let titles = |app: &TestApp, path: &str| -> Vec<String> {
        let page = app.json(path);
        let records = page["data"].as_array().unwrap().iter();
        records.map(|record| record["title"].to_string()).collect()
    };
    let before = titles(&keeping, "/events");
    titles(&small, "/events");
    let name = |app: &TestApp| app.json("/partners/p")["name"].to_string();
    let named = name(&keeping);

    // What nobody does: behind the back of the service, and at the same revision.
    let spoil = [
        "UPDATE record SET document = replace(document, '\"title\":\"', '\"title\":\"x') WHERE path LIKE 'events/%'",
        "UPDATE record SET document = replace(document, '\"name\":\"', '\"name\":\"x') WHERE path = 'partners/p'",
    ];
    for statement in spoil {
        assert!(sql_query(statement).execute(&mut app.database.connection()).unwrap() > 0);
    }
    assert_eq!(titles(&keeping, "/events?sort=-title&limit=5"), {
        let mut turned = before.clone();
        turned.sort_by(|a, b| b.cmp(a));
        turned
    });
    assert_eq!(name(&keeping), named);
    assert_ne!(titles(&small, "/events?sort=title"), before, "what is large is read again");
    assert_ne!(titles(&keeping, "/events?lang=pl"), before, "the addresses in it are others");
    let editor = app.editor().of(&keeping);
    assert_ne!(editor.json("/events?sort=title")["data"][0]["title"].to_string(), before[0]);

    let change = json!({"translations": {"pl": {"summary": "Nowe"}}});
    assert_eq!(editor.change("PATCH", "/events/a", &change).status, 200);
    assert_ne!(titles(&keeping, "/events"), before, "a change ends all of them");
    assert_ne!(name(&keeping), named);
}
