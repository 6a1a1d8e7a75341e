//! Spreadsheets, and what becomes of them.

use serde_json::{Map, Value};
use twinning::{
    import::{
        format::{ImportFormat, ImportOptions},
        report::{ImportReport, RowReport},
        run,
    },
    model::record_type::RecordType,
};

use super::{TestApp, database::TestDatabase, export::export};

/// The header and cells of an event that has no fault, between semicolons.
pub const EVENT: [(&str, &str); 6] = [
    ("id", "a"),
    ("title.pl", "Wizyta"),
    ("kind", "visit"),
    ("direction", "incoming"),
    ("status", "held"),
    ("startDate", "2015-06-16"),
];

/// The good event with these cells in place of its own, or beside them.
pub fn event_with(cells: &[(&str, &str)]) -> String {
    let mut columns: Vec<(&str, &str)> = EVENT.to_vec();
    for (name, text) in cells {
        match columns.iter_mut().find(|(own, _)| own == name) {
            Some(column) => column.1 = text,
            None => columns.push((name, text)),
        }
    }
    let row = |cells: Vec<String>| format!("{}\r\n", cells.join(";"));
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    row(columns.iter().map(|(name, _)| (*name).to_owned()).collect())
        + &row(columns.iter().map(|(_, text)| quoted(text)).collect())
}

/// Imports a spreadsheet of a collection.
pub fn put(
    database: &TestDatabase,
    kind: RecordType,
    sheet: impl AsRef<[u8]>,
    dry_run: bool,
) -> ImportReport {
    let options = ImportOptions {
        dry_run,
        report_all_rows: true,
        ..ImportOptions::of(ImportFormat::Csv(kind), "clerk")
    };
    run::all_or_nothing(&mut database.connection(), sheet.as_ref(), &options).unwrap()
}

/// Imports a spreadsheet of events that must have no fault.
#[track_caller]
pub fn put_events(app: &TestApp, sheet: impl AsRef<[u8]>) -> ImportReport {
    let report = put(&app.database, RecordType::Events, sheet, false);
    assert_eq!((report.refused, report.applied), (0, true), "{report}");
    report
}

/// The only row that was refused.
#[track_caller]
pub fn refused(database: &TestDatabase, kind: RecordType, sheet: impl AsRef<[u8]>) -> RowReport {
    let report = put(database, kind, sheet, false);
    assert_eq!((report.refused, report.applied), (1, false), "{report}");
    report.refusals().next().unwrap().clone()
}

/// A record as the export has it.
pub fn record(database: &TestDatabase, id: &str) -> Map<String, Value> {
    let lines = export(database);
    let records =
        lines.lines().map(|line| serde_json::from_str::<Map<String, Value>>(line).unwrap());
    records.into_iter().find(|record| record["id"] == id).unwrap()
}
