//! References that lead back to their record only once a whole file is written, and what contradicts itself today.

use serde_json::{Value, json};
use twinning::{
    check,
    import::report::{ImportReport, RowFault, RowOutcome},
    model::record_type::RecordType,
};

use crate::support::{
    TestApp,
    export::export,
    made_up::{agreement, event, partner, references},
    sheets::put,
};

/// Each fault: its row, its column or place, and its kind.
fn faults(report: &ImportReport) -> Vec<String> {
    let told = |fault: &RowFault| {
        let place = fault.column.as_ref().or(fault.pointer.as_ref()).cloned().unwrap_or_default();
        format!("{} {place} {}", fault.row, fault.code)
    };
    report.refusals().flat_map(|row| row.errors.iter().map(told)).collect()
}

fn with_records() -> TestApp {
    TestApp::with(
        &[
            event("festival", json!({})),
            event("day", json!({"partOf": {"id": "festival"}})),
            partner("a", json!({"successors": references(&["b"])})),
            partner("b", json!({})),
            agreement("first", json!({})),
            agreement("second", json!({"renews": {"id": "first"}})),
        ]
        .concat(),
    )
}

/// The lines of a file, and the faults that it has.
fn lines() -> Vec<(String, Vec<&'static str>)> {
    let part = |id: &str, of: &str| event(id, json!({"partOf": {"id": of}}));
    let after = |id: &str, ids: &[&str]| partner(id, json!({"successors": references(ids)}));
    let back = |line: usize, of: usize| {
        let place = ["/partOf/id", "/successors/0/id", "/successors/1/id", "/renews/id"][of];
        format!("{line} {place} leads-back")
    };
    let told = |places: &[(usize, usize)]| -> Vec<&'static str> {
        places.iter().map(|(line, of)| &*back(*line, *of).leak()).collect()
    };
    vec![
        // Neither line is a circle without the other one.
        (part("x", "y") + &part("y", "x"), told(&[(1, 0), (2, 0)])),
        (part("x", "y") + &part("y", "z") + &part("z", "x"), told(&[(1, 0), (2, 0), (3, 0)])),
        // A line and what is stored.
        (part("festival", "day"), told(&[(1, 0)])),
        (part("festival", "x") + &part("x", "day"), told(&[(1, 0), (2, 0)])),
        (after("b", &["c", "a"]) + &partner("c", json!({})), told(&[(1, 2)])),
        (
            agreement("first", json!({"annexTo": {"id": "third"}, "renews": {"id": "third"}}))
                + &agreement("third", json!({"renews": {"id": "second"}})),
            vec!["1 /annexTo/id leads-back", "1 /renews/id leads-back", "2 /renews/id leads-back"],
        ),
        // What only leads to a circle is not on it; what the file takes apart is none.
        (part("w", "x") + &part("x", "y") + &part("y", "x"), told(&[(2, 0), (3, 0)])),
        (part("festival", "day") + &event("day", json!({})), vec![]),
        (after("b", &["c", "d"]) + &after("c", &["d"]) + &partner("d", json!({})), vec![]),
        // With other faults of the same line.
        (
            part("x", "y")
                + &event("y", json!({"partOf": {"id": "x"}, "partners": references(&["none"])})),
            vec![
                "1 /partOf/id leads-back",
                "2 /partOf/id leads-back",
                "2 /partners/0/id unknown-reference",
            ],
        ),
        (part("x", "x"), vec!["1 /partOf/id refers-to-itself"]),
    ]
}

#[test]
fn a_circle_that_only_the_whole_file_makes_is_refused() {
    for (file, expected) in lines() {
        let app = with_records();
        let before = export(&app.database);
        let report = app.import(&file);
        assert_eq!(faults(&report), expected, "{file}{report}");
        assert_eq!(report.applied, expected.is_empty(), "{report}");
        let rows = u64::try_from(file.lines().count()).unwrap();
        assert_eq!(report.created + report.replaced + report.refused, rows, "{report}");
        assert_eq!(report.refused > 0, export(&app.database) == before, "{report}");
        let (_, faults) = check::run(&mut app.database.connection()).unwrap();
        assert_eq!(faults, Vec::<String>::new());
    }
}

#[test]
fn a_circle_of_a_spreadsheet_names_the_column_and_the_way() {
    let app = with_records();
    let sheet = "id;title.pl;kind;direction;status;startDate;partOf\n\
                 x;X;visit;incoming;held;2015-06-16;y\n\
                 y;Y;visit;incoming;held;2015-06-16;x\n\
                 z;Z;visit;incoming;held;2015-06-16;x\n";
    let report = put(&app.database, RecordType::Events, sheet, false);
    assert_eq!(faults(&report), ["2 partOf leads-back", "3 partOf leads-back"], "{report}");
    assert!(report.to_string().contains("events/y → events/x"), "{report}");
    assert_eq!((report.created, report.refused), (1, 2));
    let town =
        |number: usize| format!("t{number};T;municipality;ended;LT;t{}\n", (number + 1) % 1_200);
    let many: String = (0..1_200).map(town).collect();
    let many = format!("id;name.pl;kind;status;country;successors\n{many}");
    let report = put(&app.database, RecordType::Partners, many, false);
    assert_eq!((report.created, report.refused, report.applied), (0, 1_200, false), "{report}");
}

#[test]
fn an_undo_makes_no_circle_either() {
    let app = with_records();
    let editor = app.editor();
    let batch = app.import(&event("day", json!({}))).batch.unwrap();
    let patch = json!({"partOf": {"id": "day"}});
    assert_eq!(editor.change("PATCH", "/events/festival", &patch).status, 200);
    let undone = editor.post(&format!("/batches/{batch}/undo"), &Value::Null);
    assert_eq!(undone.status, 409, "{}", undone.text());
    assert!(undone.text().contains("leads-back"), "{}", undone.text());
}

/// A partner that was active until 2001, as a line.
fn contradicting(id: &str) -> String {
    partner(id, json!({"status": "active", "partnerUntil": "2001"}))
}

#[test]
fn what_contradicts_itself_today_is_told_and_not_refused() {
    let app = TestApp::empty();
    let report = app.import(&(contradicting("a") + &partner("b", json!({}))));
    assert_eq!((report.created, report.warned, report.applied), (2, 1, true), "{report}");
    let [row] = &report.rows[..] else { panic!("only what is warned of is listed: {report}") };
    let warning = &row.warnings[0];
    assert_eq!(
        (row.outcome, warning.row, warning.code),
        (RowOutcome::Created, 1, "contradicts-date")
    );
    assert!(report.to_string().contains("line 1: warning: /status: is active"), "{report}");
    assert!(report.to_string().contains("0 refused, 1 with warnings. Done."), "{report}");
    // The same again, and in a spreadsheet, beside a row that is refused for something else.
    assert_eq!(app.import(&contradicting("a")).warned, 1);
    let sheet = "id;name.pl;kind;country;status;partnerUntil\na;a;municipality;LT;active;2001\n\
                 c;C;municipality;LT;activ;\nd;D;municipality;LT;active;2002\n";
    let report = put(&app.database, RecordType::Partners, sheet, false);
    let told: Vec<_> = report.rows.iter().map(|row| (row.outcome, row.warnings.len())).collect();
    let expected = [(RowOutcome::Unchanged, 1), (RowOutcome::Refused, 0), (RowOutcome::Created, 1)];
    assert_eq!((&told[..], report.warned), (&expected[..], 2), "{report}");
    assert_eq!(report.rows[0].warnings[0].column.as_deref(), Some("status"));
}

#[test]
fn a_row_that_is_refused_at_the_end_keeps_its_warnings() {
    let app = TestApp::empty();
    let line = partner(
        "a",
        json!({"status": "active", "partnerUntil": "2001", "successors": references(&["none"])}),
    );
    let report = app.import(&line);
    assert_eq!((report.refused, report.warned), (1, 1), "{report}");
    assert_eq!((report.rows[0].errors.len(), report.rows[0].warnings.len()), (1, 1), "{report}");
}
