//! No import overwrites a change that the author of the file has not seen.

use serde_json::json;

use crate::support::{TestApp, client::Answer, keeper::Keeper, made_up};

fn import(app: &TestApp, editor: &Keeper<'_>, query: &str, kind: &str, file: &str) -> Answer {
    let bearer = format!("Bearer {}", editor.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
    app.send("POST", &format!("/api/v1/import{query}"), &headers, file)
}

/// Three events, of which the second is changed at revision 4.
fn with_a_change() -> (TestApp, String) {
    let app = TestApp::empty();
    let lines = ["a", "b", "c"].map(|id| made_up::event(id, json!({}))).concat();
    app.import(&lines);
    let editor = app.editor();
    let dry = import(&app, &editor, "?dryRun=true", "application/x-ndjson", &lines).json();
    assert_eq!(dry["position"], "3");
    let bearer = format!("Bearer {}", editor.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/merge-patch+json"),
        ("If-Match", "*"),
    ];
    let changed = app.send("PATCH", "/api/v1/events/b", &headers, r#"{"kind": "sport"}"#);
    assert_eq!(changed.status, 200, "{}", changed.text());
    (app, lines)
}

#[test]
fn a_row_whose_record_was_changed_is_refused() {
    const CSV: &str = "text/csv";
    const NDJSON: &str = "application/x-ndjson";
    let (app, lines) = with_a_change();
    let editor = app.editor();
    let others = lines.replace("\"visit\"", "\"culture\"");
    let with_revision = |revision: serde_json::Value| {
        made_up::event("b", json!({ "kind": "culture", "revision": revision }))
    };
    let cases: [(&str, &str, &str, u16, &[&str]); 14] = [
        ("?ifUnchangedSince=4", NDJSON, &others, 200, &[]),
        ("?ifUnchangedSince=3", NDJSON, &others, 412, &["2  changed-since"]),
        ("?ifUnchangedSince=3.1", NDJSON, &others, 412, &["2  changed-since", "3  changed-since"]),
        ("?ifUnchangedSince=5", NDJSON, &others, 409, &["0 ifUnchangedSince future-position"]),
        ("?ifUnchangedSince=x", NDJSON, &others, 400, &["0 ifUnchangedSince invalid-value"]),
        (
            "?type=events&ifUnchangedSince=3",
            CSV,
            "id;status\na;cancelled\nb;cancelled\n",
            412,
            &["3  changed-since"],
        ),
        // What is written as it is overwrites nothing.
        ("?type=events&ifUnchangedSince=3", CSV, "id;status\na;cancelled\nb;held\n", 200, &[]),
        (
            "?type=events&ifUnchangedSince=0",
            CSV,
            "title.pl;startDate;status\nb;2015-06-16;x\n",
            412,
            &["2 /status invalid-value", "2  changed-since"],
        ),
        (
            "?type=events",
            CSV,
            "id;revision;status\na;1;cancelled\nb;3;cancelled\nc;;cancelled\n",
            412,
            &["3 /revision changed-since"],
        ),
        ("?type=events", CSV, "id;revision;status\na;1;cancelled\nb;4;cancelled\n", 200, &[]),
        // The revision of a row says more than the position of the file.
        ("?type=events&ifUnchangedSince=3", CSV, "id;revision;status\nb;4;cancelled\n", 200, &[]),
        (
            "?type=events",
            CSV,
            "id;revision;status\na;r1;cancelled\n",
            400,
            &["2 /revision invalid-value"],
        ),
        ("", NDJSON, &with_revision(json!(2)), 412, &["1 /revision changed-since"]),
        ("", NDJSON, &with_revision(json!(4)), 200, &[]),
    ];
    for (query, kind, file, status, expected) in cases {
        if status == 200 {
            let dry = format!("?dryRun=true&{}", query.trim_start_matches('?'));
            let told = import(&app, &editor, &dry, kind, file);
            assert_eq!((told.status, &told.json()["refused"]), (200, &json!(0)), "{}", told.text());
            continue;
        }
        let answer = import(&app, &editor, query, kind, file);
        let faults: Vec<String> = answer.json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                let place = fault["pointer"].as_str().or(fault["parameter"].as_str());
                let row = fault["row"].as_u64().unwrap_or_default();
                format!("{row} {} {}", place.unwrap_or_default(), fault["code"].as_str().unwrap())
            })
            .collect();
        assert_eq!(
            (answer.status, faults),
            (status, expected.iter().map(ToString::to_string).collect()),
            "{query} {file}"
        );
        assert_eq!(app.json("")["revision"], 4, "nothing was changed");
    }
    let answer = import(&app, &editor, "?ifUnchangedSince=3", NDJSON, &others);
    let told = answer.details();
    for words in ["“events/b” was changed at revision 4 by “", "”, after position 3: see"] {
        assert!(told.contains(words), "{told}");
    }
    let done = import(&app, &editor, "?ifUnchangedSince=4", NDJSON, &others);
    assert_eq!(done.json()["position"], "7", "after the import: {}", done.text());
}
