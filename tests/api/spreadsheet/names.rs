//! Cells that name a record in place of its id, or a code by its name.

use serde_json::{Value, json};
use twinning::{import::report::ImportReport, model::record_type::RecordType};

use crate::support::{
    TestApp,
    export::export,
    made_up,
    sheets::{event_with, put, put_events, record, refused},
};

fn named(pl: &str, en: &str) -> Value {
    json!({ "translations": { "pl": { "name": pl }, "en": { "name": en } } })
}

fn titled(title: &str) -> Value {
    json!({ "translations": { "be-tarask": { "title": title } } })
}

fn with_records() -> TestApp {
    TestApp::with(
        &[
            made_up::municipality(),
            made_up::partner("miasto-a", named("Miasto Ą", "Town A")),
            made_up::partner("miasto-b", named("Gmina, Miasto B", "Town B")),
            made_up::partner("one", named("Dwie", "One")),
            made_up::partner("two", named("Dwie", "Two")),
            made_up::project("projekt", titled("Дрэва; кветкі")),
            made_up::agreement("umowa", titled("Umowa z 1992 r.")),
            made_up::programme("inny", json!({ "translations": { "pl": { "name": "miasto-a" } } })),
            made_up::event("dni", titled("Dni Miast")),
        ]
        .concat(),
    )
}

/// A column, its cell, and the place and ids of the references that it makes.
const TAKEN: &[(&str, &str, &str, &[&str])] = &[
    ("partners", "Miasto Ą", "/partners", &["miasto-a"]),
    ("partners", " Miasto  A\u{328} ", "/partners", &["miasto-a"]),
    ("partners", "Town A", "/partners", &["miasto-a"]),
    ("partners", "Town A, Town B", "/partners", &["miasto-a", "miasto-b"]),
    ("partners", "Gmina, Miasto B", "/partners", &["miasto-b"]),
    ("partners", "Gmina, Miasto B;Miasto Ą", "/partners", &["miasto-b", "miasto-a"]),
    ("partners", "Miasto Ą\nTwo", "/partners", &["miasto-a", "two"]),
    ("partners", "one two; Town A, miasto-b", "/partners", &["one", "two", "miasto-a", "miasto-b"]),
    ("partners", "one, Two", "/partners", &["one", "two"]),
    ("agreements", "Umowa z 1992 r.", "/agreements", &["umowa"]),
    ("participants.1.partner", "Two", "/participants/0/partner", &["two"]),
    ("partOf", "Dni Miast", "/partOf", &["dni"]),
];

#[test]
fn the_only_record_with_a_name_is_taken() {
    for (column, cell, place, ids) in TAKEN {
        let app = with_records();
        let cells = [(*column, *cell), ("participants.1.role", "burmistrz")];
        let report = put_events(&app, event_with(&cells));
        let stored = Value::Object(record(&app.database, "a"));
        let found = match stored.pointer(place) {
            Some(Value::Array(all)) => all.iter().map(|one| one["id"].clone()).collect(),
            one => vec![one.unwrap()["id"].clone()],
        };
        assert_eq!(json!(found), json!(ids), "{cell}");
        let told = &report.rows[0].named;
        assert!(told.iter().all(|named| named.column == *column && ids.contains(&&*named.id)));
        let names = ids.iter().filter(|id| !cell.contains(*id)).count();
        assert_eq!(told.len(), names, "{report}");
        assert!(report.to_string().contains(&format!("” is {}", told[0].id)), "{report}");
        // The same file, and the download with ids.
        assert_eq!(put_events(&app, event_with(&cells)).unchanged, 1);
    }
}

#[test]
fn a_name_of_none_or_of_several_is_a_fault_that_says_so() {
    let app = with_records();
    for (column, cell, code, detail) in [
        ("partners", "Dwie", "ambiguous", "name “Dwie”: one, two; write the id"),
        ("partners", "Town A; Dwie", "ambiguous", "one, two"),
        (
            "partners",
            "Miasto",
            "unknown-reference",
            "no record in partners has the id or the full name “Miasto”",
        ),
        ("partners", "miasto Ą", "unknown-reference", "“miasto Ą”"),
        ("partners", "Miasto Ą, Nikt", "unknown-reference", "“Nikt”"),
        ("partners", "Umowa z 1992 r.", "unknown-reference", "in partners"),
        // What has the form of an id is one, whatever the names are.
        ("partners", "dwie", "unknown-reference", "there is no record “dwie” in partners"),
        ("partOf", "Dni", "unknown-reference", "no record in events"),
        ("partners", "#N/D", "failed-formula", "formula"),
    ] {
        let row = refused(&app.database, RecordType::Events, event_with(&[(column, cell)]));
        let [fault] = &row.errors[..] else { panic!("{cell}: {:?}", row.errors) };
        assert_eq!((fault.column.as_deref(), fault.code), (Some(column), code), "{cell}");
        assert!(fault.detail.contains(detail), "{}", fault.detail);
    }
    let sheet = "id;title.pl;status;programme\np;P;ongoing;miasto-a\n";
    let row = refused(&app.database, RecordType::Projects, sheet);
    assert_eq!(row.errors[0].code, "unknown-reference", "an id wins over a name: {row:?}");
}

#[test]
fn names_are_read_in_cells_only() {
    let app = with_records();
    let report = app.import(&made_up::event("x", json!({"partners": [{"id": "Town A"}]})));
    assert_eq!(report.rows[0].errors[0].code, "invalid-value", "{report}");
    let report = app.import(&made_up::event("x", json!({"kind": "wizyta"})));
    assert_eq!(report.rows[0].errors[0].code, "invalid-value", "{report}");
}

/// The faults of a file with rows `title;partOf;kind`, and the events of which others are a part.
fn of_parts(rows: &[(&str, &str, &str)]) -> (ImportReport, Vec<String>) {
    let app = with_records();
    let row = |(title, whole, kind): &(&str, &str, &str)| {
        format!("{title};{kind};incoming;held;2015-06-16;{whole}\n")
    };
    let rows: String = rows.iter().map(row).collect();
    let sheet = format!("title.pl;kind;direction;status;startDate;partOf\n{rows}");
    let report = put(&app.database, RecordType::Events, &sheet, false);
    let lines = export(&app.database);
    let records = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let parts = records.filter_map(|record| {
        Some(format!("{} {}", record["id"].as_str()?, record["partOf"]["id"].as_str()?))
    });
    if report.applied {
        assert_eq!(put(&app.database, RecordType::Events, &sheet, false).replaced, 0);
    }
    (report, parts.collect())
}

#[test]
fn rows_name_records_of_other_rows() {
    for (rows, parts, faults) in [
        (&[("A", "B", "visit"), ("B", "", "visit")][..], &["a b"][..], &[][..]),
        (&[("B", "", "visit"), ("A", "B", "visit")], &["a b"], &[]),
        (
            &[
                ("A", "B", "visit"),
                ("B", "C", "visit"),
                ("C", "Dni Miast", "visit"),
                ("D", "B", "visit"),
            ],
            &["a b", "b c", "c dni", "d b"],
            &[],
        ),
        (
            &[("C", "", "visit"), ("D", "B", "visit"), ("A", "C", "visit"), ("B", "A", "visit")],
            &["a c", "b a", "d b"],
            &[],
        ),
        // Two rows with one name: which is meant cannot be said.
        (&[("A", "Dni Miast", "visit"), ("Dni Miast", "", "visit")], &[], &["2 ambiguous"]),
        (&[("A", "B", "visit"), ("B", "A", "visit")], &[], &["2 leads-back", "3 leads-back"]),
        (&[("A", "A", "visit"), ("C", "", "visit")], &[], &["2 leads-back"]),
        // Only the row is told that names what there is not, and none that waits for it.
        (&[("A", "B", "visit"), ("B", "X", "visit")], &[], &["3 unknown-reference"]),
        (
            &[("A", "B", "visit"), ("C", "D", "visit"), ("D", "", "visit")],
            &[],
            &["2 unknown-reference"],
        ),
        // The record that is meant has a fault of its own, which is the only one that is told.
        (&[("A", "B", "visit"), ("B", "", "visti")], &[], &["3 invalid-value"]),
        (&[("A", "B", "visti"), ("B", "", "visti")], &[], &["2 invalid-value", "3 invalid-value"]),
    ] {
        let (report, found) = of_parts(rows);
        let told = report.refusals().flat_map(|row| &row.errors);
        let told: Vec<String> = told.map(|fault| format!("{} {}", fault.row, fault.code)).collect();
        assert_eq!(told, faults, "{rows:?} {report}");
        assert_eq!(report.applied, faults.is_empty(), "{report}");
        assert_eq!(found, parts, "{rows:?} {report}");
    }
}

#[test]
fn codes_are_read_by_their_names() {
    let app = with_records();
    for (column, cell, place, value) in [
        ("kind", "wizyta", "/kind", json!("visit")),
        ("kind", "WIZYTA", "/kind", json!("visit")),
        ("kind", "Besuch", "/kind", json!("visit")),
        ("status", "odwołane", "/status", json!("cancelled")),
        ("status", "odwolane", "/status", json!("cancelled")),
        ("place.country", "Rosja", "/place/country", json!("RU")),
        ("place.country", "lt", "/place/country", json!("LT")),
        ("place.country", "Wielka  Brytania", "/place/country", json!("GB")),
        ("topics", "kultura, sport", "/topics", json!(["culture", "sport"])),
        ("topics", "kultura sport", "/topics", json!(["culture", "sport"])),
        (
            "topics",
            "administracja publiczna;sport",
            "/topics",
            json!(["publicAdministration", "sport"]),
        ),
        ("state", "szkic", "/state", json!("draft")),
    ] {
        put_events(&app, event_with(&[("place.name", "X"), (column, cell)]));
        let stored = Value::Object(record(&app.database, "a"));
        assert_eq!(stored.pointer(place), Some(&value), "{cell}");
    }
    for (column, cell, detail) in [
        ("kind", "visti", "“visti” is not valid; did you mean “visit”?"),
        (
            "kind",
            "wizytta",
            "“wizytta” is not valid; did you mean “visit” (wizyta)? Valid are: visit, ",
        ),
        ("status", "odwołany", "did you mean “cancelled” (odwołane)?"),
        ("topics", "sport, kulturra", "“kulturra” is not valid; did you mean “culture”"),
        ("place.country", "Rosjja", "“Rosjja” is not valid; did you mean “RU” (Rosja)?"),
        ("place.country", "Qwerty", "“Qwerty” is not a country of ISO 3166-1"),
    ] {
        let cells = [("place.name", "X"), (column, cell)];
        let row = refused(&app.database, RecordType::Events, event_with(&cells));
        let [fault] = &row.errors[..] else { panic!("{cell}: {:?}", row.errors) };
        assert_eq!(fault.column.as_deref(), Some(column));
        assert!(fault.detail.contains(detail), "{}", fault.detail);
    }
    // The country tells records apart, by whichever name.
    let sheet = "name.pl;country;kind;status\nDwie;Litwa;gmina lub miasto;zakończone\n";
    let row = refused(&app.database, RecordType::Partners, sheet);
    assert!(row.errors[0].detail.contains("the country LT"), "{row:?}");
}
