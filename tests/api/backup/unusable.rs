//! A backup is restored in place of a database that cannot be used, which is kept.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::{
    TestApp,
    database::TestDatabase,
    export::DATA,
    program::{Ran, run},
};

/// The log beside a file.
fn log(path: &Path) -> PathBuf {
    format!("{}-wal", path.display()).into()
}

/// Writes bytes into the middle of a file, over several of its pages.
fn scribble(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0x5a);
    fs::write(path, bytes).unwrap();
}

/// A log that was written for another database.
fn foreign_log(path: &Path) {
    let other = TestDatabase::sqlite().with_tables();
    let running = other.connection();
    drop(other.connection());
    let app = TestApp::on(other);
    app.import(DATA);
    fs::copy(log(Path::new(app.database.argument().trim_start_matches("sqlite://"))), log(path))
        .unwrap();
    drop(running);
}

/// Makes the file at a path unusable.
type Harm = fn(&Path);

#[test]
fn what_cannot_be_used_is_kept_and_replaced() {
    let cases: [(&str, Harm, &str); 6] = [
        (
            "the file is gone, its log is left",
            |path| {
                foreign_log(path);
                fs::remove_file(path).unwrap();
            },
            "the file is missing or empty",
        ),
        ("the log of another file", foreign_log, "was written for another file"),
        (
            "cut off",
            |path| {
                let file = fs::OpenOptions::new().write(true).open(path).unwrap();
                file.set_len(100_000).unwrap();
            },
            "it was cut off",
        ),
        (
            "damaged at its beginning",
            |path| {
                let mut bytes = fs::read(path).unwrap();
                bytes[100..9_000].fill(0x5a);
                fs::write(path, bytes).unwrap();
            },
            "malformed",
        ),
        ("damaged inside", scribble, ""),
        (
            "no database",
            |path| fs::write(path, "Kętrzyn".repeat(1_000)).unwrap(),
            "file is not a database",
        ),
    ];
    let source = TestDatabase::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db").display().to_string();
    let at = |url: &str, arguments: &[&str]| -> Ran {
        run(&[arguments, &["--database-url", url]].concat())
    };
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/records.ndjson");
    at(&source.argument(), &["import", data]).succeeded();
    at(&source.argument(), &["backup", &backup]).succeeded();
    let expected = at(&source.argument(), &["export"]).succeeded();
    for (number, (what, harm, told)) in cases.into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.db"));
        let url = format!("sqlite://{}", path.display());
        at(&url, &["restore", &backup]).succeeded();
        harm(&path);
        let found = fs::read(&path).unwrap_or_default();
        if !told.is_empty() {
            let refused = at(&url, &["check"]).refused();
            assert!(refused.contains(told), "{what}: {refused}");
            assert!(refused.contains("restore BACKUP --replace"), "{what}: {refused}");
            assert!(at(&url, &["restore", &backup]).refused().contains(told), "{what}");
        }
        assert_eq!(fs::read(&path).unwrap_or_default(), found, "{what}: nothing was changed");
        let restored = at(&url, &["restore", &backup, "--replace"]);
        assert!(restored.err.contains("is kept as"), "{what}: {restored:?}");
        restored.succeeded();
        assert_eq!(at(&url, &["export"]).succeeded(), expected, "{what}");
        let kept = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let prefix = format!("{number}.db.unusable-");
        let kept: Vec<PathBuf> = kept
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&prefix))
            .collect();
        assert!(!kept.is_empty(), "{what}");
        if !found.is_empty() {
            assert!(kept.iter().any(|path| fs::read(path).unwrap() == found), "{what}: {kept:?}");
        }
    }
}

#[test]
fn a_backup_that_cannot_be_used_is_named_as_such() {
    let source = TestDatabase::sqlite().with_tables();
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db");
    let file = backup.display().to_string();
    run(&["backup", &file, "--database-url", &source.argument()]).succeeded();
    let bytes = fs::read(&backup).unwrap();
    fs::write(&backup, &bytes[..bytes.len() / 2]).unwrap();
    let target = TestDatabase::sqlite();
    let refused = run(&["restore", &file, "--database-url", &target.argument()]).refused();
    assert!(refused.contains(&file) && refused.contains("use another backup"), "{refused}");
    assert!(!refused.contains("sqlite://"), "no copy of it is named: {refused}");
}
