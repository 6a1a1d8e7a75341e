//! Who guesses tokens has to wait.

use twinning::auth::{attempts::ALLOWED, role::TokenRole, secret::Secret};

use crate::support::{TestApp, client::Answer, keeper::token};

/// Asks with this token, as from `address` by the header of proxies.
fn asked(app: &TestApp, token: Option<&str>, forwarded_for: &str) -> Answer {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let bearer = authorization.as_deref().map(|value| ("Authorization", value));
    let forwarded = (!forwarded_for.is_empty()).then_some(("X-Forwarded-For", forwarded_for));
    app.get_with("/partners", &bearer.into_iter().chain(forwarded).collect::<Vec<_>>())
}

fn guess(app: &TestApp, forwarded_for: &str) -> u16 {
    asked(app, Some(Secret::new().unwrap().reveal()), forwarded_for).status
}

#[test]
fn after_ten_wrong_tokens_an_address_has_to_wait() {
    let app = TestApp::new();
    let right = token(&app.database, TokenRole::Reader);
    assert_eq!(asked(&app, Some(&right), "").status, 200);
    for number in 1..=ALLOWED {
        // What is no token at all counts too.
        let status =
            if number % 2 == 0 { asked(&app, Some("x"), "").status } else { guess(&app, "") };
        assert_eq!(status, 401, "number {number}");
    }
    assert_eq!(asked(&app, Some(&right), "").status, 200, "nobody locks out a right token");
    let refused = asked(&app, Some(Secret::new().unwrap().reveal()), "");
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["type"], "urn:twinning:problem:too-many-requests");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(guess(&app, ""), 429);
    assert_eq!(asked(&app, None, "").status, 200, "who brings no token guesses nothing");
    assert_eq!(app.ask("HEAD", "/api/v1/partners", &[("Authorization", "Bearer x")]).status, 429);
    let put = app.send(
        "PUT",
        "/api/v1/partners/x",
        &[("Authorization", &format!("Bearer {right}"))],
        "{}",
    );
    assert_eq!(put.status, 403, "a right token is looked at: a reader may not write");
    assert_eq!(app.send("PUT", "/api/v1/partners/x", &[], "{}").status, 401);
}

#[test]
fn right_tokens_and_other_refusals_are_not_counted() {
    let app = TestApp::new();
    let reader = format!("Bearer {}", token(&app.database, TokenRole::Reader));
    for _ in 0..3 * ALLOWED {
        let headers = [("Authorization", reader.as_str())];
        assert_eq!(app.get_with("/partners/nobody", &headers).status, 404);
        assert_eq!(app.send("POST", "/api/v1/partners", &headers, "{}").status, 403);
        assert_eq!(app.send("POST", "/api/v1/partners", &[], "{}").status, 401);
    }
    assert_eq!(app.get_with("/partners", &[("Authorization", &reader)]).status, 200);
}

#[test]
fn a_trusted_proxy_says_whom_it_asks_for() {
    let app = TestApp::behind_proxy();
    for _ in 0..ALLOWED {
        assert_eq!(guess(&app, "192.0.2.1"), 401);
    }
    assert_eq!(guess(&app, "192.0.2.1"), 429);
    assert_eq!(guess(&app, "192.0.2.2"), 401, "another client of the proxy");
    assert_eq!(
        guess(&app, "198.51.100.7, 192.0.2.1"),
        429,
        "only what the proxy itself heard counts"
    );
    assert_eq!(guess(&app, "192.0.2.1, 198.51.100.7"), 401, "what a client made up does not");
}

#[test]
fn who_is_no_trusted_proxy_speaks_for_nobody() {
    let app = TestApp::new();
    for number in 0..ALLOWED {
        assert_eq!(guess(&app, &format!("192.0.2.{number}")), 401);
    }
    assert_eq!(
        guess(&app, "192.0.2.99"),
        429,
        "the header of an address that is not trusted is not read"
    );
}

#[test]
fn another_scheme_is_no_token_and_no_guess() {
    let app = TestApp::new();
    let right = token(&app.database, TokenRole::Editor);
    for scheme in ["Basic dXNlcjpwYXNz", "Digest username=\"a\"", "Negotiate YII=", ""] {
        for _ in 0..=ALLOWED {
            let headers = [("Authorization", scheme)];
            assert_eq!(app.get_with("/partners", &headers).status, 200, "{scheme}");
            assert_eq!(app.get_with("/openapi.json", &headers).status, 200, "{scheme}");
            let refused = app.send("POST", "/api/v1/partners", &headers, "{}");
            assert_eq!(refused.status, 401, "{scheme}");
            assert_eq!(refused.header("www-authenticate"), "Bearer realm=\"twinning\"", "{scheme}");
        }
        let bearer = format!("Bearer {right}");
        let both = [("Authorization", scheme), ("Authorization", bearer.as_str())];
        assert_eq!(app.get_with("/audit", &both).status, 200, "{scheme} and a token");
    }
    assert_eq!(asked(&app, Some("x"), "").status, 401, "nothing was counted");
}
