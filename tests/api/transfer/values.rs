//! Values that are refused, in words that say what would be valid.

use serde_json::json;

use crate::support::faults::{event, project, refused};

#[test]
fn values_are_refused_with_what_they_can_be() {
    refused(event(&json!({"kind": "visti"})), "/kind", "invalid-value", "did you mean “visit”");
    refused(event(&json!({"kind": 7})), "/kind", "invalid-value", "visit");
    refused(
        event(&json!({"topics": ["sports"]})),
        "/topics/0",
        "invalid-value",
        "did you mean “sport”",
    );
    refused(event(&json!({"topics": "sport"})), "/topics", "invalid-value", "array");
    refused(
        event(&json!({"attendance": {"count": "40", "approximate": true}})),
        "/attendance/count",
        "invalid-value",
        "is not of type \"integer\"",
    );
    refused(
        event(&json!({"attendance": {"count": 0, "approximate": true}})),
        "/attendance/count",
        "invalid-value",
        "minimum of 1",
    );
    refused(
        event(&json!({"attendance": {"count": 1.5, "approximate": true}})),
        "/attendance/count",
        "invalid-value",
        "is not of type \"integer\"",
    );
    for country in ["PLL", "pl", "XX", "Poland", ""] {
        refused(
            event(&json!({"place": {"name": "A", "country": country}})),
            "/place/country",
            "invalid-value",
            "is not",
        );
    }
    refused(
        event(&json!({"translations": {"en": {"title": "a\u{0}b"}}})),
        "/translations/en/title",
        "control-character",
        "has a control character (U+0000, character 2 of the text)",
    );
    refused(
        event(&json!({"sources": [{"title": "A", "url": "javascript:alert(1)"}]})),
        "/sources/0/url",
        "invalid-value",
        "is not",
    );
    refused(
        event(&json!({"partners": [{"id": "no-such-partner"}]})),
        "/partners/0/id",
        "unknown-reference",
        "no-such-partner",
    );
    refused(
        event(&json!({"partners": [{"id": "../x"}]})),
        "/partners/0/id",
        "invalid-value",
        "is not",
    );
}

#[test]
fn dates_are_refused_that_are_none_or_out_of_order() {
    for date in [
        "2015-02-30",
        "2015-13-01",
        "2015-00-10",
        "20150616",
        "2015-6-16",
        "16.06.2015",
        "2015-06-16T10:00",
        "0000-01-01",
        "1492-10-12",
        "2300-01-01",
        " 2015-06-16",
        "2015-06-16\n",
        "2015-6",
        "06.2015",
        "15",
        "2015-00",
        "",
    ] {
        refused(event(&json!({"startDate": date})), "/startDate", "invalid-value", "is not");
    }
    refused(
        event(&json!({"startDate": 20_150_616})),
        "/startDate",
        "invalid-value",
        "is not of type \"string\"",
    );
    refused(
        event(&json!({"endDate": "2015-06-15"})),
        "/endDate",
        "before-start",
        "before startDate 2015-06-16",
    );
    refused(event(&json!({"endDate": "2016-06-20"})), "/endDate", "too-long", "366 days");
}

#[test]
fn coordinates_are_refused_that_are_not_on_the_earth() {
    let at = |latitude: f64, longitude: f64| {
        event(
            &json!({"place": {"name": "A", "location": {"latitude": latitude, "longitude": longitude}}}),
        )
    };
    refused(at(121.37, 54.08), "/place/location/latitude", "invalid-value", "90");
    refused(at(54.08, 221.37), "/place/location/longitude", "invalid-value", "180");
    let half = event(&json!({"place": {"name": "A", "location": {"latitude": 54.08}}}));
    refused(half, "/place/location/longitude", "missing", "is missing");
}

#[test]
fn amounts_are_refused_with_how_they_are_written() {
    for amount in ["1e3", "-1.00", "649,094.16", "1 000.00", "", "9999999999999999999999"] {
        let line = project(&json!({"total": {"amount": amount, "currency": "EUR"}}));
        refused(line, "/budget/total/amount", "invalid-pattern", "write it like 649094.16");
    }
    let line = project(&json!({"total": {"amount": "649094.161", "currency": "EUR"}}));
    refused(line, "/budget/total", "invalid-value", "at most 2 more, such as 649094.16");
    let line = project(&json!({"total": {"amount": "10.5", "currency": "JPY"}}));
    refused(line, "/budget/total", "invalid-value", "“10.5” is not an amount in JPY");
    let line = project(&json!({"total": {"amount": 10.5, "currency": "EUR"}}));
    refused(line, "/budget/total/amount", "invalid-value", "string");
    let line = project(&json!({"total": {"amount": "1.00", "currency": "EURO"}}));
    refused(line, "/budget/total/currency", "invalid-value", "is not a currency of ISO 4217");
}
