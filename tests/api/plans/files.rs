//! Lists as files: large records take as few questions as small ones.

use serde_json::json;

use super::recording::Recording;
use crate::support::{TestApp, database::TestDatabase, made_up};

#[test]
fn a_file_of_large_records_is_read_many_records_at_a_time() {
    let database = TestDatabase::new();
    let long = "x".repeat(19_000);
    let lines: String = (0..300)
        .map(|at| {
            let texts = json!({ "pl": { "title": "Visit", "summary": long } });
            made_up::event(&format!("e{at}"), json!({ "translations": texts }))
        })
        .collect();
    let recording = Recording::of(&database.mark());
    let app = TestApp::on(database);
    app.import(&lines);
    recording.take();
    // A table is read twice: its columns stand before its rows.
    for (format, lines, most) in [("ndjson", 300, 60), ("csv", 301, 100)] {
        let file = app.get(&format!("/events?format={format}"));
        assert_eq!(
            (file.status, file.text().lines().count()),
            (200, lines),
            "more than a page may have"
        );
        let asked = recording.take().len();
        assert!(asked < most, "{asked} statements for 300 records as {format}");
    }
}
