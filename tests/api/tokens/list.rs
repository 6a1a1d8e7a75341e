//! `GET /tokens`: who may what, and no secret.

use serde_json::json;
use twinning::auth::role::TokenRole;

use crate::support::TestApp;

#[test]
fn an_admin_sees_all_tokens_and_no_secret() {
    let app = TestApp::new();
    let (admin, editor) = (app.keeper(TokenRole::Admin), app.editor());
    assert_eq!(editor.get("/tokens").status, 403);
    assert_eq!(app.get("/tokens").status, 401);
    let answer = admin.get("/tokens");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!((answer.header("cache-control"), answer.header_if_any("etag")), ("no-store", None));
    let tokens = answer.json();
    let shown: Vec<_> = tokens["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|token| (&token["role"], &token["state"]))
        .collect();
    assert!(shown.contains(&(&json!("admin"), &json!("active"))), "{tokens}");
    assert!(shown.contains(&(&json!("editor"), &json!("active"))), "{tokens}");
    for secret in [&admin.token, &editor.token] {
        assert!(!answer.text().contains(&secret[4..]), "a secret is shown");
    }
    assert_eq!(admin.get("/tokens?role=admin").status, 400);
}
