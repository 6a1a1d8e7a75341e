//! Writing: make, replace, change, delete, restore.

use serde_json::{Value, json};

use crate::support::{TestApp, keeper::Keeper};

fn partner(name: &str) -> Value {
    json!({"translations": {"pl": {"name": name}}, "kind": "municipality", "status": "active", "country": "LT"})
}

#[test]
fn a_record_is_made_changed_deleted_and_restored() {
    let app = TestApp::new();
    let editor = app.editor();
    let made = editor.post("/partners", &partner("Święte Miasto"));
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.header("location"), "https://twinning.example/api/v1/partners/swiete-miasto");
    assert_eq!(made.json()["id"], "swiete-miasto");
    assert_eq!(
        made.header("etag"),
        editor.tag("/partners/swiete-miasto"),
        "the tag is the one of GET"
    );
    assert_eq!(
        made.bytes,
        editor.get("/partners/swiete-miasto").bytes,
        "the answer is the one of GET"
    );

    let patch = json!({"status": "ended", "website": "https://miasto.example/"});
    let changed = editor.change("PATCH", "/partners/swiete-miasto", &patch);
    assert_eq!((changed.status, &changed.json()["status"]), (200, &json!("ended")));
    assert_eq!(changed.json()["revision"], 23);
    assert_eq!(app.json("/partners/swiete-miasto")["website"], "https://miasto.example/");

    assert_eq!(editor.change("DELETE", "/partners/swiete-miasto", &Value::Null).status, 204);
    let gone = app.get("/partners/swiete-miasto");
    assert_eq!(gone.status, 410);
    assert!(gone.json()["deletedAt"].is_string());
    assert_eq!(
        editor.put("/partners/swiete-miasto", &partner("X")).status,
        410,
        "ids are not used again"
    );
    assert_eq!(editor.post("/partners", &partner("Święte Miasto")).json()["id"], "swiete-miasto-2");

    let restored = editor.post("/partners/swiete-miasto/restore", &json!({"revision": 22}));
    assert_eq!((restored.status, &restored.json()["status"]), (201, &json!("active")));
    assert!(app.json("/partners/swiete-miasto")["website"].is_null());
}

/// Every record, by its path below `/api/v1`.
fn every_record(keeper: &Keeper<'_>) -> Vec<String> {
    let mut paths = vec!["/municipality".to_owned()];
    for list in ["/partners", "/events", "/agreements", "/projects", "/programmes"] {
        let page = keeper.json(&format!("{list}?limit=100"));
        let ids =
            page["data"].as_array().unwrap().iter().map(|record| record["id"].as_str().unwrap());
        paths.extend(ids.map(|id| format!("{list}/{id}")));
    }
    paths
}

#[test]
fn what_get_answers_can_be_put_back_and_changes_nothing() {
    let app = TestApp::new();
    let editor = app.editor();
    let paths = every_record(&editor);
    assert_eq!(paths.len(), 21);
    for language in ["pl", "en", "fr"] {
        for path in &paths {
            let path = format!("{path}?lang={language}");
            let record = editor.get(&path);
            let put =
                editor.send("PUT", &path, &[("If-Match", record.header("etag"))], &record.json());
            assert_eq!(put.status, 200, "{path}: {}", put.text());
            assert_eq!(put.json(), record.json(), "{path}");
        }
    }
    assert_eq!(app.json("")["revision"], 21);
}
