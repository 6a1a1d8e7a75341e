//! Sparse records: lists with the fields that were asked for.

use serde_json::{Value, json};

use crate::support::TestApp;

fn keys(record: &Value) -> Vec<&str> {
    record.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_record_has_the_fields_that_were_asked_for_and_what_it_always_has() {
    let app = TestApp::new();
    for (fields, expected) in [
        ("name", vec!["id", "type", "url", "name"]),
        ("name,country", vec!["id", "type", "url", "name", "country"]),
        ("country,name,country", vec!["id", "type", "url", "name", "country"]),
        ("id", vec!["id", "type", "url"]),
    ] {
        let page = app.json(&format!("/partners?fields={fields}"));
        for record in page["data"].as_array().unwrap() {
            assert_eq!(keys(record), expected, "{fields}");
        }
    }
}

#[test]
fn a_field_that_a_record_does_not_have_is_absent() {
    let page = TestApp::new().json("/partners?fields=partnerSince&sort=name");
    let page: Vec<&Value> =
        page["data"].as_array().unwrap().iter().map(|one| &one["partnerSince"]).collect();
    assert_eq!(page, [&Value::Null, &json!("2015-05-20"), &Value::Null, &json!("2003-05-31")]);
}

#[test]
fn the_values_are_those_of_the_whole_record() {
    let app = TestApp::new();
    let whole = app.json("/events?limit=100&lang=en");
    let sparse = app.json("/events?limit=100&lang=en&fields=title,partners,topics,servedLanguages");
    for (whole, sparse) in
        whole["data"].as_array().unwrap().iter().zip(sparse["data"].as_array().unwrap())
    {
        for (name, value) in sparse.as_object().unwrap() {
            assert_eq!(value, &whole[name], "{name}");
        }
    }
}

#[test]
fn what_is_no_field_is_refused() {
    let app = TestApp::new();
    for fields in ["names", "name,", "name.pl", "Name", "translations/pl", "*"] {
        let answer = app.refused(&format!("/partners?fields={fields}"));
        assert_eq!(
            answer.faults(),
            [("fields".to_owned(), "invalid-value".to_owned())],
            "{fields}"
        );
    }
    assert!(app.refused("/partners?fields=contry").details().contains("did you mean “country”"));
}

#[test]
fn one_record_is_always_whole() {
    let answer = TestApp::new().refused("/partners/oziersk?fields=name");
    assert_eq!(answer.faults(), [("fields".to_owned(), "unknown-parameter".to_owned())]);
}
