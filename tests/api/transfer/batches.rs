//! Every import is a batch, which can be undone as a whole.

use serde_json::{Value, json};
use twinning::{check, model::record_type::RecordType};

use crate::support::{
    TestApp, client::Answer, export::export, keeper::Keeper, made_up, program::run, sheets::put,
};

fn undo(app: &TestApp, editor: &Keeper<'_>, batch: i64, query: &str) -> Answer {
    let bearer = format!("Bearer {}", editor.token);
    let path = format!("/api/v1/batches/{batch}/undo{query}");
    app.send("POST", &path, &[("Authorization", bearer.as_str())], "")
}

/// Batch 1 makes two events and a partner; batch 4 changes an event and makes another one.
fn with_batches() -> TestApp {
    let app = TestApp::empty();
    let lines = [
        made_up::partner("p", json!({})),
        made_up::event("a", json!({})),
        made_up::event("b", json!({ "partners": [{ "id": "p" }] })),
    ];
    assert_eq!(app.import(&lines.concat()).batch, Some(1));
    let sheet = "id;title.pl;startDate;kind;direction;status\na;A;2015-06-16;visit;incoming;cancelled\n\
                 c;C;2015-06-16;visit;incoming;held\nb;b;2015-06-16;visit;incoming;held\n";
    let report = put(&app.database, RecordType::Events, sheet, false);
    assert_eq!((report.batch, report.unchanged), (Some(4), 1), "{report}");
    assert_eq!(put(&app.database, RecordType::Events, sheet, false).batch, None);
    app
}

fn listed(editor: &Keeper<'_>) -> Vec<Value> {
    let page = editor.json("/batches");
    let batch = |batch: &Value| {
        json!([
            batch["id"],
            batch["format"],
            batch["created"],
            batch["replaced"],
            batch["deleted"],
            batch["undoes"],
            batch["undoneBy"],
        ])
    };
    page["data"].as_array().unwrap().iter().map(batch).collect()
}

#[test]
fn imports_are_listed_and_undone() {
    let app = with_batches();
    let editor = app.editor();
    let none = Value::Null;
    let (first, second) =
        (json!([1, "ndjson", 3, 0, 0, none, none]), json!([4, "csv", 1, 1, 0, none, none]));
    assert_eq!(listed(&editor), [second.clone(), first.clone()]);
    let batch = editor.json("/batches/4");
    assert_eq!(batch["actor"], "clerk");
    assert!(batch["changes"].as_str().unwrap().ends_with("/api/v1/audit?batch=4"), "{batch}");
    let changes = editor.json("/audit?batch=4");
    assert_eq!(changes["pagination"]["total"], 2);
    assert_eq!(editor.json("/events/a/history")["data"][0]["batch"], 4);

    let before = export(&app.database);
    let dry = undo(&app, &editor, 4, "?dryRun=true");
    assert_eq!(dry.json(), json!({ "dryRun": true, "created": 0, "replaced": 1, "deleted": 1 }));
    assert_eq!(export(&app.database), before);
    let done = undo(&app, &editor, 4, "").json();
    assert_eq!(
        done,
        json!({ "dryRun": false, "batch": 6, "created": 0, "replaced": 1, "deleted": 1 })
    );
    assert_eq!(app.ids("/events?sort=title"), ["a", "b"]);
    assert_eq!(editor.json("/events/a")["status"], "held");
    let undone = json!([4, "csv", 1, 1, 0, none, 6]);
    assert_eq!(listed(&editor), [json!([6, "undo", 0, 1, 1, 4, none]), undone, first.clone()]);

    let again = undo(&app, &editor, 4, "");
    assert_eq!(again.status, 409, "{}", again.text());
    assert!(again.json()["detail"].as_str().unwrap().contains("undone already, by batch 6"));
    let back = undo(&app, &editor, 6, "").json();
    assert_eq!(
        back,
        json!({ "dryRun": false, "batch": 8, "created": 1, "replaced": 1, "deleted": 0 })
    );
    assert_eq!(export(&app.database), before);
    assert_eq!(listed(&editor)[2], second, "in force again");
    assert_eq!(check::run(&mut app.database.connection()).unwrap().1, [""; 0]);
}

#[test]
fn a_batch_is_undone_as_a_whole_or_not() {
    let app = with_batches();
    let editor = app.editor();
    assert_eq!(undo(&app, &editor, 5, "").status, 404);
    assert_eq!(undo(&app, &editor, 4, "?dry=1").status, 400);
    app.import(&made_up::event("c", json!({ "partners": [{ "id": "p" }] })));
    let before = export(&app.database);
    for query in ["", "?dryRun=true"] {
        let refused = undo(&app, &editor, 4, query);
        assert_eq!((refused.status, refused.json()["errors"].as_array().unwrap().len()), (409, 1));
        assert!(
            refused.details().contains("“events/c” was changed after the batch"),
            "{}",
            refused.details()
        );
        let refused = undo(&app, &editor, 1, query);
        let told = refused.details();
        for words in ["“events/a” was changed after", "“events/c” refers to “partners/p”"]
        {
            assert!(told.contains(words), "{told}");
        }
    }
    assert_eq!(export(&app.database), before);
}

#[test]
fn an_import_is_undone_on_the_command_line() {
    let app = with_batches();
    let url = app.database.argument();
    let undo = |arguments: &[&str]| run(&[&["undo", "--database-url", &url], arguments].concat());
    let before = export(&app.database);
    assert_eq!(
        undo(&["4", "--dry-run"]).succeeded(),
        "0 created again, 1 replaced, 1 deleted. Nothing was changed: this was a dry run.\n"
    );
    assert_eq!(export(&app.database), before);
    assert_eq!(
        undo(&["4"]).succeeded(),
        "0 created again, 1 replaced, 1 deleted. This is batch 6.\n"
    );
    assert!(undo(&["4"]).refused().contains("Batch 4 was undone already, by batch 6."));
    let ran = undo(&["1"]);
    assert!(ran.out.starts_with("“events/a” was changed after the batch"), "{}", ran.out);
    assert!(
        ran.err.contains("batch 1 cannot be undone as a whole; nothing was changed"),
        "{}",
        ran.err
    );
    assert!(undo(&["9"]).refused().contains("There is no batch 9."));
}

#[test]
fn batches_are_in_backups_and_without_erased_names() {
    let app = with_batches();
    let (folder, url) = (app.database.folder.path(), app.database.argument());
    let csv = folder.join("Jan Kowalski.csv");
    std::fs::write(&csv, "id;status\nb;cancelled\n").unwrap();
    let csv = csv.to_str().unwrap();
    run(&["import", csv, "--type", "events", "--database-url", &url]).succeeded();
    let editor = app.editor();
    assert_eq!(editor.json("/batches?limit=1")["data"][0]["fileName"], "Jan Kowalski.csv");
    let erased =
        run(&["erase-person", "Jan Kowalski", "--yes", "--database-url", &url]).succeeded();
    assert!(erased.contains("names of imported files: 1\n    of batch 6\n"), "{erased}");
    assert_eq!(editor.json("/batches/6")["fileName"], "[name erased].csv");
    let known = listed(&editor);
    let backup = folder.join("backup.ndjson");
    let backup = backup.to_str().unwrap();
    run(&["backup", backup, "--portable", "--database-url", &url]).succeeded();
    undo(&app, &editor, 4, "");
    run(&["restore", backup, "--replace", "--database-url", &url]).succeeded();
    assert_eq!(listed(&app.editor()), known);
    assert_eq!(app.editor().json("/audit?batch=4")["pagination"]["total"], 2);
}
