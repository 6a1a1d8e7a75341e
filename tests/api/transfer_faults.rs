//! Lines that are refused: each with its number, the place in it, and what would be valid.

use serde_json::{Value, json};
use twinning::transfer::{import, report::Report};

use crate::support::database::TestDatabase;

const MUNICIPALITY: &str = r#"{"type":"municipality","id":"m","translations":{"en":{"name":"M"}},"country":"PL","defaultLanguage":"en","languages":["en"]}"#;

/// A line with these fields in place of a good event's.
fn event(changes: &Value) -> String {
    let mut event = json!({
        "type": "events", "id": "a", "translations": {"en": {"title": "A"}}, "kind": "visit",
        "direction": "incoming", "status": "held", "startDate": "2015-06-16",
    });
    for (name, value) in changes.as_object().unwrap() {
        event[name] = value.clone();
    }
    event.to_string()
}

fn project(budget: &Value) -> String {
    json!({
        "type": "projects", "id": "p", "translations": {"en": {"title": "P"}}, "status": "ongoing", "budget": budget,
    })
    .to_string()
}

fn import(lines: &[u8]) -> Report {
    let database = TestDatabase::sqlite();
    drop(twinning::db::pool::open_migrated(&database.url, twinning::db::connect::Missing::Create).unwrap());
    import::run(&mut database.connection(), lines, false, "test").unwrap()
}

/// The line is refused, at this pointer, with this code, in these words.
#[track_caller]
fn refused(line: impl AsRef<[u8]>, pointer: &str, code: &str, words: &str) {
    let lines = [MUNICIPALITY.as_bytes(), b"\n\n", line.as_ref(), b"\n"].concat();
    let report = import(&lines);
    let shown = String::from_utf8_lossy(line.as_ref()).chars().take(300).collect::<String>();
    assert_eq!(report.refused, 1, "{shown}\n{report}");
    let refusal = &report.refusals[0];
    assert_eq!(refusal.line, 3, "{report}");
    let told = refusal.faults.iter().any(|fault| {
        fault.pointer.as_deref() == Some(pointer) && fault.code == code && fault.detail.contains(words)
    });
    assert!(told, "{pointer} {code} {words}: {report}\n{:?}", refusal.faults);
    assert!(report.to_string().contains("line 3: "), "{report}");
}

#[test]
fn what_is_not_json() {
    refused("{", "", "invalid-json", "(column 1)");
    refused("[]", "", "invalid-json", "not a JSON object");
    refused("null", "", "invalid-json", "not a JSON object");
    refused("\"text\"", "", "invalid-json", "not a JSON object");
    refused(r#"{"type":"events",}"#, "", "invalid-json", "is not JSON");
    refused(r#"{"type":"events"} {"type":"events"}"#, "", "invalid-json", "is not JSON");
    refused(r#"{"type":"events","id":"a","id":"b"}"#, "", "invalid-json", "id");
    refused(r#"{"type":"events","id":"a","place":{"name":"x","name":"y"}}"#, "", "invalid-json", "name");
    refused(r#"{"id":"\ud800"}"#, "", "invalid-json", "is not JSON");
    refused(r#"{"attendance":{"count":1e400}}"#, "", "invalid-json", "is not JSON");
    refused("id;name;country", "", "invalid-json", "is not JSON");
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    refused(deep, "", "invalid-json", "is not JSON");
}

#[test]
fn what_is_not_utf8() {
    refused(b"{\"id\":\"K\xeatrzyn\"}", "", "invalid-encoding", "save the file as UTF-8");
    let utf16: Vec<u8> = "\u{feff}{\"type\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(utf16, "", "invalid-encoding", "save the file as UTF-8");
}

#[test]
fn which_record_it_is() {
    refused(r"{}", "/type", "missing", "“type” is missing");
    refused(r#"{"type":"events"}"#, "/id", "missing", "“id” is missing");
    refused(event(&json!({"type": "event"})), "/type", "invalid-value", "did you mean “events”");
    refused(event(&json!({"type": 1})), "/type", "missing", "not a string");
    for id in ["A", "a b", "a_b", "-a", "a-", "a--b", "", "ł", &"a".repeat(65)] {
        refused(event(&json!({"id": id})), "/id", "invalid-value", "is not");
    }
    let second = MUNICIPALITY.replace("\"id\":\"m\"", "\"id\":\"n\"");
    refused(second, "/id", "conflict", "another municipality");
    refused(MUNICIPALITY, "/id", "repeated", "stands in line 1 already");
}

#[test]
fn which_fields_there_are() {
    refused(
        event(&json!({"startdate": "2015-06-16"})),
        "/startdate",
        "unknown-field",
        "did you mean “startDate”",
    );
    refused(
        event(&json!({"place": {"name": "A", "contry": "PL"}})),
        "/place/contry",
        "unknown-field",
        "“country”",
    );
    refused(event(&json!({"a/b~c": 1})), "/a~1b~0c", "unknown-field", "there is no field");
    refused(event(&json!({"kind": null})), "/kind", "missing", "“kind” is missing");
    refused(event(&json!({"translations": {}})), "/translations", "missing", "needs a title");
    refused(
        event(&json!({"translations": {"en": {"summary": "A"}}})),
        "/translations",
        "missing",
        "needs a title",
    );
    refused(
        event(&json!({"translations": {"en": {"name": "A"}}})),
        "/translations/en/name",
        "unknown-field",
        "title",
    );
    refused(
        event(&json!({"translations": {"english": {"title": "A"}}})),
        "/translations",
        "invalid-value",
        "english",
    );
    refused(
        event(&json!({"translations": {"en": {"title": ""}}})),
        "/translations/en/title",
        "empty",
        "leave out",
    );
}

#[test]
fn what_a_value_can_be() {
    refused(event(&json!({"kind": "visti"})), "/kind", "invalid-value", "did you mean “visit”");
    refused(event(&json!({"kind": 7})), "/kind", "invalid-value", "visit");
    refused(event(&json!({"topics": ["sports"]})), "/topics/0", "invalid-value", "did you mean “sport”");
    refused(event(&json!({"topics": "sport"})), "/topics", "invalid-value", "array");
    refused(
        event(&json!({"attendance": {"count": "40", "approximate": true}})),
        "/attendance/count",
        "invalid-value",
        "",
    );
    refused(
        event(&json!({"attendance": {"count": 0, "approximate": true}})),
        "/attendance/count",
        "invalid-value",
        "1",
    );
    refused(
        event(&json!({"attendance": {"count": 1.5, "approximate": true}})),
        "/attendance/count",
        "invalid-value",
        "",
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
        "",
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
    refused(event(&json!({"partners": [{"id": "../x"}]})), "/partners/0/id", "invalid-value", "is not");
}

#[test]
fn when_it_can_be() {
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
        "",
    ] {
        refused(event(&json!({"startDate": date})), "/startDate", "invalid-value", "is not");
    }
    refused(event(&json!({"startDate": 20_150_616})), "/startDate", "invalid-value", "");
    refused(
        event(&json!({"endDate": "2015-06-15"})),
        "/endDate",
        "before-start",
        "before startDate 2015-06-16",
    );
    refused(event(&json!({"endDate": "2016-06-20"})), "/endDate", "too-long", "366 days");
}

#[test]
fn where_it_can_be() {
    let at = |latitude: f64, longitude: f64| {
        event(&json!({"place": {"name": "A", "location": {"latitude": latitude, "longitude": longitude}}}))
    };
    refused(at(121.37, 54.08), "/place/location/latitude", "invalid-value", "90");
    refused(at(54.08, 221.37), "/place/location/longitude", "invalid-value", "180");
    let half = event(&json!({"place": {"name": "A", "location": {"latitude": 54.08}}}));
    refused(half, "/place/location/longitude", "missing", "is missing");
}

#[test]
fn how_much_it_can_cost() {
    for amount in ["1e3", "-1.00", "649,094.16", "1 000.00", "", "9999999999999999999999", "1.00000"] {
        let line = project(&json!({"total": {"amount": amount, "currency": "EUR"}}));
        refused(line, "/budget/total/amount", "invalid-pattern", "write it like 649094.16");
    }
    let line = project(&json!({"total": {"amount": "649094.161", "currency": "EUR"}}));
    refused(line, "/budget/total", "invalid-value", "at most 2 more, such as 649094.16");
    let line = project(&json!({"total": {"amount": "10.5", "currency": "JPY"}}));
    refused(line, "/budget/total", "invalid-value", "");
    let line = project(&json!({"total": {"amount": 10.5, "currency": "EUR"}}));
    refused(line, "/budget/total/amount", "invalid-value", "string");
    let line = project(&json!({"total": {"amount": "1.00", "currency": "EURO"}}));
    refused(line, "/budget/total/currency", "invalid-pattern", "write it like EUR");
}

#[test]
fn all_faults_of_a_line_come_at_once() {
    let line = event(&json!({
        "id": "A", "kind": "visti", "startDate": "2015-02-30", "statsu": "held", "attendance": {"count": 0, "approximate": 1},
    }));
    let report = import(format!("{MUNICIPALITY}\n{line}\nnot json\n").as_bytes());
    assert_eq!(report.refused, 2, "{report}");
    let places: Vec<_> =
        report.refusals[0].faults.iter().filter_map(|fault| fault.pointer.as_deref()).collect();
    for place in ["/id", "/kind", "/startDate", "/statsu", "/attendance/count", "/attendance/approximate"] {
        assert!(places.contains(&place), "{place}: {report}");
    }
    assert!(
        report.to_string().ends_with("Nothing was changed: correct the lines and import again.\n"),
        "{report}"
    );
}
