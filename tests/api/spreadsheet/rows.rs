//! What a row does to a record: it changes what its columns name, and nothing else.

use serde_json::{Value, json};
use twinning::model::record_type::RecordType;

use crate::support::{
    TestApp,
    export::export,
    made_up,
    sheets::{put, put_events, record, refused},
};

fn participants(app: &TestApp) -> Value {
    record(&app.database, "a").get("participants").cloned().unwrap_or_default()
}

fn with_participants() -> TestApp {
    let app = TestApp::new();
    let people = json!([
        {"name": "A", "role": "wójt", "partner": {"id": "oziersk"}, "head": true},
        {"name": "B", "role": "mer", "organisation": "Rada"},
        {"role": "Guests"},
    ]);
    app.import(&made_up::event("a", json!({"participants": people, "topics": ["sport"]})));
    app
}

#[test]
fn what_has_no_column_stays() {
    let app = TestApp::new();
    let before = export(&app.database);
    for kind in [
        RecordType::Events,
        RecordType::Partners,
        RecordType::Agreements,
        RecordType::Projects,
        RecordType::Programmes,
    ] {
        let lines: Vec<Value> =
            before.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ids = lines
            .iter()
            .filter(|line| line["type"] == json!(kind))
            .map(|line| line["id"].as_str().unwrap());
        let sheet = format!("id\n{}\n", ids.collect::<Vec<_>>().join("\n"));
        let report = put(&app.database, kind, sheet, false);
        assert_eq!((report.refused, report.replaced, report.created), (0, 0, 0), "{report}");
    }
    put_events(&app, "id;place.name\n2015-06-16-konferencja-stadiony-sportowe-oziersk;Stadion\n");
    let changed: Vec<(&str, String)> = before
        .lines()
        .zip(export(&app.database).lines())
        .filter(|(before, after)| before != after)
        .map(|(before, after)| (before, after.to_owned()))
        .collect();
    let [(before, after)] = &changed[..] else { panic!("{changed:?}") };
    let mut expected: Value = serde_json::from_str(before).unwrap();
    expected["place"]["name"] = "Stadion".into();
    assert_eq!(serde_json::from_str::<Value>(after).unwrap(), expected);
}

#[test]
fn an_empty_cell_takes_a_value_away() {
    let app = with_participants();
    put_events(&app, "id;topics;title.en\na;;\n");
    assert_eq!(record(&app.database, "a").get("topics"), None);
    put_events(&app, "id;title.en;place.name\na;Visit;X\n");
    assert_eq!(record(&app.database, "a")["translations"]["en"], json!({"title": "Visit"}));
    put_events(&app, "id;title.en;place.name;place.country\na;;;\n");
    let a = record(&app.database, "a");
    assert_eq!((a["translations"].get("en"), a.get("place")), (None, None));
    let row = refused(&app.database, RecordType::Events, "id;startDate;status\na;;held\n");
    assert_eq!(
        (row.errors[0].column.as_deref(), row.errors[0].code),
        (Some("startDate"), "missing")
    );
}

#[test]
fn an_empty_state_publishes_nothing() {
    let app = TestApp::new();
    app.import(&made_up::event("a", json!({"state": "draft"})));
    put_events(&app, "id;state;status\na;;cancelled\n");
    assert_eq!(record(&app.database, "a")["state"], "draft");
    put_events(&app, "id;state\na;published\n");
    assert_eq!(record(&app.database, "a")["state"], "published");
}

#[test]
fn numbered_columns_are_items_of_a_list() {
    let app = with_participants();
    put_events(&app, "id;participants.2.role\na;burmistrz\n");
    assert_eq!(
        participants(&app)[1],
        json!({"name": "B", "role": "burmistrz", "organisation": "Rada"})
    );
    put_events(&app, "id;participants.4.role;participants.9.role\na;;Choir\n");
    assert_eq!(participants(&app)[3], json!({"role": "Choir"}));
    put_events(
        &app,
        "id;participants.2.name;participants.2.role;participants.2.organisation\na;;;\n",
    );
    let left: Vec<Value> =
        participants(&app).as_array().unwrap().iter().map(|one| one["role"].clone()).collect();
    assert_eq!(left, ["wójt", "Guests", "Choir"]);
    put_events(&app, "id;participants.1.head;participants.1.partner\na;nie;\n");
    assert_eq!(participants(&app)[0], json!({"name": "A", "role": "wójt"}));
}

#[test]
fn faults_behind_a_gap_are_told_in_their_own_column() {
    let app = TestApp::new();
    let sheet = "title.pl;kind;direction;status;startDate;participants.1.role;participants.3.role;participants.3.partner;participants.4.name\n\
        A;visit;incoming;held;2015-06-16;;mer;nobody;\n\
        B;visit;incoming;held;2015-06-16;;mer;;Jan\n";
    let report = put(&app.database, RecordType::Events, sheet, false);
    let told: Vec<_> = report
        .refusals()
        .flat_map(|row| &row.errors)
        .map(|fault| (fault.row, fault.column.as_deref(), fault.pointer.as_deref(), fault.code))
        .collect();
    assert_eq!(
        told,
        [
            (
                2,
                Some("participants.3.partner"),
                Some("/participants/0/partner/id"),
                "unknown-reference"
            ),
            (3, None, Some("/participants/1/role"), "missing"),
        ]
    );
    assert!(
        report
            .to_string()
            .contains("give a role or an organisation; add a column “participants.4.role”"),
        "{report}"
    );
}

#[test]
fn an_id_is_made_of_the_name() {
    let app = TestApp::new();
    let sheet = "title.en;title.pl;kind;direction;status;startDate\n\
        Elk;Święto Łosia;visit;incoming;held;2015-06-16\nVisit;;visit;incoming;held;2015-06-16\n";
    let report = put_events(&app, sheet);
    let ids: Vec<_> = report.rows.iter().filter_map(|row| row.id.as_deref()).collect();
    assert_eq!(ids, ["swieto-losia", "visit"], "the default language first");
    let again = put_events(&app, sheet.replace("Elk;", "Elk Day;"));
    assert_eq!((again.replaced, again.unchanged), (1, 1), "the same record: {again}");
    let given = format!("id;{}", sheet.replace('\n', "\n;").trim_end_matches(';'));
    assert_eq!(put_events(&app, given.replace(";Elk", "elk;Elk")).created, 1);
    let row = refused(&app.database, RecordType::Events, "title.pl;kind\n;visit\n");
    assert_eq!((row.errors[0].code, row.errors[0].pointer.as_deref()), ("missing", Some("/id")));
    assert!(row.errors[0].detail.contains("neither an id nor a title"), "{:?}", row.errors);
}

#[test]
fn a_record_stands_in_one_row() {
    let app = TestApp::new();
    let row = "Wizyta;visit;incoming;held;2015-06-16\n";
    let sheet = format!("title.pl;kind;direction;status;startDate\n{row}\n# x\n{row}");
    let row = refused(&app.database, RecordType::Events, sheet);
    assert_eq!((row.row, row.errors[0].code, row.id.as_deref()), (5, "repeated", Some("wizyta")));
    assert!(
        row.errors[0]
            .detail
            .contains("row 2 has the title “Wizyta” and the startDate 2015-06-16 too"),
        "{:?}",
        row.errors
    );
}

#[test]
fn a_new_record_needs_what_its_type_needs() {
    let app = TestApp::new();
    let row = refused(&app.database, RecordType::Partners, "id;kind\nnew;county\n");
    let told: Vec<_> = row.errors.iter().map(|fault| fault.detail.as_str()).collect();
    for words in [
        "a name in at least one language is missing; add a column “name.pl”",
        "“country” is missing; add a column “country”",
        "“status” is missing; add a column “status”",
    ] {
        assert!(told.contains(&words), "{words}: {told:?}");
    }
}

#[test]
fn rows_may_refer_to_rows_below() {
    let app = TestApp::new();
    let sheet = "name.pl;kind;status;country;successors\nStary;county;ended;FR;nowy\nNowy;county;active;FR;\n";
    let report = put(&app.database, RecordType::Partners, sheet, false);
    assert!(report.applied && report.created == 2, "{report}");
    assert_eq!(record(&app.database, "stary")["successors"], json!([{"id": "nowy"}]));
}
