//! Merge patches of records that are there.

use proptest::{collection::vec, prelude::*, sample::Index, sample::select};
use serde_json::{Map, Value};

use super::{
    changes::{Input, changed, changes},
    documents::{edited, edits},
    target::{Target, try_all},
};
use crate::support::export::DATA;

/// The addresses of all records.
fn paths() -> impl Iterator<Item = String> {
    DATA.lines().map(|line| {
        let record: Value = serde_json::from_str(line).unwrap();
        match (record["type"].as_str().unwrap(), record["id"].as_str().unwrap()) {
            ("municipality", _) => "/api/v1/municipality".to_owned(),
            (list, id) => format!("/api/v1/{list}/{id}"),
        }
    })
}

/// Some members of a record, changed; sometimes what is no JSON any more.
fn patch(record: Value) -> impl Strategy<Value = Input> {
    let bytes = prop_oneof![4 => changes(0..1), 1 => changes(1..3)];
    (vec(any::<Index>(), 1..4), edits(1..4), bytes).prop_map(move |(members, edits, changes)| {
        let record = record.as_object().unwrap();
        let member = |index: &Index| {
            let (name, value) = record.iter().nth(index.index(record.len())).unwrap();
            (name.clone(), value.clone())
        };
        let some: Map<String, Value> = members.iter().map(member).collect();
        let patch = edited(&Value::Object(some), &edits).to_string();
        Input(changed(patch.as_bytes(), &changes, 200_000))
    })
}

#[test]
fn any_patch_is_made_whole_or_changes_nothing() {
    let target = Target::new();
    let records = paths().map(|path| {
        let answer = target.answer(&target.attack("GET", &path));
        assert_eq!(answer.status, 200, "{path}");
        (path, answer.json())
    });
    let records: Vec<(String, Value)> = records.collect();
    let patches =
        select(records.clone()).prop_flat_map(|(path, record)| (Just(path), patch(record)));
    try_all(1, &patches, |(path, patch)| {
        let before = target.revision();
        let attack = target.body("PATCH", &path, "application/merge-patch+json", patch.0);
        let answer = target.answer(&attack.with("If-Match", "*"));
        if answer.status != 200 {
            assert_eq!(target.revision(), before, "{}: it changed something", answer.status);
            return;
        }
        let read = target.answer(&target.attack("GET", &path));
        assert_eq!((read.status, &read.bytes), (200, &answer.bytes));
        let (_, record) = records.iter().find(|(own, _)| *own == path).unwrap();
        let back = target.body("PUT", &path, "application/json", record.to_string().into_bytes());
        let back = target.answer(&back.with("If-Match", "*"));
        assert_eq!(back.status, 200, "{}", back.text());
    });
    target.is_well();
}
