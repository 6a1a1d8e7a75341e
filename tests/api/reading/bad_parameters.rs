//! Parameters that are wrong: nothing is ignored, every fault is named, and the answer says what is valid.

use crate::support::{TestApp, client::Answer};

const LISTS: [&str; 5] = ["/partners", "/events", "/agreements", "/projects", "/programmes"];

fn fault(answer: &Answer) -> (String, String) {
    let mut faults = answer.faults();
    assert_eq!(faults.len(), 1, "{}", answer.text());
    faults.remove(0)
}

#[test]
fn an_unknown_parameter_is_named_with_the_nearest_valid_one() {
    let app = TestApp::new();
    for (path, hint) in [
        ("/events?form=2015-01-01", "“form” here; did you mean “from”?"),
        ("/events?partners=oziersk", "did you mean “partner”?"),
        ("/events?Limit=1", "did you mean “limit”?"),
        ("/agreements?signed_from=2015-01-01", "did you mean “signedFrom”?"),
        ("/partners?language=pl", "did you mean “lang”?"),
        ("/partners?offset=20", "there are: format, limit, sort, "),
        ("/partners?utm_source=x", "there is no parameter “utm_source” here"),
        (
            "/partners/oziersk?limit=1",
            "there is no parameter “limit” here; there are: format, lang",
        ),
        ("/topics?language=pl", "did you mean “lang”?"),
        ("/municipality?x=1", "there are: format, lang"),
        ("/openapi.json?lang=pl", "there is none at all"),
        ("?q=oziersk", "there is no parameter “q” here"),
    ] {
        let answer = app.refused(path);
        assert_eq!(fault(&answer).1, "unknown-parameter", "{path}");
        assert!(answer.details().contains(hint), "{path}: {}", answer.details());
    }
}

#[test]
fn a_parameter_of_another_list_is_unknown() {
    let app = TestApp::new();
    for path in [
        "/partners?from=2015-01-01",
        "/programmes?country=PL",
        "/projects?kind=visit",
        "/agreements?from=2015-01-01",
    ] {
        assert_eq!(fault(&app.refused(path)).1, "unknown-parameter", "{path}");
    }
}

#[test]
fn a_parameter_is_given_once_and_has_a_value() {
    let app = TestApp::new();
    for list in LISTS {
        for (query, name, code) in [
            ("limit=1&limit=1", "limit", "repeated"),
            ("q=a&%71=b", "q", "repeated"),
            ("q=", "q", "empty"),
            ("topic", "topic", "empty"),
            ("topic=%20%20", "topic", "empty"),
            ("sort=+", "sort", "empty"),
            ("limit=", "limit", "empty"),
        ] {
            let answer = app.refused(&format!("{list}?{query}"));
            assert_eq!(fault(&answer), (name.to_owned(), code.to_owned()), "{list}?{query}");
        }
    }
    let both = app.ids("/events?topic=water&topic=waste");
    assert_eq!(
        both,
        app.ids("/events?topic=water,waste"),
        "generated clients repeat the name of a list"
    );
    assert_eq!(app.get("/events?&limit=1&").status, 200, "nothing between two & is nothing");
    assert_eq!(app.get("/events?").status, 200, "a question mark alone asks for nothing");
}

#[test]
fn what_is_badly_encoded_is_refused() {
    let app = TestApp::new();
    for bad in [
        "%FF",
        "%C4",
        "%C4%",
        "%2",
        "%",
        "%zz",
        "a%",
        "%00",
        "a%00b",
        "%0A",
        "a%0D%0Ab",
        "%09",
        "%1B",
        "%7F",
        "%C2%85",
        "%EF%BF%BD",
        "%ED%A0%80",
        "%C0%AF",
        "%F4%90%80%80",
    ] {
        for name in ["q", "topic", "lang", "after", "nothing"] {
            let answer = app.refused(&format!("/events?{name}={bad}"));
            let faults = answer.faults();
            assert!(
                faults.contains(&(name.to_owned(), "invalid-encoding".to_owned())),
                "{name}={bad}: {faults:?}"
            );
        }
        let answer = app.refused(&format!("/events?{bad}=1"));
        assert!(answer.faults().iter().any(|(_, code)| code == "invalid-encoding"), "{bad}=1");
    }
}

#[test]
fn a_plus_and_an_encoded_blank_are_blanks() {
    let app = TestApp::new();
    let expected = ["europe-for-citizens-2014-2020"];
    assert_eq!(app.ids("/programmes?instrument=Europe+for+Citizens"), expected);
    assert_eq!(app.ids("/programmes?instrument=Europe%20for%20Citizens"), expected);
    let answer = app.refused("/programmes?instrument=Erasmus+");
    assert!(
        answer.details().contains("did you mean “Erasmus+”?"),
        "a plus is written %2B: {}",
        answer.details()
    );
}

#[test]
fn long_parameters_are_answered_too() {
    let app = TestApp::new();
    let long = "x".repeat(20_000);
    for query in [
        format!("q={long}"),
        format!("topic={long}"),
        format!("{long}=1"),
        format!("sort={long}"),
        format!("partner={long}"),
    ] {
        let answer = app.get(&format!("/events?{query}"));
        assert!([200, 400].contains(&answer.status), "{}", answer.status);
        assert!(answer.bytes.len() < 200_000);
    }
    let many = (0..8_000).map(|number| format!("p{number}=1")).collect::<Vec<_>>().join("&");
    let faults = app.refused(&format!("/events?{many}")).faults();
    assert_eq!((faults.len(), &faults[0]), (101, &(String::new(), "too-many".to_owned())));
    let commas = ",".repeat(10_000);
    assert_eq!(app.get(&format!("/events?topic={commas}")).status, 400);
}

#[test]
fn all_faults_come_in_one_answer() {
    let answer = TestApp::new().refused(
        "/events?limit=0&form=x&from=2015-02-30&kind=visti&q=%22&sort=&after=x&lang=polski&topic=%FF&limit=1",
    );
    let faults = answer.faults();
    let faults: Vec<(&str, &str)> =
        faults.iter().map(|(name, code)| (name.as_str(), code.as_str())).collect();
    assert_eq!(
        faults,
        [
            ("after", "invalid-cursor"),
            ("form", "unknown-parameter"),
            ("from", "invalid-value"),
            ("kind", "invalid-value"),
            ("lang", "invalid-value"),
            ("limit", "invalid-value"),
            ("limit", "repeated"),
            ("q", "invalid-value"),
            ("sort", "empty"),
            ("topic", "invalid-encoding"),
        ]
    );
    let problem = answer.json();
    assert_eq!(problem["type"], "urn:twinning:problem:invalid-request");
    assert_eq!((&problem["status"], &problem["instance"]), (&400.into(), &"/api/v1/events".into()));
    assert_eq!(problem["requestId"], answer.header("x-request-id"));
}

#[test]
fn a_parameter_is_checked_even_where_there_is_no_such_record() {
    let app = TestApp::empty();
    assert_eq!(app.get("/municipality?lang=polski").status, 400);
    assert_eq!(app.get("/partners/nobody?x=1").status, 400);
}
