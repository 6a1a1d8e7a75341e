//! The document as an instance serves it: with its municipality and its address.

use serde_json::{Value, json};

use crate::support::{TestApp, oracle::DOCUMENT};

/// The document that the service serves, and its tag.
fn served(app: &TestApp) -> (Value, String) {
    let answer = app.get("/openapi.json");
    assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=3600"));
    (answer.json(), answer.header("etag").to_owned())
}

#[test]
fn it_has_the_name_the_contact_and_the_address_of_the_instance() {
    let app = TestApp::new();
    let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
    let patch =
        json!({"website": "https://example.org/", "contact": {"email": "office@example.org"}});
    assert_eq!(app.editor().send("PATCH", "/municipality", &headers, &patch).status, 200);
    let (mut document, _) = served(&app);
    assert_eq!(document["info"]["title"], "Gmina Kętrzyn – twinning");
    assert_eq!(
        document["info"]["contact"],
        json!({"name": "Gmina Kętrzyn", "url": "https://example.org/", "email": "office@example.org"})
    );
    assert_eq!(
        document["servers"],
        json!([{"url": "https://twinning.example/api/v1", "description": "This service"}])
    );
    for name in ["title", "contact"] {
        document["info"][name] = DOCUMENT["info"][name].clone();
    }
    document["servers"] = DOCUMENT["servers"].clone();
    assert_eq!(document, *DOCUMENT, "everything else is as it is committed");
}

#[test]
fn without_a_municipality_it_names_nobody() {
    let (document, _) = served(&TestApp::empty());
    assert_eq!(document["info"], DOCUMENT["info"]);
}

#[test]
fn its_tag_changes_with_the_municipality_alone() {
    let app = TestApp::new();
    let editor = app.editor();
    let (_, first) = served(&app);
    let patched = |path: &str, patch: &Value| {
        let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
        assert_eq!(editor.send("PATCH", path, &headers, patch).status, 200, "{path}");
    };
    patched("/partners/oziersk", &json!({"website": "https://example.org/"}));
    assert_eq!(app.get_with("/openapi.json", &[("If-None-Match", &first)]).status, 304);
    patched(
        "/municipality",
        &json!({"translations": {"pl": {"name": "Miasto Kętrzyn"}}, "contact": null}),
    );
    assert_eq!(app.get_with("/openapi.json", &[("If-None-Match", &first)]).status, 200);
    let (document, second) = served(&app);
    assert_ne!(first, second);
    assert_eq!(document["info"]["title"], "Miasto Kętrzyn – twinning");
    assert!(document["info"]["contact"].get("email").is_none());
}

/// The document is the same for everybody, so that a token does not put a draft into it either.
#[test]
fn it_does_not_name_a_draft() {
    let app = TestApp::new();
    let editor = app.editor();
    let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
    assert_eq!(
        editor.send("PATCH", "/municipality", &headers, &json!({"state": "draft"})).status,
        200
    );
    let (document, _) = served(&app);
    assert_eq!(document["info"], DOCUMENT["info"]);
    assert_eq!(editor.json("/openapi.json"), document);
}
