//! What browsers may do with the desk, and what other sites may not.

use super::{Desk, FORM, post, token};
use crate::{
    pages::BROWSER,
    support::{TestApp, app::PUBLIC_URL},
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

#[test]
fn the_desk_is_in_nobody_elses_hands() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    for path in [
        "/desk/events",
        "/desk/new/events",
        "/desk/partners/oziersk",
        "/desk/partners/oziersk/history",
        "/desk/partners/oziersk/delete",
        "/desk/suggest/partners?q=ozi",
        "/desk/sign-in",
        "/desk/events/none",
        "/desk/nothing",
    ] {
        let answer = desk.ask(path);
        for (name, value) in [
            ("content-security-policy", POLICY),
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(answer.header_if_any("access-control-allow-origin").is_none(), "{path}");
        if answer.status == 200 {
            assert_eq!(answer.header("x-robots-tag"), "noindex", "{path}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        }
    }
}

#[test]
fn a_form_of_another_site_is_refused() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let body = b"desk.do=save&desk.base=1";
    for (headers, status) in [
        (vec![("sec-fetch-site", "cross-site")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
        (vec![("sec-fetch-site", "none")], 403),
        (vec![("origin", "https://evil.example")], 403),
        (vec![("origin", "null")], 403),
        (vec![], 403),
        (vec![("sec-fetch-site", "cross-site"), ("origin", PUBLIC_URL)], 403),
        (vec![("origin", PUBLIC_URL)], 303),
        (vec![("sec-fetch-site", "same-origin")], 303),
    ] {
        for path in [
            "/desk/partners/oziersk",
            "/desk/sign-in",
            "/desk/sign-out",
            "/desk/partners/oziersk/delete",
        ] {
            if status == 303 && path != "/desk/partners/oziersk/delete" {
                continue;
            }
            let mut all =
                vec![("accept", BROWSER), ("content-type", FORM), ("cookie", &*desk.cookie)];
            all.extend(headers.iter().copied());
            let answer = app.send("POST", path, &all, body);
            let expected = if status == 303 { 409 } else { 403 };
            assert_eq!(answer.status, expected, "{path} {headers:?}: {}", answer.text());
        }
    }
    assert_eq!(app.get("/partners/oziersk").status, 200);
}

#[test]
fn the_api_does_not_know_the_cookie_and_the_desk_not_the_token() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let draft = app.ask("GET", "/api/v1/events?state=draft", &[("cookie", &*desk.cookie)]);
    assert_eq!(draft.status, 401);
    let bearer = format!("Bearer {}", token(&app, "editor"));
    let answer = app.ask("GET", "/desk/events", &[("accept", BROWSER), ("authorization", &bearer)]);
    assert_eq!(answer.status, 303);
}

#[test]
fn who_reads_changes_nothing() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "reader");
    let page = desk.page("/desk/partners/oziersk");
    assert_eq!(page.all("main form button[value=save], main form button[value=publish]").len(), 0);
    for (path, fields) in [
        ("/desk/partners/oziersk", &[("desk.do", "save"), ("desk.base", "1")][..]),
        ("/desk/new/partners", &[("desk.do", "save"), ("desk.key", "k"), ("name.pl", "x")]),
        ("/desk/partners/oziersk/delete", &[]),
        ("/desk/partners/oziersk/history", &[("revision", "1")]),
    ] {
        assert_eq!(desk.post(path, fields).status, 403, "{path}");
    }
}

#[test]
fn forms_have_limits() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let many: Vec<(String, String)> =
        (0..5_001).map(|number| (format!("f{number}"), "x".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(desk.post("/desk/partners/oziersk", &many).status, 400);
    let long = "x".repeat((1 << 20) + 1);
    assert_eq!(desk.post("/desk/partners/oziersk", &[("name.pl", &long)]).status, 413);
    let headers = [
        ("accept", BROWSER),
        ("content-type", "application/json"),
        ("cookie", &*desk.cookie),
        ("sec-fetch-site", "same-origin"),
    ];
    assert_eq!(app.send("POST", "/desk/partners/oziersk", &headers, b"{}").status, 415);
    let _ = post(&app, "/desk/sign-out", Some(&desk.cookie), &[]);
}

#[test]
fn the_desk_can_be_absent() {
    let whole = TestApp::new();
    let app = whole.again(|service| twinning::http::state::AppState { has_desk: false, ..service });
    for path in ["/desk", "/desk/sign-in", "/desk/events"] {
        assert_eq!(app.ask("GET", path, &[("accept", BROWSER)]).status, 404, "{path}");
    }
}
