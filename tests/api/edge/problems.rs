//! Every failure is told in one form: a problem document (RFC 9457).

use crate::support::{TestApp, client::Answer, raw::Raw};

fn ask(app: &TestApp, method: &str, path: &str, headers: &str) -> Answer {
    let request = format!("{method} {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
    Raw::connect(app.address).send(request).answer_to(method).unwrap()
}

/// Whether it is a whole problem that says this.
#[track_caller]
pub fn is_problem(answer: &Answer, status: u16, code: &str, instance: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let problem = answer.json();
    assert_eq!(problem["type"], format!("urn:twinning:problem:{code}"));
    assert_eq!(problem["status"], status);
    assert_eq!(problem["instance"], instance);
    assert_eq!(problem["requestId"], answer.header("x-request-id"));
    for field in ["title", "detail"] {
        assert!(problem[field].as_str().is_some_and(|text| text.len() > 3), "{problem:#}");
    }
    assert!(problem["errors"].is_array(), "{problem:#}");
}

#[test]
fn all_faults_of_a_request_come_in_one_answer() {
    let app = TestApp::empty();
    let answer = ask(&app, "GET", "/api/v1/events?kind=visti&limit=0&form=x&from=2015-02-30", "");
    is_problem(&answer, 400, "invalid-request", "/api/v1/events");
    let errors = answer.json()["errors"].clone();
    let named: Vec<&str> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["parameter"].as_str().unwrap())
        .collect();
    for parameter in ["kind", "limit", "form", "from"] {
        assert!(named.contains(&parameter), "{errors:#}");
    }
    assert!(errors.to_string().contains("did you mean “visit”"), "{errors:#}");
}

#[test]
fn what_is_not_there_is_404_and_says_where_to_begin() {
    let app = TestApp::new();
    for path in [
        "/nothing",
        "/api",
        "/api/v2",
        "/api/v1/nothing",
        "/api/v1/partners/none",
        "/health",
        "/favicon.png",
    ] {
        is_problem(&ask(&app, "GET", path, ""), 404, "not-found", path);
    }
    for path in ["/api/v1/partners/", "/api/v1/partners/oziersk/", "/api/v1/openapi.json/"] {
        let answer = ask(&app, "GET", path, "");
        is_problem(&answer, 404, "not-found", path);
        assert!(answer.text().contains("slash"), "{path}: {}", answer.text());
    }
}

#[test]
fn another_method_is_405_with_the_methods_that_there_are() {
    let app = TestApp::new();
    let paths = [
        "/",
        "/api/v1",
        "/api/v1/search",
        "/api/v1/topics",
        "/api/v1/openapi.json",
        "/health/live",
    ];
    for path in paths.into_iter().chain([
        "/health/ready",
        "/swagger-ui",
        "/swagger-ui/",
        "/swagger-ui/index.html",
    ]) {
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY"] {
            let answer = ask(&app, method, path, "");
            is_problem(&answer, 405, "method-not-allowed", path);
            assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS", "{method} {path}");
        }
    }
    is_problem(&ask(&app, "POST", "/api/v1/nothing", ""), 404, "not-found", "/api/v1/nothing");
}

#[test]
fn a_reader_who_takes_no_json_is_told_so() {
    let app = TestApp::empty();
    for accept in [
        "text/html",
        "application/xml, text/csv",
        "application/json;q=0",
        "application/json;q=0, */*",
        "*/*;q=0",
        "application/*;q=0, */*;q=0.1",
        "text/*",
    ] {
        let answer = ask(&app, "GET", "/api/v1/topics", &format!("Accept: {accept}\r\n"));
        assert_eq!(answer.status, 406, "{accept}");
        is_problem(&answer, 406, "not-acceptable", "/api/v1/topics");
    }
    for accept in [
        "*/*",
        "application/*",
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "text/html, application/json;q=0.001",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json, */*;q=0",
        "",
    ] {
        let answer = ask(&app, "GET", "/api/v1/topics", &format!("Accept: {accept}\r\n"));
        assert_eq!(answer.status, 200, "{accept:?}: {}", answer.text());
    }
    let two_lines =
        ask(&app, "GET", "/api/v1/topics", "Accept: text/html\r\nAccept: application/json\r\n");
    assert_eq!(two_lines.status, 200, "{}", two_lines.text());
}

#[test]
fn the_document_is_refused_like_everything_else() {
    let app = TestApp::empty();
    is_problem(
        &ask(&app, "GET", "/api/v1/openapi.json", "Accept: text/html\r\n"),
        406,
        "not-acceptable",
        "/api/v1/openapi.json",
    );
    is_problem(
        &ask(&app, "GET", "/api/v1/openapi.json?pretty=1", ""),
        400,
        "invalid-request",
        "/api/v1/openapi.json",
    );
}
