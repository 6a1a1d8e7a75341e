//! Files of an import, as dry runs: exchange lines and spreadsheets.

use proptest::{collection::vec, prelude::*, sample::Index, sample::select};
use serde_json::Value;
use twinning::{
    model::record_type::RecordType,
    spreadsheet::writer::{self, Delimiter},
    values::traits::ClosedList as _,
};

use super::{
    changes::{Input, changed, changes},
    documents::{edited, edits},
    target::{Attack, Target, try_all},
};
use crate::support::{client::Answer, export::DATA};

/// Sends a file that is not to be imported, and looks at the report.
fn is_reported(target: &Target, attack: &Attack) -> Answer {
    let answer = target.answer_without_change(attack);
    if answer.status == 200 {
        let report = answer.json();
        assert_eq!(
            (&report["applied"], &report["dryRun"]),
            (&false.into(), &true.into()),
            "{report}"
        );
    }
    answer
}

/// Some lines of the data, each changed as JSON; then the file as bytes, sometimes.
fn lines() -> impl Strategy<Value = Input> {
    let line = (any::<Index>(), prop_oneof![1 => edits(0..1), 3 => edits(1..4)]).prop_map(
        |(index, edits)| {
            let line = DATA.lines().nth(index.index(DATA.lines().count())).unwrap();
            edited(&serde_json::from_str(line).unwrap(), &edits).to_string()
        },
    );
    let bytes = prop_oneof![2 => changes(0..1), 1 => changes(1..3)];
    (vec(line, 1..5), bytes)
        .prop_map(|(lines, changes)| Input(changed(lines.join("\n").as_bytes(), &changes, 300_000)))
}

#[test]
fn any_exchange_lines_are_reported() {
    let target = Target::new();
    let before = target.state();
    try_all(1, &lines(), |file| {
        is_reported(
            &target,
            &target.body("POST", "/api/v1/import?dryRun=true", "application/x-ndjson", file.0),
        );
    });
    target.is_as_before(&before);
}

/// The sheet of each type of record, with all of its records of the data.
fn sheets() -> Vec<(RecordType, String)> {
    let records: Vec<Value> =
        DATA.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let sheet = |kind: &RecordType| {
        let own = records.iter().filter(|record| record["type"] == kind.as_str()).map(|record| {
            let mut record = record.as_object().unwrap().clone();
            record.shift_remove("type");
            let id = record.shift_remove("id").unwrap();
            (id.as_str().unwrap().to_owned(), Value::Object(record))
        });
        let own: Vec<_> = own.take(4).collect();
        (*kind, writer::records(*kind, &own, Delimiter::Semicolon).unwrap())
    };
    RecordType::ALL.iter().map(sheet).collect()
}

/// A sheet with changed cells, among them those of the header; then with changed bytes, sometimes.
fn sheet() -> impl Strategy<Value = (RecordType, Input)> {
    let cells = vec((any::<Index>(), changes(1..3)), 0..5);
    let bytes = prop_oneof![1 => changes(0..1), 1 => changes(1..3)];
    (select(sheets()), cells, bytes).prop_map(|((kind, sheet), cells, changes)| {
        let mut parts: Vec<Vec<u8>> =
            sheet.as_bytes().split_inclusive(|byte| *byte == b';').map(<[u8]>::to_vec).collect();
        for (index, changes) in cells {
            let part = index.get_mut(&mut parts);
            *part = changed(part, &changes, 20_000);
        }
        (kind, Input(changed(&parts.concat(), &changes, 300_000)))
    })
}

#[test]
fn any_spreadsheet_is_reported() {
    let target = Target::new();
    let before = target.state();
    let media_types = vec!["text/csv", "text/csv; charset=utf-8", "text/csv; charset=windows-1250"];
    try_all(1, &(sheet(), select(media_types)), |((kind, sheet), media_type)| {
        let path = format!("/api/v1/import?dryRun=true&type={}", kind.as_str());
        is_reported(&target, &target.body("POST", &path, media_type, sheet.0));
    });
    target.is_as_before(&before);
}
