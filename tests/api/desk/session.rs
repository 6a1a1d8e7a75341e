//! Signing in and out.

use diesel::connection::SimpleConnection as _;

use super::{Desk, FORM, cookie, post, revoke, token};
use crate::{
    pages::{BROWSER, Page},
    support::{TestApp, app::PUBLIC_URL},
};

/// Takes a time of sessions back, so that they have lasted for longer.
fn age(app: &TestApp, column: &str, to: &str) {
    let text = format!("UPDATE session SET {column} = '{to}'");
    app.database.connection().batch_execute(&text).unwrap();
}

#[test]
fn a_token_is_exchanged_for_a_session() {
    let app = TestApp::new();
    let token = token(&app, "editor");
    let first = app.ask("GET", "/desk/events", &[("accept", BROWSER)]);
    assert_eq!(first.status, 303);
    assert_eq!(first.header("location"), "/desk/sign-in?to=%2Fdesk%2Fevents");
    let answer =
        post(&app, "/desk/sign-in", None, &[("token", &token), ("desk.to", "/desk/partners")]);
    assert_eq!((answer.status, answer.header("location")), (303, "/desk/partners"));
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-desk="), "{set}");
    for attribute in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(set.contains(attribute), "{attribute}: {set}");
    }
    assert!(!set.contains(&token) && !set.contains("Domain") && !set.contains("Max-Age"), "{set}");
    let desk = Desk { app: &app, cookie: cookie(&answer) };
    assert_eq!(desk.page("/desk/partners").texts("h1"), ["Partnerzy"]);
    let out = desk.post("/desk/sign-out", &[]);
    assert_eq!((out.status, out.header("location")), (303, "/desk/sign-in"));
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    assert_eq!(desk.ask("/desk/partners").status, 303, "the session has ended");
}

#[test]
fn a_wrong_token_is_told_in_one_sentence_and_counted() {
    let app = TestApp::new();
    let revoked = token(&app, "editor");
    revoke(&app, &revoked);
    for token in ["", "x", "twn_wrong", &revoked] {
        let answer = post(&app, "/desk/sign-in", None, &[("token", token)]);
        assert_eq!(answer.status, 401, "{token}");
        let page = Page::of("sign-in", &answer);
        assert!(page.texts(".fault")[0].starts_with("Ten token nie działa."), "{token}");
        assert_eq!(page.one("#token").attr("aria-invalid"), Some("true"));
        assert!(answer.header_if_any("set-cookie").is_none());
    }
    for _ in 0..6 {
        post(&app, "/desk/sign-in", None, &[("token", "twn_wrong")]);
    }
    let blocked = post(&app, "/desk/sign-in", None, &[("token", "twn_wrong")]);
    assert_eq!(blocked.status, 429);
    assert!(Page::of("", &blocked).texts(".fault")[0].starts_with("Za dużo prób."));
    let valid = token(&app, "editor");
    assert_eq!(
        post(&app, "/desk/sign-in", None, &[("token", &valid)]).status,
        303,
        "a right one works"
    );
}

#[test]
fn a_session_ends_with_its_token_with_time_and_without_use() {
    let app = TestApp::new();
    for (column, time, is_valid) in [
        ("created_at", "2020-01-01T00:00:00Z", false),
        ("used_at", "2020-01-01T00:00:00Z", false),
        ("used_at", "2999-01-01T00:00:00Z", true),
    ] {
        let desk = Desk::new(&app, "editor");
        assert_eq!(desk.ask("/desk/events").status, 200);
        age(&app, column, time);
        let status = if is_valid { 200 } else { 303 };
        assert_eq!(desk.ask("/desk/events").status, status, "{column} {time}");
    }
    let token = token(&app, "editor");
    let desk = Desk::with_token(&app, &token);
    revoke(&app, &token);
    assert_eq!(desk.ask("/desk/events").status, 303, "a revoked token");
}

#[test]
fn the_language_is_that_of_the_browser_until_another_is_chosen() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let sign_in =
        app.ask("GET", "/desk/sign-in", &[("accept", BROWSER), ("accept-language", "pl")]);
    let sign_in = Page::of("sign-in", &sign_in);
    assert_eq!(sign_in.texts("button[name=language]"), ["English"]);
    let list = desk.page("/desk/events");
    assert_eq!(list.texts("button[name=language]"), ["English"]);
    assert_eq!(list.one("button[name=language]").attr("lang"), Some("en"));
    for (from, to) in [
        (Some(format!("{PUBLIC_URL}/desk/events?q=a")), "/desk/events?q=a"),
        (Some(format!("{PUBLIC_URL}/desk/sign-in?to=%2Fdesk")), "/desk"),
        (Some(format!("{PUBLIC_URL}/pl/")), "/desk"),
        (Some("https://other.example//evil.example".to_owned()), "/desk"),
        (Some("nonsense".to_owned()), "/desk"),
        (None, "/desk"),
    ] {
        let mut headers = vec![
            ("accept", BROWSER),
            ("content-type", FORM),
            ("sec-fetch-site", "same-origin"),
            ("cookie", &*desk.cookie),
        ];
        headers.extend(from.as_deref().map(|from| ("referer", from)));
        let chosen = app.send("POST", "/desk/language", &headers, b"language=en");
        assert_eq!((chosen.status, chosen.header("location")), (303, to), "{from:?}");
        let set = chosen.header("set-cookie");
        for attribute in
            ["desk-language=en", "HttpOnly", "SameSite=Strict", "Secure", "Path=/desk", "Max-Age="]
        {
            assert!(set.contains(attribute), "{attribute}: {set}");
        }
        let both = format!("{}; {}", desk.cookie, cookie(&chosen));
        let english = Desk { app: &app, cookie: both }.page("/desk/events");
        assert_eq!(english.texts("h1"), ["Events"]);
        assert_eq!(english.texts("button[name=language]"), ["polski"]);
    }
    for language in ["", "de", "e n", "en\r\nSet-Cookie: x"] {
        let refused = desk.post("/desk/language", &[("language", language)]);
        assert_eq!(refused.status, 400, "{language:?}");
        assert!(refused.header_if_any("set-cookie").is_none());
    }
    let unknown = format!("{}; desk-language=xx", desk.cookie);
    assert_eq!(
        Desk { app: &app, cookie: unknown }.page("/desk/events").texts("h1"),
        ["Wydarzenia"]
    );
}

#[test]
fn what_was_typed_is_kept_when_the_session_has_ended() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = desk.form("/desk/partners/gulbene").fill("description.pl", "Zachowaj „to”.");
    age(&app, "created_at", "2020-01-01T00:00:00Z");
    let asked = desk.send(&form, super::SAVE);
    assert_eq!(asked.status, 401);
    let page = Page::of("again", &asked);
    assert!(page.all("button[name=language]").is_empty(), "it would load the page without it");
    assert!(page.texts(".fault")[0].contains("jest zachowane"));
    let [kept, to] = ["desk.kept", "desk.to"]
        .map(|name| page.one(&format!("input[name='{name}']")).attr("value").unwrap().to_owned());
    let token = token(&app, "editor");
    let fields = [("token", &*token), ("desk.kept", &kept), ("desk.to", &to)];
    let again = post(&app, "/desk/sign-in", None, &fields);
    assert_eq!(again.status, 200, "{}", again.text());
    let resumed = Page::of("resumed", &again);
    let action = resumed.one("form.sheet").attr("action").unwrap().to_owned();
    let fields: Vec<(String, String)> = resumed
        .all("form.sheet input[type=hidden]")
        .iter()
        .map(|field| {
            (field.attr("name").unwrap().to_owned(), field.attr("value").unwrap().to_owned())
        })
        .collect();
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = post(&app, &action, Some(&cookie(&again)), &fields);
    assert_eq!(saved.status, 303);
    let partner = app.json("/partners/gulbene?lang=pl");
    assert_eq!(partner["description"], "Zachowaj „to”.");
}

#[test]
fn a_database_keeps_no_secret_of_a_session() {
    use diesel::prelude::*;

    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Binary)]
        hash: Vec<u8>,
    }

    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let secret = desk.cookie.split_once('=').unwrap().1.to_owned();
    let rows: Vec<Row> =
        diesel::sql_query("SELECT hash FROM session").load(&mut app.database.connection()).unwrap();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].hash.len() == 32 && rows[0].hash != secret.as_bytes());
}
