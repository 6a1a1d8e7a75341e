//! Errors, as people see them.

use serde_json::json;

use super::{Page, ask, path_of};
use crate::support::{TestApp, made_up};

#[test]
fn people_get_a_page_and_programs_a_problem() {
    let app = TestApp::new();
    for (path, status, title) in [
        ("/pl/partners/none", 404, "Nie ma takiej strony"),
        ("/pl/nothing", 404, "Nie ma takiej strony"),
        ("/en/nothing", 404, "There is no such page"),
        ("/xx/events", 404, "Nie ma takiej strony"),
        ("/nothing", 404, "Nie ma takiej strony"),
        ("/pl/topics/none", 404, "Nie ma takiej strony"),
    ] {
        let answer = ask(&app, path);
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let page = Page::of(path, &answer);
        assert_eq!(page.texts("h1"), [title], "{path}");
        let ways = page.attributes("main a", "href");
        assert_eq!(ways[..2], ["/", "/partners"], "{path}: the way back, and lists");
        let program = app.ask("GET", path, &[]);
        assert_eq!(program.status, status, "{path}");
        assert_eq!(program.header("content-type"), "application/problem+json", "{path}");
    }
    // The API has problem documents, also in a browser.
    let api = ask(&app, "/api/v1/partners/none");
    assert_eq!(api.header("content-type"), "application/problem+json");
}

#[test]
fn a_deleted_record_says_when_and_one_with_a_successor_leads_to_it() {
    let lines = [
        made_up::municipality(),
        made_up::partner("old", json!({ "successors": [{ "id": "new" }] })),
        made_up::partner("new", json!({})),
        made_up::partner("gone", json!({})),
    ];
    let app = TestApp::with(&lines.concat());
    let editor = app.editor();
    for id in ["old", "gone"] {
        let deleted = editor.change("DELETE", &format!("/partners/{id}"), &json!(null));
        assert_eq!(deleted.status, 204, "{}", deleted.text());
    }
    let gone = ask(&app, "/pl/partners/gone");
    assert_eq!(gone.status, 410);
    let title = Page::of("gone", &gone).texts("h1").concat();
    assert!(title.starts_with("Ten wpis usunięto ") && title.contains("20"), "{title}");
    let moved = ask(&app, "/pl/partners/old");
    assert_eq!((moved.status, path_of(moved.header("location"))), (301, "/pl/partners/new"));
}

#[test]
fn a_wrong_parameter_is_named_above_the_form() {
    let app = TestApp::new();
    for (path, named, sentence) in [
        ("/pl/events?kind=visti", "kind", "visit"),
        ("/en/events?kind=visti", "kind", "visit"),
        ("/pl/events?knd=visit", "knd", "kind"),
        ("/pl/partners?limit=500&q=ozi", "limit", "100"),
        ("/pl/events?format=csv", "format", "json"),
        ("/pl/events?after=xyz", "after", "links.next"),
        ("/pl/search?q=a&type=x", "type", "x"),
    ] {
        let answer = ask(&app, path);
        assert_eq!(answer.status, 400, "{path}");
        let page = Page::of(path, &answer);
        let faults = page.texts(".faults li").concat();
        assert!(faults.contains(named) && faults.contains(sentence), "{path}: {faults}");
        page.one("form[role=search] input[name=q]");
    }
    let asked = Page::of("", &ask(&app, "/pl/partners?limit=500&q=ozi"));
    assert_eq!(asked.attributes("input[name=q]", "value"), ["ozi"], "what was asked stays");
    assert_eq!(asked.attributes("input[name=limit]", "value"), ["500"]);
}

#[test]
fn a_search_takes_whatever_people_type() {
    let app = TestApp::new();
    let long = "a".repeat(2_000);
    for query in [
        "",
        "?q=",
        "?q=+",
        "?q=%3Cscript%3E",
        "?q=%22",
        "?q=*",
        "?q=AND",
        &format!("?q={long}"),
        "?q=a&q=b",
        "?q=%ff",
        "?q=%D0%9E%D0%B7%D1%91%D1%80%D1%81%D0%BA&type=partners",
    ] {
        let answer = ask(&app, &format!("/pl/search{query}"));
        let shown = &query[..query.len().min(20)];
        assert!([200, 400].contains(&answer.status), "{shown}: {}", answer.status);
        Page::of(shown, &answer).one("form[role=search] input[name=q]");
    }
    assert_eq!(ask(&app, "/pl/search").status, 200);
    assert_eq!(ask(&app, "/pl/search?q=").status, 200);
}
