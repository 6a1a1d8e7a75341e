//! The data of Gmina Kętrzyn as a file, and files made of it.

use serde_json::Value;
use twinning::{exchange::export as transfer, model::visibility::Visibility};

use super::database::TestDatabase;

/// The file.
pub const DATA: &str = include_str!("../../../data/gmina-ketrzyn.ndjson");

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
