//! Merge patches (RFC 7396): what is named is changed, what is `null` is removed, the rest stays.

use serde_json::{Value, json};

use crate::support::{TestApp, client::Answer, keeper::Keeper, made_up::references};

const PATH: &str = "/partners/oziersk";

fn patched(editor: &Keeper<'_>, patch: &Value) -> Answer {
    editor.change("PATCH", PATH, patch)
}

/// The record without what is another at every moment.
fn own(mut record: Value) -> Value {
    for name in ["revision", "createdAt", "updatedAt"] {
        record.as_object_mut().unwrap().shift_remove(name).unwrap();
    }
    record
}

/// What a merge patch makes of a document, as the RFC writes it.
fn merged(target: &Value, patch: &Value) -> Value {
    let Value::Object(changes) = patch else { return patch.clone() };
    let mut target = if target.is_object() { target.clone() } else { json!({}) };
    for (name, change) in changes {
        if change.is_null() {
            target.as_object_mut().unwrap().shift_remove(name);
        } else {
            target[name] = merged(&target[name], change);
        }
    }
    target
}

#[test]
fn a_patch_is_the_put_of_what_it_makes() {
    for patch in [
        json!({}),
        json!({"website": "https://o.example/"}),
        json!({"website": null, "region": null}),
        json!({"translations": {"en": {"description": null}, "lt": {"name": "Ozerskas"}}}),
        json!({"translations": {"en": null}}),
        json!({"aliases": [{"value": "Darkehmen", "kind": "historic"}]}),
        json!({"aliases": []}),
        json!({"location": {"latitude": 54.5}}),
        json!({"location": null, "status": "ended", "partnerUntil": "2022-03-01"}),
        json!({"state": "draft"}),
        json!({"sources": null, "identifiers": null}),
    ] {
        let (by_patch, by_put) = (TestApp::new(), TestApp::new());
        let (editor, other) = (by_patch.editor(), by_put.editor());
        let whole = merged(&other.json(PATH), &patch);
        let (patched, put) = (patched(&editor, &patch), other.change("PUT", PATH, &whole));
        assert_eq!(
            (patched.status, put.status),
            (200, 200),
            "{patch}: {} {}",
            patched.text(),
            put.text()
        );
        assert_eq!(own(patched.json()), own(put.json()), "{patch}");
        assert_eq!(patched.bytes, editor.get(PATH).bytes, "{patch}");
    }
}

#[test]
fn a_patch_without_effect_changes_nothing() {
    let app = TestApp::new();
    let editor = app.editor();
    let before = editor.get(PATH);
    for patch in [
        json!({}),
        json!({"status": "unknown"}),
        json!({"translations": {"en": {"name": "Ozyorsk"}}}),
    ] {
        let answer = patched(&editor, &patch);
        assert_eq!((answer.status, &answer.bytes), (200, &before.bytes), "{patch}");
        assert_eq!(answer.header("etag"), before.header("etag"), "{patch}");
    }
    assert_eq!(app.json("")["revision"], 21);
}

#[test]
fn a_patch_is_refused_with_all_that_is_wrong_with_it() {
    let app = TestApp::new();
    let editor = app.editor();
    for (patch, places) in [
        (json!({"name": "X"}), vec!["/name read-only"]),
        (json!({"name": null}), vec!["/name read-only"]),
        (json!({"id": "x", "revision": 1}), vec!["/id read-only", "/revision read-only"]),
        (
            json!({"description": "X", "kind": "x"}),
            vec!["/description read-only", "/kind invalid-value"],
        ),
        (json!({"kind": null}), vec!["/kind missing"]),
        (json!({"translations": null}), vec!["/translations missing"]),
        (
            json!({"translations": {"en": null, "pl": null, "ru": null}}),
            vec!["/translations missing"],
        ),
        (json!({"nickname": "x"}), vec!["/nickname unknown-field"]),
        (json!({"nickname": null}), vec!["/nickname unknown-field"]),
        (
            json!({"location": {"lat": null}, "webiste": null, "name": null}),
            vec!["/location/lat unknown-field", "/name read-only", "/webiste unknown-field"],
        ),
        (json!({"successors": [{"id": "nobody"}]}), vec!["/successors/0/id unknown-reference"]),
        (json!({"successors": [{"id": "oziersk"}]}), vec!["/successors/0/id refers-to-itself"]),
        (
            json!({"partnerUntil": "2001-01-01", "country": "XX"}),
            vec!["/country invalid-value", "/partnerUntil before-start"],
        ),
    ] {
        let answer = patched(&editor, &patch);
        assert_eq!(
            (answer.status, answer.places()),
            (400, places.into_iter().map(str::to_owned).collect()),
            "{patch}"
        );
    }
    let named = patched(&editor, &json!({"name": "X"}));
    assert!(named.details().contains("translations"), "what to do instead: {}", named.text());
    assert_eq!(app.json("")["revision"], 21);
}

#[test]
fn lists_are_replaced_whole() {
    let app = TestApp::new();
    let editor = app.editor();
    let ids = app.ids("/events?partner=oziersk&limit=1");
    let path = format!("/events/{}", ids[0]);
    let answer = editor.change(
        "PATCH",
        &path,
        &json!({"partners": references(&["oziersk"]), "topics": ["sport"]}),
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["partners"].as_array().unwrap().len(), 1);
    assert_eq!(
        app.ids("/events?topic=sport&limit=100").iter().filter(|id| **id == ids[0]).count(),
        1
    );
}

#[test]
fn a_patch_has_its_own_media_type() {
    let app = TestApp::new();
    let editor = app.editor();
    for media_type in ["application/json", "application/json-patch+json", "text/plain", ""] {
        let headers = [("Content-Type", media_type), ("If-Match", "*")];
        let headers = if media_type.is_empty() { &headers[1..] } else { &headers[..] };
        let answer = editor.raw("PATCH", PATH, headers, b"{\"website\":null}");
        assert_eq!(answer.status, 415, "{media_type}: {}", answer.text());
        assert_eq!(answer.header("accept"), "application/merge-patch+json", "{media_type}");
    }
    for (path, status) in [("/partners/nobody", 404), ("/events/nobody", 404)] {
        assert_eq!(
            editor.send("PATCH", path, &[("If-Match", "*")], &json!({})).status,
            status,
            "{path}"
        );
    }
    let charset =
        [("Content-Type", "Application/Merge-Patch+JSON; charset=utf-8"), ("If-Match", "*")];
    assert_eq!(editor.raw("PATCH", PATH, &charset, b"{}").status, 200);
    assert_eq!(app.json("")["revision"], 21);
}
