//! Files that are committed and made by the tests: compared, or written anew when `UPDATE_OPENAPI` is set.

use std::{env, fs, path::Path};

use serde_json::Value;

/// Compares a committed file with what it should be, or writes it.
pub fn check(path: &str, current: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    #[expect(clippy::disallowed_methods, reason = "a setting of the tests alone")]
    let update = env::var("UPDATE_OPENAPI").is_ok();
    if update {
        fs::write(&file, current).unwrap();
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == current,
        "{path} is stale: run `UPDATE_OPENAPI=1 cargo test openapi`, twice when the examples changed (they are \
         compiled into the document), and commit what changed"
    );
}

/// The fields with times of making and changing.
const TIMES: [&str; 7] =
    ["createdAt", "updatedAt", "changedAt", "deletedAt", "at", "date_published", "date_modified"];

/// Puts one time in the place of every time of making and changing, and one name in that of each copy.
pub fn fix_times(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.get("@type").is_some_and(|kind| kind == "xsd:dateTime") {
                members["@value"] = "2026-01-15T12:00:00Z".into();
            }
            for (name, value) in members {
                if TIMES.contains(&name.as_str()) && !value.is_object() {
                    *value = "2026-01-15T12:00:00Z".into();
                } else if name == "instance"
                    && value.as_str().is_some_and(|name| !name.starts_with('/'))
                {
                    *value = "01936d2e-8c1f-7a3b-9d55-0b6a4d2f8e11".into();
                } else {
                    fix_times(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(fix_times),
        _ => {}
    }
}
