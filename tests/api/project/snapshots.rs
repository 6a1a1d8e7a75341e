//! Snapshots: each file belongs to a test that exists.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// All files below a directory.
pub(super) fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The test that a snapshot is named after: its source file, below `tests`, and its name.
///
/// `api/reading/snapshots/api__reading__answers__a_list.snap` belongs to `a_list` in `api/reading/answers.rs`.
fn test_of(snapshot: &str) -> Option<(String, &str)> {
    let (_, file) = snapshot.rsplit_once('/')?;
    let (module, test) = file.strip_suffix(".snap")?.rsplit_once("__")?;
    Some((format!("{}.rs", module.replace("__", "/")), test))
}

#[test]
fn every_snapshot_belongs_to_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut found = Vec::new();
    files(&tests, &mut found);
    let paths = found.iter().map(|path| path.strip_prefix(&tests).unwrap().to_str().unwrap());
    let snapshots: Vec<&str> = paths.filter(|path| path.contains("/snapshots/")).collect();
    assert!(!snapshots.is_empty());
    for snapshot in snapshots {
        let (source, test) =
            test_of(snapshot).unwrap_or_else(|| panic!("{snapshot} is no accepted snapshot"));
        let code = fs::read_to_string(tests.join(&source)).unwrap_or_default();
        assert!(
            code.contains(&format!("fn {test}()")),
            "{snapshot}: there is no test {test} in {source}"
        );
    }
}

#[test]
fn a_snapshot_names_its_test() {
    let named = |path| test_of(path).map(|(source, test)| format!("{source} {test}"));
    let snapshot = "api/reading/snapshots/api__reading__answers__a_list.snap";
    assert_eq!(named(snapshot).unwrap(), "api/reading/answers.rs a_list");
    assert_eq!(named("api/reading/snapshots/api__reading__answers__a_list.snap.new"), None);
    assert_eq!(named("api/reading/snapshots/a_list.snap"), None);
}
