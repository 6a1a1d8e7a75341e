//! Preconditions: nobody overwrites what they have not seen.

use serde_json::{Value, json};
use twinning::auth::role::TokenRole;

use crate::support::{
    TestApp,
    made_up::{event, partner, references},
};

fn body(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

fn app() -> TestApp {
    TestApp::with(&[partner("a", json!({})), partner("b", json!({}))].concat())
}

#[test]
fn a_change_says_which_state_it_is_for() {
    let app = app();
    let editor = app.editor();
    let (a, b, list) =
        (editor.tag("/partners/a"), editor.tag("/partners/b"), editor.tag("/partners"));
    let in_french = editor.tag("/partners/a?lang=fr");
    let public = app.get("/partners/a").header("etag").to_owned();
    let packed = editor.raw("GET", "/partners/a", &[("Accept-Encoding", "gzip")], b"");
    let packed = packed.header("etag").to_owned();
    let two = format!("\"x\", {a}");
    let (weak, bare) = (format!("W/{a}"), a.trim_matches('"').to_owned());
    let in_one = format!("\"x,{bare}\"");
    let changed = |if_match: &str, number: usize| {
        let patch = json!({ "website": format!("https://a.example/{number}") });
        let headers: &[(&str, &str)] =
            if if_match == "-" { &[] } else { &[("If-Match", if_match)] };
        editor.send("PATCH", "/partners/a", headers, &patch)
    };
    for (number, (if_match, status)) in [
        ("-", 428),
        ("", 412),
        ("\"\"", 412),
        (b.as_str(), 412),
        (&list, 412),
        (&bare, 412),
        (&in_one, 412),
        ("\"a\", \"b\"", 412),
        ("\"ą\"", 412),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = changed(if_match, number);
        assert_eq!(answer.status, status, "If-Match: {if_match}: {}", answer.text());
        assert_eq!(editor.tag("/partners/a"), a, "nothing was changed");
    }
    for (number, good) in [a, in_french, public, packed, two, weak].iter().enumerate() {
        let current = editor.tag("/partners/a");
        // The same tag in another form, with the revision that the record has now.
        let revision = |tag: &str| {
            let tag = tag.trim_start_matches("\"x\", ").trim_start_matches("W/");
            tag.trim_matches('"').split('-').next().unwrap().to_owned()
        };
        let good = good.replacen(&revision(good), &revision(&current), 1);
        let answer = changed(&good, 100 + number);
        assert_eq!(answer.status, 200, "{good}: {}", answer.text());
        assert_eq!(changed(&good, 200 + number).status, 412, "{good}: the state is another now");
    }
    assert_eq!(changed("*", 300).status, 200, "whatever it is");
}

#[test]
fn every_change_of_what_is_there_needs_a_tag() {
    let app = app();
    let editor = app.editor();
    let stale = editor.tag("/partners/a");
    assert_eq!(editor.change("PATCH", "/partners/a", &json!({"status": "ended"})).status, 200);
    let revision = app.json("")["revision"].clone();
    for (method, path, sent) in [
        ("PUT", "/partners/a", body(&partner("a", json!({})))),
        ("PATCH", "/partners/a", json!({"status": "active"})),
        ("DELETE", "/partners/a", Value::Null),
        ("POST", "/partners/a/restore", json!({"revision": 1})),
    ] {
        let without = editor.send(method, path, &[], &sent);
        assert_eq!(without.status, 428, "{method}: {}", without.text());
        assert!(without.details().contains("If-Match"), "{}", without.text());
        let old = editor.send(method, path, &[("If-Match", &stale)], &sent);
        assert_eq!(old.status, 412, "{method}: {}", old.text());
        assert!(old.details().contains("revision 3"), "{}", old.text());
    }
    assert_eq!(app.json("")["revision"], revision);
}

#[test]
fn making_can_be_told_from_replacing() {
    let app = app();
    let editor = app.editor();
    let put = |id: &str, headers: &[(&str, &str)]| {
        let answer =
            editor.send("PUT", &format!("/partners/{id}"), headers, &body(&partner(id, json!({}))));
        (answer.status, answer)
    };
    assert_eq!(put("a", &[("If-None-Match", "*")]).0, 412);
    assert_eq!(put("a", &[("If-None-Match", "*"), ("If-Match", "*")]).0, 412);
    assert_eq!(
        put("a", &[("If-None-Match", "\"x\"")]).0,
        428,
        "only `*` says that it is to be new"
    );
    assert_eq!(put("new", &[("If-Match", "*")]).0, 412, "there is nothing that could match");
    let (status, made) = put("new", &[("If-None-Match", "*")]);
    assert_eq!(
        (status, made.header("location")),
        (201, "https://twinning.example/api/v1/partners/new")
    );
    let (status, same) = put("new", &[("If-Match", made.header("etag"))]);
    assert_eq!(
        (status, same.header_if_any("location"), same.header("etag")),
        (200, None, made.header("etag"))
    );
    assert_eq!(put("newer", &[]).0, 201, "without either, too");
    assert_eq!(editor.change("DELETE", "/partners/new", &Value::Null).status, 204);
    for headers in [&[][..], &[("If-Match", "*")], &[("If-None-Match", "*")]] {
        assert_eq!(put("new", headers).0, 410, "{headers:?}");
    }
}

/// What was left out of an answer would be removed by putting it back.
#[test]
fn the_tag_of_an_answer_that_leaves_something_out_changes_nothing() {
    let draft = partner("secret", json!({"state": "draft"}));
    let visit = event("visit", json!({"partners": references(&["a", "secret"])}));
    let app = TestApp::with(&[partner("a", json!({})), draft, visit].concat());
    let editor = app.editor();
    let public = app.get("/events/visit");
    assert_eq!(public.json()["partners"].as_array().unwrap().len(), 1);
    let put = |tag: &str, record: &Value| {
        editor.send("PUT", "/events/visit", &[("If-Match", tag)], record)
    };
    assert_eq!(put(public.header("etag"), &public.json()).status, 412);
    let whole = app.keeper(TokenRole::Reader).get("/events/visit");
    assert_eq!(whole.json()["partners"].as_array().unwrap().len(), 2);
    let answer = put(whole.header("etag"), &whole.json());
    assert_eq!((answer.status, answer.json()), (200, whole.json()));
}

#[test]
fn what_makes_something_new_has_no_state_to_name() {
    let app = app();
    let editor = app.editor();
    let sent = body(&partner("new", json!({})));
    for path in ["/partners", "/import"] {
        for header in ["If-Match", "If-None-Match"] {
            for value in ["*", "\"x\""] {
                let answer = editor.send("POST", path, &[(header, value)], &sent);
                let media_types = answer.status == 415;
                assert!(media_types || answer.status == 400, "{path} {header}: {}", answer.text());
                assert!(media_types || answer.text().contains(header), "{}", answer.text());
            }
        }
    }
    assert_eq!(app.get("/partners/new").status, 404);
}

#[test]
fn a_change_is_not_made_in_the_state_that_it_excludes() {
    let app = app();
    let editor = app.editor();
    for (method, sent) in [
        ("PUT", body(&partner("a", json!({})))),
        ("PATCH", json!({ "status": "ended" })),
        ("DELETE", Value::Null),
    ] {
        let tag = editor.tag("/partners/a");
        let headers = [("If-Match", "*"), ("If-None-Match", tag.as_str())];
        let answer = editor.send(method, "/partners/a", &headers, &sent);
        assert_eq!(answer.status, 412, "{method}: {}", answer.text());
        assert!(answer.details().contains("If-None-Match"), "{}", answer.text());
        let headers = [("If-Match", tag.as_str()), ("If-None-Match", "\"x\"")];
        assert!(editor.send(method, "/partners/a", &headers, &sent).status < 300, "{method}");
    }
}
