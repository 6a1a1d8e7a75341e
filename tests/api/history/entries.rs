//! `/{collection}/{id}/history`: what was done to a record, the newest first, with the record before and after.

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use twinning::auth::role::TokenRole;

use crate::support::{TestApp, app::path_of, keeper::Keeper, made_up};

/// Revision, action: of each change of a page.
pub fn told(page: &Value) -> Vec<(i64, String)> {
    let one = |change: &Value| {
        (change["revision"].as_i64().unwrap(), change["action"].as_str().unwrap().to_owned())
    };
    page["data"].as_array().unwrap().iter().map(one).collect()
}

/// All pages of this limit, one after the other.
pub fn walked(editor: &Keeper<'_>, path: &str) -> Vec<Value> {
    let (mut data, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = editor.json(&path);
        data.extend(page["data"].as_array().unwrap().iter().cloned());
        next = path_of(&page["links"]["next"]);
    }
    data
}

fn lived_in() -> TestApp {
    let app = TestApp::with(&made_up::partner("p", json!({})));
    let editor = app.editor();
    editor.change("PATCH", "/partners/p", &json!({"status": "ended"}));
    editor.change("DELETE", "/partners/p", &Value::Null);
    editor.post("/partners/p/restore", &json!({"revision": 1}));
    app.import(&made_up::partner("q", json!({})));
    editor.change("DELETE", "/partners/p", &Value::Null);
    app
}

#[test]
fn a_record_tells_its_past_also_when_it_is_deleted() {
    let app = lived_in();
    let editor = app.editor();
    let page = editor.json("/partners/p/history");
    let expected = [(6, "delete"), (4, "restore"), (3, "delete"), (2, "replace"), (1, "create")];
    assert_eq!(told(&page), expected.map(|(revision, action)| (revision, action.to_owned())));
    assert_eq!(page["pagination"], json!({"limit": 20, "total": 5}));
    let change = |at: usize| &page["data"][at];
    assert_eq!(
        (&change(3)["before"]["status"], &change(3)["after"]["status"]),
        (&json!("active"), &json!("ended"))
    );
    assert!(change(4).get("before").is_none() && change(0).get("after").is_none());
    assert_eq!(change(1)["after"], change(4)["after"], "restored");
    assert_eq!(
        (&change(4)["after"]["type"], &change(4)["after"]["id"]),
        (&json!("partners"), &json!("p"))
    );
    assert_eq!((&change(4)["actor"], &change(3)["actor"]), (&json!("test"), &json!("the editor")));
    assert_eq!(change(0)["url"], "https://twinning.example/api/v1/partners/p");
    let was = &editor.json("/partners/q/history")["data"][0]["after"];
    let again = editor.send("PUT", "/partners/q", &[("If-Match", "*")], was);
    assert_eq!(again.status, 200, "what was can be put again: {}", again.text());
}

#[test]
fn a_history_is_walked_in_pages() {
    let app = lived_in();
    let editor = app.editor();
    let all = editor.json("/partners/p/history")["data"].as_array().unwrap().clone();
    for limit in [1, 2, 4, 5, 100] {
        assert_eq!(walked(&editor, &format!("/partners/p/history?limit={limit}")), all, "{limit}");
    }
    let first = editor.json("/partners/p/history?limit=2");
    let next = path_of(&first["links"]["next"]).unwrap();
    editor.post("/partners/p/restore", &json!({"revision": 1}));
    assert_eq!(editor.json(&next)["data"][0], all[2], "what is new does not move the page");
    let answer = editor.get("/partners/p/history");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let known = [("If-None-Match", answer.header("etag"))];
    assert_eq!(editor.send("GET", "/partners/p/history", &known, &Value::Null).status, 304);
}

#[test]
fn every_type_of_record_has_a_history() {
    let app = TestApp::new();
    let editor = app.editor();
    for list in ["/partners", "/events", "/agreements", "/projects", "/programmes"] {
        let id = app.ids(&format!("{list}?limit=1"))[0].clone();
        let page = editor.json(&format!("{list}/{id}/history"));
        assert_eq!(
            (page["data"][0]["id"].as_str(), page["data"][0]["type"].as_str()),
            (Some(&*id), Some(&list[1..]))
        );
        assert_eq!(editor.get(&format!("{list}/nobody/history")).status, 404);
    }
    assert_eq!(told(&editor.json("/municipality/history")), [(1, "create".to_owned())]);
    editor.change("DELETE", "/municipality", &Value::Null);
    let page = editor.json("/municipality/history");
    assert_eq!(told(&page)[0], (22, "delete".to_owned()));
    assert_eq!(page["data"][0]["url"], "https://twinning.example/api/v1/municipality");
    assert_eq!(TestApp::empty().editor().get("/municipality/history").status, 404);
}

#[test]
fn histories_and_audit_are_for_editors() {
    let app = lived_in();
    for path in ["/partners/p/history", "/municipality/history", "/audit"] {
        assert_eq!(app.get(path).status, 401, "{path}");
        assert_eq!(app.keeper(TokenRole::Reader).get(path).status, 403, "{path}");
        let status = if path.starts_with("/muni") { 404 } else { 200 };
        for role in [TokenRole::Editor, TokenRole::Admin] {
            assert_eq!(app.keeper(role).get(path).status, status, "{path}");
            assert_eq!(
                app.keeper(role).send("HEAD", path, &[], &Value::Null).status,
                status,
                "{path}"
            );
        }
    }
}

#[test]
fn what_a_history_does_not_have_is_refused() {
    let app = lived_in();
    let editor = app.editor();
    for (query, name, code) in [
        ("limit=101", "limit", "invalid-value"),
        ("after=x", "after", "invalid-cursor"),
        ("before=x", "before", "unknown-parameter"),
        ("actor=test", "actor", "unknown-parameter"),
        ("lang=pl", "lang", "unknown-parameter"),
    ] {
        let answer = editor.get(&format!("/partners/p/history?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.faults(), [(name.to_owned(), code.to_owned())], "{query}");
    }
    let many: String = (0..3).map(|n| made_up::event(&format!("e{n}"), json!({}))).collect();
    app.import(&many);
    let next = path_of(&app.json("/events?limit=1")["links"]["next"]).unwrap();
    let cursor = next.rsplit_once('=').unwrap().1.to_owned();
    let answer = editor.get(&format!("/partners/p/history?after={cursor}"));
    assert_eq!(answer.faults(), [("after".to_owned(), "other-order".to_owned())]);
}

#[test]
fn audit_tells_everything_and_finds_by_who_what_and_when() {
    let app = lived_in();
    let editor = app.editor();
    app.database
        .connection()
        .batch_execute(
            "UPDATE journal SET at = '2026-03-28T22:59:59Z' WHERE revision < 3; \
             UPDATE journal SET at = '2026-03-28T23:00:00Z' WHERE revision = 3; \
             UPDATE journal SET at = '2026-03-29T21:59:59Z' WHERE revision = 4; \
             UPDATE journal SET at = '2026-03-29T22:00:00Z' WHERE revision > 4; \
             UPDATE journal SET actor = 'Nowak, Anna' WHERE revision = 2; \
             UPDATE dataset SET revision = revision + 1",
        )
        .unwrap();
    for (query, expected) in [
        ("", &[6, 5, 4, 3, 2, 1][..]),
        ("?actor=test", &[5, 1]),
        ("?actor=test,nobody", &[5, 1]),
        ("?actor=Test", &[]),
        ("?actor=%22Nowak,%20Anna%22,test", &[5, 2, 1]),
        ("?actor=%22Nowak,%20Anna%22&actor=test", &[5, 2, 1]),
        ("?actor=%22Nowak,%20Anna%22", &[2]),
        ("?actor=Nowak,%20Anna&actor=test", &[5, 1]),
        ("?actor=Nowak,%20Anna", &[]),
        ("?type=partners", &[6, 5, 4, 3, 2, 1]),
        ("?type=events,projects", &[]),
        ("?action=delete,restore", &[6, 4, 3]),
        ("?action=erase", &[]),
        ("?actor=the%20editor&action=delete", &[6, 3]),
        // The day on which the clocks go forward in Warsaw: it begins at 23:00 and ends at 22:00 in UTC.
        ("?from=2026-03-29&to=2026-03-29", &[4, 3]),
        ("?to=2026-03-28", &[2, 1]),
        ("?from=2026-03-30", &[6, 5]),
        ("?from=2026-03-31", &[]),
    ] {
        let page = editor.json(&format!("/audit{query}"));
        let revisions: Vec<i64> = told(&page).into_iter().map(|(revision, _)| revision).collect();
        assert_eq!(revisions, expected, "{query}");
        assert_eq!(page["pagination"]["total"], json!(expected.len()), "{query}");
    }
}

#[test]
fn audit_is_walked_in_pages_also_through_one_revision() {
    let ids = ["p-2", "p", "p2", "p-10", "a", "zz", "p-1"];
    let lines: String = ids.iter().map(|id| made_up::partner(id, json!({}))).collect();
    let app = TestApp::with(&(lines + &made_up::event("p", json!({}))));
    app.database
        .connection()
        .batch_execute("UPDATE journal SET revision = 5 WHERE revision > 2")
        .unwrap();
    let editor = app.editor();
    let all = editor.json("/audit")["data"].as_array().unwrap().clone();
    let paths: Vec<String> = all
        .iter()
        .map(|change| {
            format!("{} {}/{}", change["revision"], change["type"], change["id"]).replace('"', "")
        })
        .collect();
    let expected = [
        "5 partners/zz",
        "5 partners/p2",
        "5 partners/p-10",
        "5 partners/p-1",
        "5 partners/a",
        "5 events/p",
        "2 partners/p",
        "1 partners/p-2",
    ];
    assert_eq!(paths, expected);
    for (limit, filter) in [
        (1, ""),
        (2, ""),
        (3, "&type=partners,events"),
        (3, "&actor=test,x"),
        (7, "&action=create"),
    ] {
        assert_eq!(
            walked(&editor, &format!("/audit?limit={limit}{filter}")),
            all,
            "{limit}{filter}"
        );
    }
}

#[test]
fn what_audit_does_not_have_is_refused() {
    let app = lived_in();
    let editor = app.editor();
    for (query, name, code) in [
        ("limit=0", "limit", "invalid-value"),
        ("after=AAAA", "after", "invalid-cursor"),
        ("actor=", "actor", "empty"),
        ("actor=a,,b", "actor", "invalid-value"),
        ("type=partner", "type", "invalid-value"),
        ("action=put", "action", "invalid-value"),
        ("from=2026-02-30", "from", "invalid-value"),
        ("from=2026-02-02&to=2026-02-01", "to", "before-start"),
        ("who=me", "who", "unknown-parameter"),
    ] {
        let answer = editor.get(&format!("/audit?{query}"));
        assert_eq!(
            (answer.status, answer.faults()),
            (400, vec![(name.to_owned(), code.to_owned())]),
            "{query}"
        );
    }
    let many = "a,".repeat(101);
    let answer = editor.get(&format!("/audit?actor={}", many.trim_end_matches(',')));
    assert_eq!(answer.faults(), [("actor".to_owned(), "too-many".to_owned())]);
}
