//! The quota of a client: told with every response, and kept.

use crate::support::{
    client::{self, Answer},
    database::TestDatabase,
    keeper::token,
    program::Serving,
};
use twinning::auth::role::TokenRole;

fn ask(serving: &Serving, path: &str, headers: &[(&str, &str)]) -> Answer {
    let url = format!("http://{}{path}", serving.address);
    client::send(&client::agent(), "GET", &url, headers, &[])
}

#[test]
fn a_client_has_a_quota_that_every_response_tells() {
    let database = TestDatabase::new();
    let serving = Serving::start(&database.argument(), &["--demo", "--rate-limit", "5"], &[]);
    let editor = token(&database, TokenRole::Editor);
    for (path, left) in [
        ("/api/v1", "4"),
        ("/api/v1/partners", "3"),
        ("/api/v1/partners/none", "2"),
        ("/api/v1/events?kind=visti", "1"),
        ("/nowhere", "0"),
    ] {
        let answer = ask(&serving, path, &[]);
        assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=5;w=60", "{path}");
        let state = answer.header("ratelimit");
        assert!(state.starts_with(&format!("\"default\";r={left};t=")), "{path}: {state}");
    }
    let bearer = format!("Bearer {editor}");
    for headers in [&[][..], &[("Authorization", bearer.as_str())]] {
        let refused = ask(&serving, "/api/v1/partners", headers);
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert_eq!(refused.json()["type"], "urn:twinning:problem:rate-limited");
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=12).contains(&wait), "{wait}");
        assert!(refused.header("ratelimit").starts_with("\"default\";r=0;t="));
    }
    for path in ["/health/live", "/health/ready"] {
        let health = ask(&serving, path, &[]);
        assert_eq!((health.status, health.header_if_any("ratelimit")), (200, None), "{path}");
    }
}

#[test]
fn programs_on_the_same_machine_have_no_quota_unless_it_is_set() {
    let database = TestDatabase::new();
    for (arguments, limited) in [
        (&["--demo"][..], false),
        (&["--demo", "--rate-limit", "0"], false),
        (&["--demo", "--rate-limit", "9"], true),
    ] {
        let serving = Serving::start(&database.argument(), arguments, &[]);
        let answer = ask(&serving, "/api/v1", &[]);
        assert_eq!(answer.header_if_any("ratelimit").is_some(), limited, "{arguments:?}");
    }
}
