//! `/changes`: what has changed since, once, at its latest state, for the eyes of who asks.

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use twinning::model::visibility::Visibility::{Drafts, Public};

use crate::support::{
    TestApp,
    app::path_of,
    export::{DATA, export, export_for},
    harvester::{Eyes, Harvester, of_types},
    keeper::Keeper,
    made_up::{self, references},
    program::run,
};

/// Type, id, what to do: of each change of a page.
fn told(page: &Value) -> Vec<String> {
    let one = |change: &Value| {
        let text = |name: &str| change[name].as_str().unwrap().to_owned();
        format!("{} {} {}/{}", change["revision"], text("change"), text("type"), text("id"))
    };
    page["data"].as_array().unwrap().iter().map(one).collect()
}

fn after(page: &Value) -> String {
    format!("/changes?after={}", page["position"].as_str().unwrap())
}

/// A partner and an event with it.
fn two() -> String {
    made_up::partner("p", json!({}))
        + &made_up::event("e", json!({ "partners": references(&["p"]) }))
}

fn set_state(editor: &Keeper<'_>, path: &str, state: &str) {
    let changed = editor.change("PATCH", path, &json!({ "state": state }));
    assert_eq!(changed.status, 200, "{}", changed.text());
}

#[test]
fn a_copy_by_pages_of_any_size_is_the_export_to_the_byte() {
    let app = TestApp::new();
    for limit in [1, 2, 5, 21, 22, 1000] {
        assert_eq!(Harvester::new(Eyes::Public(&app), "").walk(limit), DATA, "{limit}");
        assert_eq!(Harvester::new(Eyes::Drafts(app.editor()), "").walk(limit), DATA, "{limit}");
    }
    let page = app.json("/changes");
    assert_eq!((page["data"].as_array().unwrap().len(), &page["position"]), (21, &json!("21")));
    assert_eq!(page["instance"], app.json("")["instance"]);
    assert!(page["links"]["next"].is_null());
}

#[test]
fn an_empty_data_set_has_a_feed_too() {
    let app = TestApp::empty();
    let page = app.json("/changes?after=0");
    assert_eq!((&page["data"], &page["position"]), (&json!([]), &json!("0")));
    assert_eq!(app.json("/changes")["data"], json!([]));
}

#[test]
fn each_record_is_told_once_at_its_latest_state_in_the_order_of_changes() {
    let app = TestApp::with(&two());
    let editor = app.editor();
    let first = app.json("/changes");
    assert_eq!(told(&first), ["1 saved partners/p", "2 saved events/e"]);
    for status in ["ended", "active", "suspended"] {
        editor.change("PATCH", "/partners/p", &json!({ "status": status }));
    }
    let second = app.json(&after(&first));
    assert_eq!(told(&second), ["5 saved partners/p"]);
    assert_eq!(second["data"][0]["record"]["status"], "suspended");
    assert_eq!(second["data"][0]["url"], "https://twinning.example/api/v1/partners/p");
    assert_eq!(second["data"][0]["changedAt"], app.json("/partners/p")["updatedAt"]);
    assert_eq!(
        told(&app.json("/changes")),
        ["2 saved events/e", "5 saved partners/p"],
        "from the beginning"
    );
    assert_eq!(app.json(&after(&second))["data"], json!([]));
}

#[test]
fn what_is_deleted_or_no_longer_published_is_removed() {
    let app = TestApp::with(&(two() + &made_up::partner("q", json!({}))));
    let (editor, first) = (app.editor(), app.json("/changes"));
    let kept = editor.json("/changes");
    assert_eq!(editor.change("DELETE", "/partners/q", &Value::Null).status, 204);
    set_state(&editor, "/events/e", "draft");
    let page = app.json(&after(&first));
    assert_eq!(told(&page), ["4 removed partners/q", "5 removed events/e"]);
    assert!(page["data"][0].get("record").is_none() && page["data"][0]["changedAt"].is_string());
    assert_eq!(told(&editor.json(&after(&kept))), ["4 removed partners/q", "5 saved events/e"]);
    editor.post("/partners/q/restore", &json!({ "revision": 3 }));
    set_state(&editor, "/events/e", "published");
    assert_eq!(told(&app.json(&after(&page))), ["6 saved partners/q", "7 saved events/e"]);
}

#[test]
fn drafts_leave_no_trace_for_the_public() {
    let app = TestApp::with(&two());
    let editor = app.editor();
    set_state(&editor, "/events/e", "draft");
    let (before, kept) = (app.get("/changes"), editor.json("/changes"));
    let at = "UPDATE journal SET at = '2020-02-02T02:02:02Z'; UPDATE record SET updated_at = '2020-02-02T02:02:02Z'";
    app.database.connection().batch_execute(at).unwrap();
    let draft = json!({"state": "draft", "translations": {"pl": {"name": "D"}}, "kind": "county",
        "status": "active", "country": "FR"});
    assert_eq!(editor.put("/partners/d", &draft).status, 201);
    editor.change("PATCH", "/partners/d", &json!({"status": "ended"}));
    editor.change("PATCH", "/events/e", &json!({"status": "cancelled"}));
    editor.change("DELETE", "/partners/d", &Value::Null);
    editor.change("DELETE", "/events/e", &Value::Null);
    let page = app.get("/changes");
    assert_eq!(page.header("etag"), before.header("etag"));
    assert_eq!(page.json()["position"], before.json()["position"]);
    assert_eq!(told(&page.json()), ["1 saved partners/p", "3 removed events/e"]);
    assert_eq!(
        // The same, which is not kept ready from before.
        app.json("/changes?limit=9")["data"][1]["changedAt"],
        "2020-02-02T02:02:02Z",
        "not when the draft was"
    );
    let all = editor.json(&after(&kept));
    assert_eq!(told(&all), ["7 removed partners/d", "8 removed events/e"]);
    assert_ne!(all["data"][1]["changedAt"], "2020-02-02T02:02:02Z");
}

#[test]
fn references_to_drafts_are_left_out_and_come_back_with_them() {
    let app = TestApp::new();
    let editor = app.editor();
    let mut copy = Harvester::new(Eyes::Public(&app), "");
    copy.walk(7);
    let position = copy.position.clone();
    // Whole lists, one of several, a field, and a field within a list.
    for path in ["/partners/oziersk", "/programmes/lt-pl-ru-2007-2013"] {
        set_state(&editor, path, "draft");
        let lines = copy.walk(3);
        assert_eq!(lines, export_for(&app.database, Public), "{path}");
        let (collection, id) = path[1..].split_once('/').unwrap();
        let (head, reference) =
            (format!("\"type\":\"{collection}\",\"id\":\"{id}\""), format!("{{\"id\":\"{id}\"}}"));
        assert!(DATA.contains(&head) && DATA.contains(&reference), "{path} is nowhere referred to");
        assert!(!lines.contains(&head) && !lines.contains(&reference), "{path}");
        assert!(!lines.contains("[]"), "an empty list is left out");
    }
    assert_eq!(export(&app.database).lines().count(), 21);
    let touched = told(&app.json(&format!("/changes?after={position}")));
    assert!(touched.iter().any(|change| change.contains("saved events/")), "{touched:?}");
    for path in ["/partners/oziersk", "/programmes/lt-pl-ru-2007-2013"] {
        set_state(&editor, path, "published");
    }
    assert_eq!(copy.walk(2), DATA);
}

#[test]
fn a_position_can_be_inside_of_a_revision() {
    let app = TestApp::with(
        &(0..6).map(|n| made_up::partner(&format!("p{n}"), json!({}))).collect::<String>(),
    );
    let together = "UPDATE record SET revision = 6, public_revision = 6 WHERE seq > 2";
    app.database.connection().batch_execute(together).unwrap();
    for eyes in [Eyes::Public(&app), Eyes::Drafts(app.editor())] {
        let mut positions = Vec::new();
        let mut copy = Harvester::new(eyes, "");
        while copy.step(1, 1) {
            positions.push(copy.position.clone());
        }
        assert_eq!(positions, ["1", "2", "6.3", "6.4", "6.5"]);
        assert_eq!((&*copy.position, copy.lines()), ("6", export(&app.database)));
    }
    assert_eq!(
        told(&app.json("/changes?after=6.4")),
        ["6 saved partners/p4", "6 saved partners/p5"]
    );
    assert_eq!(told(&app.json("/changes?after=5.999")).len(), 4);
    let next = path_of(&app.json("/changes?limit=4&type=partners")["links"]["next"]).unwrap();
    assert_eq!(next, "/changes?limit=4&type=partners&after=6.4");
    assert_eq!(app.json("/changes?after=6")["data"], json!([]));
}

#[test]
fn types_are_chosen_and_keep_their_order() {
    let app = TestApp::new();
    let only = |types: &'static str| {
        let expected = of_types(DATA, types);
        for limit in [1, 3, 100] {
            assert_eq!(
                Harvester::new(Eyes::Public(&app), types).walk(limit),
                expected,
                "{types} {limit}"
            );
        }
    };
    only("events");
    only("municipality");
    only("agreements,partners");
    only("events,projects,programmes,partners,municipality,agreements");
    assert_eq!(
        app.json("/changes?type=partners")["position"],
        "21",
        "the position is the data set's"
    );
}

#[test]
fn a_position_of_another_data_set_is_a_conflict() {
    let app = TestApp::with(&two());
    for path in
        ["/changes?after=3", "/changes?after=3.1", "/changes?after=999999999999999999&type=events"]
    {
        let answer = app.get(path);
        assert_eq!(answer.status, 409, "{path}");
        assert_eq!(answer.faults(), [("after".to_owned(), "future-position".to_owned())], "{path}");
        assert!(answer.details().contains("start again"), "{}", answer.details());
    }
    let editor = app.editor();
    set_state(&editor, "/events/e", "draft");
    editor.change("PATCH", "/events/e", &json!({"status": "cancelled"}));
    let position = editor.json("/changes")["position"].as_str().unwrap().to_owned();
    assert_eq!(editor.get(&format!("/changes?after={position}")).status, 200);
    assert_eq!(app.get(&format!("/changes?after={position}")).status, 409, "who sees less");
}

#[test]
fn what_is_not_understood_is_refused() {
    let app = TestApp::with(&two());
    for (query, name, code) in [
        ("after=-1", "after", "invalid-value"),
        ("after=", "after", "empty"),
        ("after=0.1", "after", "invalid-value"),
        ("after=01", "after", "invalid-value"),
        ("after=1.", "after", "invalid-value"),
        ("after=AQotc3RhcnREYXRl", "after", "invalid-value"),
        ("after=1&after=2", "after", "repeated"),
        ("limit=0", "limit", "invalid-value"),
        ("limit=1001", "limit", "invalid-value"),
        ("type=event", "type", "invalid-value"),
        ("since=1", "since", "unknown-parameter"),
        ("lang=pl", "lang", "unknown-parameter"),
        ("before=1", "before", "unknown-parameter"),
    ] {
        let answer = app.refused(&format!("/changes?{query}"));
        assert_eq!(answer.faults(), [(name.to_owned(), code.to_owned())], "{query}");
    }
    assert_eq!(app.ask("GET", "/api/v1/changes/", &[]).status, 404);
    assert_eq!(app.ask("POST", "/api/v1/changes", &[]).status, 405);
    assert_eq!(app.get_with("/changes", &[("Authorization", "Bearer twn_wrong")]).status, 401);
}

#[test]
fn an_unchanged_page_is_not_sent_again_and_says_where_it_is() {
    let app = TestApp::new();
    let page = app.get("/changes?limit=3&type=events,partners");
    let known = [("If-None-Match", page.header("etag"))];
    assert_eq!(app.get_with("/changes?limit=3&type=events,partners", &known).status, 304);
    assert!(page.header("link").contains("rel=\"next\""));
    assert!(page.header("cache-control").starts_with("public"));
    let kept = app.editor().get("/changes");
    assert_eq!(kept.header("cache-control"), "private, no-cache");
    assert_eq!(app.ask("HEAD", "/api/v1/changes", &[]).status, 200);
}

#[test]
fn the_public_export_is_a_command() {
    let app = TestApp::with(&two());
    set_state(&app.editor(), "/partners/p", "draft");
    let database = app.database.argument();
    let exported = run(&["export", "--public", "--database-url", &database]).succeeded();
    assert_eq!(exported, export_for(&app.database, Public));
    assert_eq!(exported.lines().count(), 1);
    assert!(!exported.contains("\"partners\""), "{exported}");
    assert_eq!(
        run(&["export", "--database-url", &database]).succeeded(),
        export_for(&app.database, Drafts)
    );
}
