//! Which record a row without an id is: the one with its name, country and first date, or a new one.

use std::time::Instant;

use serde_json::{Value, json};
use twinning::{
    check,
    import::report::{ImportReport, RowOutcome},
    model::record_type::RecordType,
};

use crate::support::{TestApp, made_up, sheets::put};

/// Each row that is told: the outcome and the id, or the codes and places of the faults.
fn told(report: &ImportReport) -> Vec<String> {
    let row = |row: &twinning::import::report::RowReport| match row.outcome {
        RowOutcome::Refused => {
            let faults = row.errors.iter().map(|fault| {
                let place = fault.pointer.as_deref().unwrap_or_default();
                format!("{}{}", fault.code, place.replace('/', " "))
            });
            format!("{}: {}", row.row, faults.collect::<Vec<_>>().join(", "))
        }
        outcome => {
            let origin =
                row.id_from.as_ref().map(|origin| format!(" {:?}", origin.action).to_lowercase());
            let id = row.id.as_deref().unwrap_or_default();
            format!("{outcome:?}").to_lowercase() + &origin.unwrap_or_default() + " " + id
        }
    };
    report.rows.iter().map(row).collect()
}

fn with_records() -> TestApp {
    let app = TestApp::empty();
    let titled = |title: &str| json!({ "pl": { "title": title } });
    let place = |country: &str| json!({ "name": "X", "country": country });
    let records = [
        made_up::municipality(),
        made_up::event("dni", json!({ "translations": titled("Dni"), "place": place("LT") })),
        made_up::event(
            "dni-2",
            json!({ "translations": titled("Dni"), "startDate": "2016-06-16" }),
        ),
        made_up::event(
            "dni-3",
            json!({ "translations": titled("Dni"), "startDate": "2016-06-16", "place": place("LT") }),
        ),
        made_up::event("gone", json!({ "translations": titled("Gone") })),
        made_up::event(
            "days",
            json!({ "translations": { "pl": { "title": "Święto" }, "en": { "title": "Days" } } }),
        ),
        made_up::partner(
            "other-id",
            json!({ "translations": { "pl": { "name": "Ozie\u{301}rsk" } } }),
        ),
        made_up::partner("dated", json!({ "partnerSince": "2001-01-01" })),
        made_up::agreement("umowa", json!({ "signedOn": "2015-01-01" })),
        made_up::programme("erdf", json!({})),
        made_up::project("projekt", json!({ "startDate": "2015-01-01" })),
    ];
    app.import(&records.concat());
    assert_eq!(app.editor().change("DELETE", "/events/gone", &Value::Null).status, 204);
    app
}

type Case = (RecordType, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    // The date alone, the country alone, both, neither: what has no column is not compared.
    (RecordType::Events, "title.pl;startDate\nDni;2015-06-16\n", &["unchanged found dni"]),
    (RecordType::Events, "title.pl;startDate\nDni;2016-06-16\n", &["2: ambiguous id"]),
    (
        RecordType::Events,
        "title.pl;startDate;place.country\nDni;2016-06-16;LT\n Dni ;16.06.2016;\n",
        &["unchanged found dni-3", "unchanged found dni-2"],
    ),
    (RecordType::Events, "title.pl;status\nDni;held\n", &["2: ambiguous id"]),
    (RecordType::Events, "title.pl;status\nŚwięto;cancelled\n", &["replaced found days"]),
    // Another date is another record, with the next id that no record has or had.
    (
        RecordType::Events,
        "title.pl;startDate;kind;direction;status\nDni;2017-06-16;visit;online;held\nGone;2015-06-16;visit;online;held\n",
        &["created made dni-4", "created made gone-2"],
    ),
    // The default language first, then whichever the row gives; a name in another language is another name.
    (RecordType::Events, "title.en;title.pl\nX;Święto\n", &["replaced found days"]),
    (RecordType::Events, "title.en;status\nDays;held\n", &["unchanged found days"]),
    (
        RecordType::Events,
        "title.de;startDate;kind;direction;status\nDays;2015-06-16;visit;online;held\n",
        &["created made days-2"],
    ),
    // An id that is given is the record, whatever its name.
    (RecordType::Events, "id;title.pl\ndays;Dni\n", &["replaced days"]),
    // Two rows of one file are one record: with or without an id, with or without other faults.
    (
        RecordType::Events,
        "id;title.pl;startDate;status\n;Święto;2015-06-16;held\n;Święto;2015-06-16;\n",
        &["unchanged found days", "3: repeated id, missing status"],
    ),
    (
        RecordType::Events,
        "id;title.pl;startDate;status\ndays;Święto;2015-06-16;\n;Święto;2015-06-16;held\n",
        &["2: missing status", "3: repeated id"],
    ),
    (
        RecordType::Events,
        "title.pl;startDate;kind;direction;status\nA;2015-06-16;visti;online;held\nA;2015-06-16;visit;online;held\nA;2015-06-17;visit;online;held\n",
        &["2: invalid-value kind", "3: repeated id", "created made a"],
    ),
    (
        RecordType::Events,
        "id;title.pl;startDate;kind;direction;status\n;A;2015-06-16;visit;online;held\na;B;2015-06-16;visit;online;held\n",
        &["created made a", "3: repeated id"],
    ),
    // Letters that are written in another way are the same; those of the other case are not.
    (RecordType::Partners, "name.pl;country\nOziérsk;LT\n", &["unchanged found other-id"]),
    (
        RecordType::Partners,
        "name.pl;country;kind;status\noziérsk;LT;county;active\nOziérsk;RU;county;active\n",
        &["created made oziersk", "created made oziersk-2"],
    ),
    // The first date of each type.
    (RecordType::Partners, "name.pl;partnerSince\ndated;2001-01-01\n", &["unchanged found dated"]),
    (RecordType::Agreements, "title.pl;signedOn\numowa;1.01.2015\n", &["unchanged found umowa"]),
    (RecordType::Programmes, "name.pl;periodStart\nerdf;2014\n", &["unchanged found erdf"]),
    (
        RecordType::Projects,
        "title.pl;startDate\nprojekt;2015-01-01\n",
        &["unchanged found projekt"],
    ),
    (
        RecordType::Municipality,
        "name.pl;country\nGmina Przykład;PL\n",
        &["unchanged found gmina-przyklad"],
    ),
];

#[test]
fn a_row_without_an_id_is_the_record_with_its_name_country_and_first_date() {
    let app = with_records();
    for (kind, sheet, expected) in CASES {
        let report = put(&app.database, *kind, sheet, true);
        assert_eq!(told(&report), *expected, "{sheet}{report}");
    }
    assert_eq!(check::run(&mut app.database.connection()).unwrap().1, [""; 0]);
}

#[test]
fn titles_that_differ_after_64_letters_are_two_records() {
    let app = with_records();
    let start = "Wizyta delegacji Gminy Kętrzyn w partnerskim mieście Oziersk z okazji ";
    let header = "title.pl;startDate;kind;direction;status";
    let row = |end: &str| format!("{start}{end};2015-06-16;visit;incoming;held\n");
    let sheet = format!("{header}\n{}{}", row("Dni Miasta"), row("Dni Kultury"));
    let report = put(&app.database, RecordType::Events, &sheet, false);
    assert_eq!((report.created, report.refused), (2, 0), "{report}");
    let again = put(&app.database, RecordType::Events, &sheet, false);
    assert_eq!(again.unchanged, 2, "{again}");
}

#[test]
fn the_report_says_where_an_id_is_from() {
    let app = with_records();
    let sheet = "title.pl;startDate;place.country;place.name;kind;direction;status\n\
        Dni;2016-06-16;LT;X;meeting;incoming;held\nDni;2016-06-16;PL;X;meeting;incoming;held\n";
    let report = put(&app.database, RecordType::Events, sheet, true);
    let from: Vec<Value> = report.rows.iter().map(|row| json!(row.id_from)).collect();
    let compared = |country| json!({ "name": "Dni", "language": "pl", "country": country, "firstDate": "2016-06-16" });
    let with = |mut value: Value, more: Value| {
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    let same = json!(["dni", "dni-2", "dni-3"]);
    assert_eq!(
        from,
        [
            with(compared("LT"), json!({ "action": "found" })),
            with(compared("PL"), json!({ "action": "made", "sameName": same })),
        ]
    );
    let text = report.to_string();
    for line in [
        "row 2: events/dni-3 replaced; it was found by “Dni”, LT, 2016-06-16\n",
        "row 3: events/dni-4 created; its id was made from “Dni”, PL, 2016-06-16; the same name, but another country or \
         date: dni, dni-2, dni-3\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let several = put(&app.database, RecordType::Events, "title.pl\nDni\n", true);
    assert!(
        several
            .to_string()
            .contains("several records have the title “Dni”: dni, dni-2, dni-3; write the id"),
        "{several}"
    );
}

#[test]
fn many_rows_without_ids_take_time_in_proportion() {
    let app = with_records();
    let sheet = |rows: usize, name: &dyn Fn(usize) -> String| {
        let row = |row: usize| {
            format!(
                "{};{}-0{}-1{};visit;incoming;held\n",
                name(row),
                1900 + row / 81,
                row / 9 % 9 + 1,
                row % 9
            )
        };
        let rows: String = (0..rows).map(row).collect();
        format!("title.pl;startDate;kind;direction;status\n{rows}")
    };
    let timed = |rows, name: &dyn Fn(usize) -> String| {
        let began = Instant::now();
        let report = put(&app.database, RecordType::Events, sheet(rows, name), true);
        assert_eq!((report.created, report.refused), (rows as u64, 0), "{report}");
        began.elapsed()
    };
    let same = |_| "Wizyta".to_owned();
    let (few, many) = (timed(400, &same), timed(1_600, &same));
    assert!(many < few * 10, "the same name: {few:?} {many:?}");
}

#[test]
fn no_fault_of_a_row_hides_another() {
    let app = with_records();
    let told = |report: &ImportReport| {
        report
            .refusals()
            .flat_map(|row| &row.errors)
            .map(|fault| format!("{} {}", fault.pointer.as_deref().unwrap_or_default(), fault.code))
            .collect::<Vec<_>>()
    };
    let sheet = "id;title.pl;startDate;kind;direction;status;partners\n\
        a;A;2015-06-16;visit;online;zaplanowane;gulbne, dated\n;B;2015-06-16;visit;online;held;nobody\n\
        gone;;2015-06-16;visit;online;held;gulbne\n";
    let expected = [
        "/status invalid-value",
        "/partners/0/id unknown-reference",
        "/partners/0/id unknown-reference",
        "/translations missing",
        "/id gone",
        "/partners/0/id unknown-reference",
    ];
    let report = put(&app.database, RecordType::Events, sheet, true);
    assert_eq!(
        (told(&report), report.refused),
        (expected.map(String::from).to_vec(), 3),
        "{report}"
    );
    let lines = [
        made_up::event("a", json!({ "status": "planned", "partners": [{ "id": "gulbne" }] })),
        made_up::event("A", json!({ "partners": [{ "id": "gulbne" }] })),
        made_up::partner("p", json!({ "kind": "town", "successors": [{ "id": "p" }] })),
        // A record that is in a row with faults is there.
        made_up::event("b", json!({ "partners": [{ "id": "p" }] })),
    ];
    let report = app.import(&lines.concat());
    let expected = [
        "/status invalid-value",
        "/partners/0/id unknown-reference",
        "/id invalid-value",
        "/partners/0/id unknown-reference",
        "/kind invalid-value",
        "/successors/0/id refers-to-itself",
    ];
    assert_eq!(
        (told(&report), report.refused),
        (expected.map(String::from).to_vec(), 3),
        "{report}"
    );
}

#[test]
fn a_fault_of_the_header_hides_no_fault_of_a_row_and_makes_none() {
    let app = with_records();
    let cases: [(&str, &[&str]); 6] = [
        (
            "id;titel.pl;startDate;kind;direction;status\na;A;2015-06-31;visit;online;held\n",
            &["1: unknown-column", "2: invalid-value startDate"],
        ),
        (
            "id;title.pl;startDate;kind;direction;stauts;partners\na;A;2015-06-16;visit;online;held;gulbne\n\
             b;B;2015-06-16;visit;online;held;\n;A;2015-06-16;visti;online;held\n",
            &["1: unknown-column", "2: unknown-reference partners 0 id", "4: invalid-value kind"],
        ),
        ("title.pl;starDate\nDni;2015-06-16\nDni;2016-06-16\n", &["1: unknown-column"]),
        ("id;titel.pl;status\ndays;X;\n;X;held\n", &["1: unknown-column", "2: missing status"]),
        ("id;status;status\ndays;held;held;surplus\n", &["1: repeated-column", "2: no-column"]),
        ("id;note\ndays;X\n", &["1: unknown-column", "unchanged days"]),
    ];
    for (sheet, expected) in cases {
        let report = put(&app.database, RecordType::Events, sheet, true);
        assert_eq!(told(&report), *expected, "{sheet}{report}");
        assert!(!put(&app.database, RecordType::Events, sheet, false).applied, "{sheet}");
    }
}
