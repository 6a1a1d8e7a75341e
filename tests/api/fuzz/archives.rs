//! Portable backups that were changed: the checksum refuses most, so that of many is made to fit again.

use std::{fs, path::Path, process::Stdio, thread, time::Duration, time::Instant};

use data_encoding::HEXLOWER as HEX;
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    changes::{Input, changed, changes},
    documents::{Edit, edited, edits},
    target::try_all,
};
use crate::support::{
    TestApp,
    events::events,
    export::export,
    journal,
    lived_in::lived_in,
    program::{program, run},
};

/// How long a restore of so little may take.
const LONGEST: Duration = Duration::from_secs(20);

/// A real backup.
fn archive() -> String {
    let app = TestApp::new();
    lived_in(&app);
    let file = app.database.folder.path().join("backup");
    let url = app.database.argument();
    run(&["backup", file.to_str().unwrap(), "--portable", "--database-url", &url]).succeeded();
    fs::read_to_string(file).unwrap()
}

/// The lines with the last line that fits them, and a first that counts them.
fn sealed(mut lines: Vec<Value>) -> String {
    let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    let counts =
        [("records", "record"), ("entries", "entry"), ("tokens", "token"), ("answers", "answer")];
    let counts = counts.map(|(name, kind)| (name, count(kind)));
    if let Some(Value::Object(first)) = lines.first_mut() {
        first.extend(counts.map(|(name, count)| (name.to_owned(), json!(count))));
    }
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let text = lines.join("\n") + "\n";
    let checksum = HEX.encode(&Sha256::digest(&text));
    format!("{text}{}\n", json!({ "type": "end", "sha256": checksum }))
}

/// The lines, some of them edited, left out, repeated or moved.
fn rewritten(archive: &str, edits: &[(Index, Vec<Edit>)], moves: &[(Index, Index, u8)]) -> String {
    let lines = archive.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut lines: Vec<Value> = lines.collect();
    lines.pop();
    for (index, edits) in edits {
        let line = index.get_mut(&mut lines);
        *line = edited(line, edits);
    }
    for (from, to, what) in moves {
        let at = from.index(lines.len());
        let line = if *what == 0 { lines[at].clone() } else { lines.remove(at) };
        if *what < 2 {
            let to = to.index(lines.len() + 1);
            lines.insert(to, line);
        }
    }
    sealed(lines)
}

fn archives() -> impl Strategy<Value = Input> {
    let archive = archive();
    let raw = archive.clone();
    let edited_lines = vec((any::<Index>(), edits(1..3)), 0..3);
    let moves = prop_oneof![3 => vec((any::<Index>(), any::<Index>(), 0..3_u8), 0..1),
        1 => vec((any::<Index>(), any::<Index>(), 0..3_u8), 1..3)];
    prop_oneof![
        1 => changes(1..4).prop_map(move |changes| Input(changed(raw.as_bytes(), &changes, 500_000))),
        5 => (edited_lines, moves)
            .prop_map(move |(edits, moves)| Input(rewritten(&archive, &edits, &moves).into_bytes())),
    ]
}

/// Runs `restore`, which ends by itself; its exit code and what it said.
fn restored(file: &Path, url: &str) -> (i32, String) {
    let log = file.with_extension("log");
    let mut child =
        program(&["restore", file.to_str().unwrap(), "--replace", "--database-url", url])
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it does not end");
        }
        thread::sleep(Duration::from_millis(5));
    };
    let said = fs::read_to_string(log).unwrap();
    (status.code().unwrap_or_else(|| panic!("{status}: {said}")), said)
}

#[test]
fn any_archive_is_restored_whole_or_changes_nothing() {
    let app = TestApp::with(&events(3, 0));
    let database = &app.database;
    let file = database.folder.path().join("changed");
    let state = || (export(database), journal::entries(database));
    try_all(10, &archives(), |Input(archive)| {
        fs::write(&file, archive).unwrap();
        let before = state();
        let (code, said) = restored(&file, &database.argument());
        assert!(!said.contains("panicked"), "{said}");
        match code {
            0 => {
                let checked = run(&["check", "--database-url", &database.argument()]);
                assert_eq!(checked.code, Some(0), "{checked:?}");
                let answer = app.get("/events");
                assert_eq!(answer.status, 200, "{}", answer.text());
            }
            1 => {
                assert!(said.starts_with("twinning: "), "{said}");
                assert!(state() == before, "refused, and yet something changed: {said}");
            }
            other => panic!("{other}: {said}"),
        }
    });
}
