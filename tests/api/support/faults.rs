//! Lines with faults, and what is said about them.

use serde_json::{Value, json};
use twinning::import::{report::ImportReport, run};

use super::database::TestDatabase;

/// A good line, to stand before.
pub const MUNICIPALITY: &str = r#"{"type":"municipality","id":"m","translations":{"en":{"name":"M"}},"country":"PL","defaultLanguage":"en","languages":["en"]}"#;

/// A line with these fields in place of a good event's.
pub fn event(changes: &Value) -> String {
    let mut event = json!({
        "type": "events", "id": "a", "translations": {"en": {"title": "A"}}, "kind": "visit",
        "direction": "incoming", "status": "held", "startDate": "2015-06-16",
    });
    for (name, value) in changes.as_object().unwrap() {
        event[name] = value.clone();
    }
    event.to_string()
}

/// A project with this budget.
pub fn project(budget: &Value) -> String {
    json!({
        "type": "projects", "id": "p", "translations": {"en": {"title": "P"}}, "status": "ongoing", "budget": budget,
    })
    .to_string()
}

/// What becomes of these lines.
pub fn import(lines: &[u8]) -> ImportReport {
    let database = TestDatabase::sqlite().with_tables();
    run::run(&mut database.connection(), lines, false, "test").unwrap()
}

/// The line is refused, at this pointer, with this code, in these words.
#[track_caller]
pub fn refused(line: impl AsRef<[u8]>, pointer: &str, code: &str, words: &str) {
    assert!(!words.is_empty(), "{pointer} {code}: say in which words");
    let lines = [MUNICIPALITY.as_bytes(), b"\n\n", line.as_ref(), b"\n"].concat();
    let report = import(&lines);
    let shown = String::from_utf8_lossy(line.as_ref()).chars().take(300).collect::<String>();
    assert_eq!(report.refused, 1, "{shown}\n{report}");
    let refusal = report.refusals().next().unwrap();
    assert_eq!(refusal.row, 3, "{report}");
    let told = refusal.errors.iter().any(|fault| {
        fault.pointer.as_deref().unwrap_or_default() == pointer
            && fault.code == code
            && fault.detail.contains(words)
    });
    assert!(told, "{pointer} {code} {words}: {report}\n{:?}", refusal.errors);
    assert!(report.to_string().contains("line 3: "), "{report}");
}
