//! Lines that are refused: each with its number, the place in it, and what would be valid.

use serde_json::json;

use crate::support::faults::{MUNICIPALITY, event, import, refused};

#[test]
fn what_is_not_json() {
    refused("{", "", "invalid-json", "(column 1)");
    refused("[]", "", "invalid-json", "not a JSON object");
    refused("null", "", "invalid-json", "not a JSON object");
    refused("\"text\"", "", "invalid-json", "not a JSON object");
    refused(r#"{"type":"events",}"#, "", "invalid-json", "is not JSON");
    refused(r#"{"type":"events"} {"type":"events"}"#, "", "invalid-json", "is not JSON");
    refused(r#"{"type":"events","id":"a","id":"b"}"#, "", "invalid-json", "id");
    refused(
        r#"{"type":"events","id":"a","place":{"name":"x","name":"y"}}"#,
        "",
        "invalid-json",
        "name",
    );
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
    refused(MUNICIPALITY, "/id", "repeated", "is already in line 1");
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
fn all_faults_of_a_line_come_at_once() {
    let line = event(&json!({
        "id": "A", "kind": "visti", "startDate": "2015-02-30", "statsu": "held", "attendance": {"count": 0, "approximate": 1},
    }));
    let report = import(format!("{MUNICIPALITY}\n{line}\nnot json\n").as_bytes());
    assert_eq!(report.refused, 2, "{report}");
    let places: Vec<_> = report
        .refusals()
        .next()
        .unwrap()
        .errors
        .iter()
        .filter_map(|fault| fault.pointer.as_deref())
        .collect();
    for place in
        ["/id", "/kind", "/startDate", "/statsu", "/attendance/count", "/attendance/approximate"]
    {
        assert!(places.contains(&place), "{place}: {report}");
    }
    assert!(
        report.to_string().ends_with("Nothing was changed: correct the lines and import again.\n"),
        "{report}"
    );
}
