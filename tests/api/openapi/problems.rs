//! The examples of problems: one of each status that the service answers with.

use std::collections::BTreeSet;

use actix_web::ResponseError as _;
use serde_json::{Map, Value, json};
use twinning::{auth::role::TokenRole, error::ApiError, http::response::problem};

use crate::support::{TestApp, client::Answer, committed, keeper::token, oracle::DOCUMENT};

/// The number of the request in the examples.
const REQUEST_ID: &str = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11";

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// Asks as somebody with this role.
fn asked(
    app: &TestApp,
    role: TokenRole,
    request: (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let bearer = format!("Bearer {}", token(&app.database, role));
    let headers: Vec<_> =
        [("Authorization", bearer.as_str())].into_iter().chain(headers.iter().copied()).collect();
    app.send(request.0, &format!("/api/v1{}", request.1), &headers, body)
}

/// Errors of requests that anybody can make.
fn of_anybody(app: &TestApp) -> Vec<(&'static str, Answer)> {
    vec![
        ("InvalidParameter", app.get("/events?kind=visti")),
        ("Unauthorized", app.send("POST", "/api/v1/partners", &[JSON], "{}")),
        ("NotFound", app.get("/partners/no-such-partner")),
        ("MethodNotAllowed", app.ask("POST", "/api/v1/search", &[])),
        ("NotAcceptable", app.get_with("/partners", &[("Accept", "text/html")])),
        ("TooManyRequests", too_many_wrong_tokens()),
        ("HeadTooLarge", app.get_with("/partners", &[("X-Filler", "a"); 100])),
    ]
}

/// Errors of requests with a token.
fn of_editors(app: &TestApp) -> Vec<(&'static str, Answer)> {
    let editor =
        |request, headers: &[_], body: &[u8]| asked(app, TokenRole::Editor, request, headers, body);
    let (event, any) = (("DELETE", "/events/2016-10-12-spotkanie-w-oziersku"), ("If-Match", "*"));
    let patch = ("PATCH", "/partners/oziersk");
    let merge = ("Content-Type", "application/merge-patch+json");
    let deleted = editor(event, &[any], b"");
    assert_eq!(deleted.status, 204, "{}", deleted.text());
    vec![
        (
            "InvalidBody",
            editor(("POST", "/partners"), &[JSON], br#"{"kind": "town", "country": "PL"}"#),
        ),
        ("Forbidden", asked(app, TokenRole::Reader, ("POST", "/partners"), &[JSON], b"{}")),
        ("Conflict", editor(("DELETE", "/partners/oziersk"), &[any], b"")),
        ("Gone", app.get(event.1)),
        ("PreconditionFailed", editor(patch, &[merge, ("If-Match", "\"1-0\"")], b"{}")),
        ("ContentTooLarge", editor(("POST", "/partners"), &[JSON], &vec![b' '; (1 << 20) + 1])),
        (
            "UnsupportedMediaType",
            editor(patch, &[("Content-Type", "application/json"), any], b"{}"),
        ),
        ("PreconditionRequired", editor(patch, &[merge], b"{}")),
        ("Unavailable", while_others_import(app)),
    ]
}

fn too_many_wrong_tokens() -> Answer {
    let app = TestApp::new();
    let answers =
        (0..100).map(|_| app.get_with("/partners", &[("Authorization", "Bearer twn_wrong")]));
    answers
        .into_iter()
        .find(|answer| answer.status == 429)
        .expect("it never says that these are too many")
}

fn while_others_import(app: &TestApp) -> Answer {
    let permits = app.service.imports.available_permits();
    let _others = app.service.imports.try_acquire_many(permits.try_into().unwrap()).unwrap();
    let headers = [("Content-Type", "application/x-ndjson")];
    asked(app, TokenRole::Editor, ("POST", "/import"), &headers, b"{}")
}

/// An error that no request here can cause in a moment, as the service would answer it.
fn caused_elsewhere(error: &ApiError) -> Value {
    let problem = problem::carried(&error.error_response()).unwrap();
    let mut problem = serde_json::to_value(problem).unwrap();
    problem["instance"] = json!("/api/v1/events");
    problem
}

#[test]
fn the_openapi_examples_of_problems_are_real_answers() {
    let app = TestApp::new();
    let answers = of_anybody(&app).into_iter().chain(of_editors(&app));
    let mut problems: Map<String, Value> =
        answers.map(|(name, answer)| (name.to_owned(), answer.json())).collect();
    problems.insert("RequestTimeout".to_owned(), caused_elsewhere(&ApiError::RequestTimeout));
    problems.insert(
        "InternalError".to_owned(),
        caused_elsewhere(&ApiError::Internal("an example".into())),
    );
    for problem in problems.values_mut() {
        problem["requestId"] = json!(REQUEST_ID);
        committed::fix_times(problem);
    }
    let mut problems: Vec<(String, Value)> = problems.into_iter().collect();
    problems.sort_by_key(|(_, problem)| problem["status"].as_u64());
    let problems: Map<String, Value> = problems.into_iter().collect();
    let text = serde_json::to_string_pretty(&problems).unwrap() + "\n";
    committed::check("openapi/examples/problems.json", &text);
}

/// Every status that the document lists has an example.
#[test]
fn every_status_of_a_problem_has_an_example() {
    let statuses = |text: &Value| -> Vec<u64> {
        let lines = text.as_str().unwrap_or_default().lines();
        lines.filter_map(|line| line.strip_prefix("- ")?.split_once(": ")?.0.parse().ok()).collect()
    };
    let items = DOCUMENT["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let texts = operations
        .map(|operation| &operation["description"])
        .chain([&DOCUMENT["info"]["description"]]);
    let listed: BTreeSet<u64> = texts.flat_map(statuses).collect();
    let examples = DOCUMENT["components"]["examples"].as_object().unwrap().iter();
    let shown = examples.filter(|(name, _)| name.ends_with("Problem"));
    let shown: BTreeSet<u64> =
        shown.map(|(_, example)| example["value"]["status"].as_u64().unwrap()).collect();
    assert_eq!(listed, shown);
}
