//! The data of Gmina Kętrzyn as a file, and files made of it.

use serde_json::Value;
use twinning::{exchange::export as transfer, import::run, model::visibility::Visibility};

use super::database::TestDatabase;

/// The records that most tests begin with: those that the municipality's page tells of. They stay as they are when
/// `data/` learns more.
pub const DATA: &str = include_str!("../../data/records.ndjson");

/// Loads the file into an empty database.
pub fn load(database: &TestDatabase) {
    let report = run::run(&mut database.connection(), DATA.as_bytes(), false, "demo").unwrap();
    assert_eq!(report.refused, 0, "{report}");
}

/// What `export` writes.
pub fn export(database: &TestDatabase) -> String {
    export_for(database, Visibility::Drafts)
}

/// What `export` writes for these eyes.
pub fn export_for(database: &TestDatabase, visibility: Visibility) -> String {
    let mut bytes = Vec::new();
    transfer::run_for(&mut database.connection(), visibility, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The line of a record.
pub fn line(id: &str) -> &'static str {
    DATA.lines().find(|line| line.contains(&format!("\"id\":\"{id}\",\"")) && is(line, id)).unwrap()
}

/// The file with one record changed.
pub fn lines_with(id: &str, change: impl Fn(&mut Value)) -> String {
    let lines = DATA.lines().map(|line| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        if record["id"] == id {
            change(&mut record);
        }
        format!("{record}\n")
    });
    lines.collect()
}

fn is(line: &str, id: &str) -> bool {
    serde_json::from_str::<Value>(line).unwrap()["id"] == id
}
