//! The report: by row and column, and the dry run says exactly what the real one does.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    export::{DATA, export, lines_with},
    journal,
    sheets::{put, put_events},
};
use twinning::{
    db::transaction,
    import::{
        error::ImportError,
        format::{ImportFormat, ImportOptions},
        report::ImportReport,
        run,
    },
    model::{record_type::RecordType, validation::BodySchema},
};

const ID: &str = "2015-06-16-konferencja-stadiony-sportowe-oziersk";

fn sheet() -> String {
    format!(
        "id;title.pl;kind;direction;status;startDate;endDate;topics\n\
         {ID};;conference;outgoing;held;16.06.2015;18.06.2015;sport, youth\n\
         nowe;Nowe;visit;incoming;held;16.06.2015;;\n"
    )
    .replace(&format!("{ID};;"), &format!("{ID};Konferencja;"))
}

fn ndjson(app: &TestApp, lines: &str, dry_run: bool, report_all_rows: bool) -> ImportReport {
    let options = ImportOptions {
        dry_run,
        report_all_rows,
        ..ImportOptions::of(ImportFormat::Ndjson, "test")
    };
    run::all_or_nothing(&mut app.database.connection(), lines.as_bytes(), &options).unwrap()
}

#[test]
fn a_replaced_record_says_which_values_are_others() {
    let app = TestApp::new();
    let sheet = format!("id;endDate;place.name;topics\n{ID};18.06.2015;Stadion;\n");
    let report = serde_json::to_value(put(&app.database, RecordType::Events, sheet, true)).unwrap();
    let mut row = report["rows"][0].clone();
    let changes: Vec<Value> = row["changes"].as_array_mut().unwrap().drain(..).collect();
    assert_eq!(
        row,
        json!({"row": 2, "type": "events", "id": ID, "outcome": "replaced", "changes": []})
    );
    let change =
        |field: &str| changes.iter().find(|change| change["field"] == field).unwrap().clone();
    assert_eq!(
        change("/endDate"),
        json!({"field": "/endDate", "column": "endDate", "before": "2015-06-17", "after": "2015-06-18"})
    );
    assert_eq!(
        change("/topics/0"),
        json!({"field": "/topics/0", "column": "topics", "before": "education"})
    );
    assert!(changes.iter().all(|change| change["column"] != Value::Null), "{changes:?}");
    let counts: Vec<&Value> = [
        "dryRun",
        "applied",
        "created",
        "replaced",
        "unchanged",
        "refused",
        "warned",
        "rowsLeftOut",
    ]
    .map(|name| &report[name])
    .into();
    assert_eq!(json!(counts), json!([true, false, 0, 1, 0, 0, 0, 0]));
}

#[test]
fn a_refused_row_is_told_as_json() {
    let app = TestApp::new();
    let report = put(&app.database, RecordType::Events, format!("id;kind\n{ID};visti\n"), false);
    let report = serde_json::to_value(report).unwrap();
    let error = json!({
        "row": 2, "column": "kind", "pointer": "/kind", "code": "invalid-value",
        "detail": "“visti” is not valid; did you mean “visit”? Valid are: visit, meeting, conference, signing, sport, \
                   culture, training, other",
    });
    let row =
        json!({"row": 2, "type": "events", "id": ID, "outcome": "refused", "errors": [error]});
    assert_eq!(
        report,
        json!({
            "dryRun": false, "applied": false, "file": {"format": "csv", "encoding": "UTF-8"}, "position": "21",
            "created": 0, "replaced": 0, "unchanged": 0, "refused": 1, "warned": 0,
            "rows": [row], "rowsLeftOut": 0,
        })
    );
}

#[test]
fn every_report_is_as_its_schema_says() {
    let app = TestApp::new();
    let schema = BodySchema::of::<ImportReport>().unwrap();
    let validator = jsonschema::validator_for(schema.root()).unwrap();
    let sheets = [
        sheet(),
        format!("id;endDate;attendance.count;place.location.latitude\n{ID};18.06.2015;90;1,5\n"),
        format!("id;kind;partners\n{ID};visti;x\n"),
        format!("id;partners\n{ID};x\n;\n\n;oziersk\n"),
        "nonsense\n".to_owned(),
    ];
    for sheet in sheets {
        let report =
            serde_json::to_value(put(&app.database, RecordType::Events, &sheet, true)).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}: {report}");
        assert!(report["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "{report}");
    }
    let named = |name: &str| {
        schema.root().pointer(&format!("/components/schemas/{name}/properties")).unwrap()
    };
    for name in ["RowReport", "RowFault", "FieldChange"] {
        for (field, about) in named(name).as_object().unwrap() {
            assert!(about["description"].is_string(), "{name}.{field} has no description: {about}");
        }
    }
}

#[test]
fn the_real_run_does_what_the_dry_run_said() {
    let app = TestApp::new();
    let before = export(&app.database);
    let dry = put(&app.database, RecordType::Events, sheet(), true);
    assert_eq!((export(&app.database), journal::entries(&app.database).len()), (before, 21));
    assert_eq!(app.json("")["revision"], 21);
    let real = put_events(&app, sheet());
    assert_eq!((dry.created, dry.replaced), (1, 1), "{dry}");
    assert_eq!(dry.rows, real.rows);
    assert!(!dry.applied && real.applied);
    assert_eq!(app.json("")["revision"], 23);
    let again = put_events(&app, sheet());
    assert_eq!((again.unchanged, again.created + again.replaced), (2, 0), "{again}");
    let entries = journal::entries(&app.database);
    let actors: Vec<&str> = entries[21..].iter().map(|entry| entry.actor.as_str()).collect();
    assert_eq!(actors, ["clerk", "clerk"]);
}

#[test]
fn one_refused_row_and_nothing_changes() {
    let app = TestApp::new();
    let before = export(&app.database);
    let report = put(
        &app.database,
        RecordType::Events,
        format!("{}zle;A;visit;incoming;;16.06.2015;;\n", sheet()),
        false,
    );
    assert_eq!(
        (report.created, report.replaced, report.refused, report.applied),
        (1, 1, 1, false),
        "{report}"
    );
    assert_eq!(export(&app.database), before);
    assert!(
        report.to_string().ends_with("Nothing was changed: correct the rows and import again.\n"),
        "{report}"
    );
}

#[test]
fn a_row_that_refers_to_nothing_is_counted_once() {
    let app = TestApp::new();
    let sheet = format!("id;partners;agreements\n{ID};nobody, oziersk;none\n");
    for dry_run in [true, false] {
        let report = put(&app.database, RecordType::Events, &sheet, dry_run);
        assert_eq!((report.replaced, report.refused, report.rows.len()), (0, 1, 1), "{report}");
        let row = &report.rows[0];
        assert_eq!((row.id.as_deref(), row.kind), (Some(ID), Some(RecordType::Events)));
        let columns: Vec<_> =
            row.errors.iter().filter_map(|fault| fault.column.as_deref()).collect();
        assert_eq!(columns, ["agreements", "partners"]);
    }
}

#[test]
fn lines_are_told_like_rows_where_that_is_asked_for() {
    let app = TestApp::new();
    let lines =
        lines_with("oziersk", |partner| partner["website"] = "https://ozyorsk.example".into());
    let quiet = ndjson(&app, &lines, true, false);
    assert_eq!((quiet.rows.len(), quiet.rows_left_out, quiet.replaced), (0, 21, 1));
    let told = ndjson(&app, &lines, true, true);
    assert_eq!((told.rows.len(), told.rows_left_out, told.unchanged), (21, 0, 20));
    let row = told.rows.iter().find(|row| row.id.as_deref() == Some("oziersk")).unwrap();
    let line =
        DATA.lines().position(|line| line.contains("\"id\":\"oziersk\",\"state\"")).unwrap() + 1;
    assert_eq!(
        (row.row, row.changes[0].field.as_str(), &row.changes[0].column),
        (line as u64, "/website", &None)
    );
    assert!(
        told.to_string().contains(&format!("line {line}: partners/oziersk replaced")),
        "{told}"
    );
    assert!(told.to_string().contains("/website: nothing → “https://ozyorsk.example”"), "{told}");
    let refused =
        ndjson(&app, &lines.replace("\"kind\":\"association\"", "\"kind\":\"a\""), true, true);
    let row = refused.refusals().next().unwrap();
    assert_eq!((row.kind, row.id.as_deref()), (Some(RecordType::Partners), Some("mauron")));
}

#[test]
fn more_missing_references_than_are_told_are_all_counted() {
    let app = TestApp::new();
    let lines: String = (0..1_100)
        .map(|at| {
            let partners = crate::support::made_up::references(&["nobody"]);
            crate::support::made_up::event(&format!("e{at}"), json!({"partners": partners}))
        })
        .collect();
    let report = ndjson(&app, &lines, true, false);
    assert_eq!((report.created, report.refused, report.refusals().count()), (0, 1_100, 1_000));
}

#[test]
fn a_transaction_that_is_open_already_is_left_to_its_owner() {
    let app = TestApp::new();
    let before = export(&app.database);
    let options = ImportOptions {
        report_all_rows: true,
        ..ImportOptions::of(ImportFormat::Sheet(Some(RecordType::Events)), "clerk")
    };
    let mut connection = app.database.connection();
    for round in 0..2 {
        let ended: Result<(), ImportError> = transaction::write(&mut connection, |connection| {
            let report = run::within(connection, sheet().as_bytes(), &options)?;
            assert!(report.applied, "{round}: {report}");
            Err(diesel::result::Error::RollbackTransaction.into())
        });
        assert!(ended.is_err());
    }
    assert_eq!(export(&app.database), before);
}
