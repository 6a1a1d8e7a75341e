//! A token stands in no log, and in no address.

use serde_json::Value;
use twinning::auth::{role::TokenRole, secret::Secret};

use crate::support::{
    TestApp,
    database::TestDatabase,
    keeper::token,
    program::Serving,
    raw::{exchange, get},
};

/// The secret part of a token, and its halves.
fn parts(token: &str) -> [&str; 3] {
    [&token[4..], &token[4..20], &token[20..36]]
}

fn write(token: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "PUT /api/v1/partners/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// Sends tokens in every way, right and wrong, and answers which were sent.
fn exercised(database: &TestDatabase, serving: &Serving) -> Vec<String> {
    let (right, weak) = (token(database, TokenRole::Editor), token(database, TokenRole::Reader));
    let wrong = Secret::new().unwrap().reveal().to_owned();
    let typo = wrong.replace("twn_", "twn-");
    let status = |request: String| exchange(serving.address, request).unwrap().status;
    let header = |token: &str| format!("Authorization: Bearer {token}\r\n");
    let partner = r#"{"translations": {"en": {"name": "X"}}, "kind": "county", "status": "active", "country": "FR"}"#;
    assert_eq!(status(get("/api/v1/partners", &header(&right))), 200);
    assert_eq!(status(write(&right, partner)), 201);
    assert_eq!(status(write(&right, "{")), 400);
    assert_eq!(status(write(&weak, "{}")), 403);
    assert_eq!(status(get("/api/v1/partners/nobody", &header(&right))), 404);
    for (token, expected) in [(&wrong, 401), (&typo, 401), (&right, 200)] {
        assert_eq!(status(get("/api/v1/events", &header(token))), expected);
    }
    assert_eq!(status(get("/api/v1/events", &format!("Authorization: Basic {right}\r\n"))), 401);
    for name in ["token", "access_token", "apikey", "q"] {
        let answer =
            exchange(serving.address, get(&format!("/api/v1/partners?{name}={right}"), ""))
                .unwrap();
        if name != "q" {
            assert_eq!(answer.status, 400, "{name}: {}", answer.text());
        }
        assert!(
            !answer.text().contains(parts(&right)[0]) || name == "q",
            "{name}: {}",
            answer.text()
        );
    }
    vec![right, weak, wrong, typo]
}

/// A log of this level and format, with the tokens that it must not have.
fn logged(level: &str, format: &str) -> (String, Vec<String>) {
    let database = TestDatabase::migrated();
    let mut environment = vec![("TWINNING_LOG_FORMAT", format)];
    if !level.is_empty() {
        environment.push(("RUST_LOG", level));
    }
    let serving = Serving::start(&database.argument(), &[], &environment);
    let sent = exercised(&database, &serving);
    (serving.whole_log(), sent)
}

fn has_no_part(log: &str, sent: &[String]) {
    for token in sent {
        for part in parts(token) {
            assert!(!log.contains(part), "the log has a part of a token\n{log}");
        }
    }
}

#[test]
fn no_log_of_objects_has_a_token() {
    for level in ["", "debug", "trace,access=off"] {
        let (log, sent) = logged(level, "json");
        has_no_part(&log, &sent);
        for line in log.lines() {
            let object: Value =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert!(object["message"].is_string() || object["request_id"].is_string(), "{line}");
        }
        let changed = log.lines().any(|line| line.contains(r#""record":"partners/x""#));
        assert!(changed, "{level}: {log}");
    }
}

#[test]
fn no_log_has_a_token() {
    for level in
        ["", "debug", "debug,access=off", "info,twinning=trace,diesel=trace,actix_server=debug"]
    {
        let (log, sent) = logged(level, "text");
        if !level.contains("access=off") {
            assert!(log.contains("PUT /api/v1/partners/x 201"), "{level}: {log}");
        }
        has_no_part(&log, &sent);
    }
}

#[test]
fn a_token_in_an_address_is_an_unknown_parameter() {
    let app = TestApp::new();
    let token = app.editor().token;
    for name in ["token", "access_token"] {
        for path in ["", "/partners", "/partners/oziersk", "/search", "/openapi.json"] {
            let answer = app.get(&format!("{path}?{name}={token}"));
            assert_eq!(answer.status, 400, "{path}");
            assert!(!answer.text().contains(&token[4..]), "{path}: {}", answer.text());
            let faults = answer.faults();
            assert!(
                faults.contains(&(name.to_owned(), "unknown-parameter".to_owned())),
                "{faults:?}"
            );
        }
    }
    let refused = app.send("POST", &format!("/api/v1/partners?token={token}"), &[], "{}");
    assert_eq!(refused.status, 401, "and nobody is somebody by it");
}
