//! Cells: the forms that are understood, and the faults of the others, each in its row and column.

use std::time::{Duration, Instant};

use serde_json::json;
use twinning::model::record_type::RecordType;

use crate::support::{
    TestApp,
    sheets::{event_with, put, put_events, record, refused},
};

#[test]
fn the_time_that_a_list_takes_grows_no_faster_than_its_cell() {
    let app = TestApp::new();
    let quickest = |column: &str, words: usize, tries: usize| -> Duration {
        let took = (0..tries).map(|_| {
            let sheet = event_with(&[(column, &"a ".repeat(words))]);
            let began = Instant::now();
            let row = refused(&app.database, RecordType::Events, sheet);
            assert_eq!(row.errors[0].column.as_deref(), Some(column), "{:?}", row.errors);
            began.elapsed()
        });
        took.min().unwrap()
    };
    for column in ["identifiers", "partners", "topics"] {
        let (few, many) = (quickest(column, 12_000, 5), quickest(column, 120_000, 5));
        assert!(many < few * 25, "{column}: ten times as many took {many:?} instead of {few:?}");
    }
}

#[test]
fn what_people_write_is_understood() {
    let app = TestApp::new();
    let cases = [
        ("startDate", "16.06.2015", "/startDate", json!("2015-06-16")),
        ("startDate", " 6.6.2015 ", "/startDate", json!("2015-06-06")),
        ("startDate", "\u{a0}2015-06-16\u{a0}", "/startDate", json!("2015-06-16")),
        (
            "title.pl",
            "  Święto Łosia: gżegżółka \n",
            "/translations/pl/title",
            json!("Święto Łosia: gżegżółka"),
        ),
        ("summary.pl", "raz\r\ndwa", "/translations/pl/summary", json!("raz\ndwa")),
        ("translations.lt.title", "Šventė", "/translations/lt/title", json!("Šventė")),
        ("title.sr-Latn", "Poseta", "/translations/sr-Latn/title", json!("Poseta")),
        ("topics", "sport, culture", "/topics", json!(["sport", "culture"])),
        (
            "topics",
            "sport culture\nyouth;water",
            "/topics",
            json!(["sport", "culture", "youth", "water"]),
        ),
        ("topics.1", "sport", "/topics", json!(["sport"])),
        ("partners", "oziersk,mauron", "/partners", json!([{"id": "oziersk"}, {"id": "mauron"}])),
        ("partners.2", "oziersk", "/partners", json!([{"id": "oziersk"}])),
        (
            "identifiers",
            "wikidata:Q1",
            "/identifiers",
            json!([{"scheme": "wikidata", "value": "Q1"}]),
        ),
        (
            "identifiers",
            "contract: LT-PL 5, part 2; wikidata:Q1",
            "/identifiers",
            json!([{"scheme": "contract", "value": "LT-PL 5, part 2"}, {"scheme": "wikidata", "value": "Q1"}]),
        ),
        ("identifiers.1.value", "", "/identifiers", json!(null)),
    ];
    for (column, text, pointer, expected) in cases {
        put_events(&app, event_with(&[(column, text)]));
        let stored = json!(record(&app.database, "a"));
        assert_eq!(stored.pointer(pointer).unwrap_or(&json!(null)), &expected, "{column} {text:?}");
        app.import(&crate::support::made_up::event("a", json!({})));
    }
}

#[test]
fn numbers_and_flags_are_understood() {
    let app = TestApp::new();
    for (text, expected) in [("40", 40), ("1 200", 1_200), ("1\u{a0}200", 1_200)] {
        put_events(
            &app,
            event_with(&[("attendance.count", text), ("attendance.approximate", "TAK")]),
        );
        assert_eq!(
            record(&app.database, "a")["attendance"],
            json!({"count": expected, "approximate": true})
        );
    }
    for (text, expected) in
        [("tak", true), ("PRAWDA", true), ("1", true), ("Yes", true), ("true", true)]
            .into_iter()
            .chain([
                ("nie", false),
                ("FAŁSZ", false),
                ("0", false),
                ("no", false),
                ("False", false),
            ])
    {
        put_events(
            &app,
            event_with(&[("attendance.count", "40"), ("attendance.approximate", text)]),
        );
        let attendance = &record(&app.database, "a")["attendance"];
        assert_eq!(attendance["approximate"] == true, expected, "{text}");
    }
    for text in ["54,41", "54.41", "+54.41"] {
        let cells = [
            ("place.name", "X"),
            ("place.location.latitude", text),
            ("place.location.longitude", "-2"),
        ];
        put_events(&app, event_with(&cells));
        assert_eq!(
            record(&app.database, "a")["place"]["location"],
            json!({"latitude": 54.41, "longitude": -2.0})
        );
    }
    let projects = "id;title.pl;status;budget.total.amount;budget.total.currency;budget.euRate\n\
                    p;P;ongoing;649 094,16;EUR;90,5\n";
    let report = crate::support::sheets::put(&app.database, RecordType::Projects, projects, false);
    assert!(report.applied, "{report}");
    let budget = json!({"total": {"amount": "649094.16", "currency": "EUR"}, "euRate": "90.5"});
    assert_eq!(record(&app.database, "p")["budget"], budget);
}

#[test]
fn dates_and_times_are_read_as_people_write_them() {
    let app = TestApp::new();
    for (text, date) in [
        ("16.06.2015", "2015-06-16"),
        ("6.6.2015", "2015-06-06"),
        ("16-06-2015", "2015-06-16"),
        ("2015.06.16", "2015-06-16"),
        ("2015-6-1", "2015-06-01"),
        ("16.06.2015 r.", "2015-06-16"),
        ("16.06.2015r.", "2015-06-16"),
        ("2015 r.", "2015"),
        ("06.2015", "2015-06"),
        ("06.2015 r.", "2015-06"),
        ("2015-06", "2015-06"),
        ("2015", "2015"),
        ("2015-06-16 00:00:00", "2015-06-16"),
        ("2015-06-16T00:00:00", "2015-06-16"),
        ("16.06.2015 00:00", "2015-06-16"),
    ] {
        put_events(&app, event_with(&[("startDate", text)]));
        assert_eq!(record(&app.database, "a")["startDate"], date, "{text}");
    }
    for (text, time) in
        [("8:30", "08:30"), ("08:30", "08:30"), ("8.30", "08:30"), ("17:05:00", "17:05")]
    {
        put_events(&app, event_with(&[("startTime", text)]));
        assert_eq!(record(&app.database, "a")["startTime"], time, "{text}");
    }
}

#[test]
fn an_amount_that_could_be_thousands_is_warned_of() {
    let app = TestApp::new();
    let sheet = |amount: &str, rate: &str| {
        format!(
            "id;title.pl;status;budget.total.amount;budget.total.currency;budget.euRate\np;P;ongoing;{amount};PLN;{rate}\n"
        )
    };
    for (amount, stored, warned) in [
        ("120.000", "120.00", true),
        ("1.250", "1.25", true),
        ("120,000", "120.00", true),
        ("649094.160", "649094.16", false),
        ("120 000", "120000.00", false),
        ("120000", "120000.00", false),
        ("120,00", "120.00", false),
    ] {
        let report = put(&app.database, RecordType::Projects, sheet(amount, "85,000"), false);
        assert!(report.applied, "{report}");
        assert_eq!(report.warned, u64::from(warned), "{amount}: {report}");
        let budget = &record(&app.database, "p")["budget"];
        assert_eq!(budget["total"]["amount"], stored, "{amount}");
        assert_eq!(budget["euRate"], "85");
    }
    for (rate, stored) in [("85%", "85"), ("85 %", "85"), ("72,5%", "72.5")] {
        let report = put(&app.database, RecordType::Projects, sheet("1", rate), false);
        assert!(report.applied, "{report}");
        assert_eq!(record(&app.database, "p")["budget"]["euRate"], stored);
    }
}

#[test]
fn each_fault_is_told_in_its_column() {
    let app = TestApp::new();
    let cases = [
        ("id", "A b", "invalid-value", "is not an id"),
        ("kind", "visti", "invalid-value", "did you mean “visit”"),
        ("kind", "", "missing", "“kind” is missing"),
        ("kind", "zjazd rodzinny", "invalid-value", "valid are: visit, meeting"),
        ("direction", "do nas", "invalid-value", "incoming (here)"),
        ("title.pl", "", "missing", "a title in at least one language is missing"),
        ("startDate", "31.06.2015", "invalid-value", "“31.06.2015” is not a year"),
        ("startDate", "maj", "invalid-value", "written like 2015, 06.2015 or 16.06.2015"),
        ("startDate", "06/16/2015", "invalid-value", "is not a year, a month or a day"),
        ("startDate", "16.06.15", "invalid-value", "is not a year, a month or a day"),
        ("startDate", "42171", "invalid-value", "by which spreadsheet programs count"),
        ("startDate", "13.2015", "invalid-value", "“13.2015” is not a year, a month or a day"),
        ("startDate", "#N/D!", "failed-formula", "“#N/D!” is what a formula shows"),
        ("title.pl", "#VALUE!", "failed-formula", "or write the value into the cell"),
        ("title.pl", "Err:502", "failed-formula", "correct the formula"),
        ("startDate", "=DATA(2015;6;16)", "invalid-value", "is not a year, a month or a day"),
        ("endDate", "15.06.2015", "before-start", "before startDate 2015-06-16"),
        ("attendance.count", "about 40", "invalid-value", "is not a whole number"),
        ("attendance.count", "4E+01", "invalid-value", "is not a whole number"),
        ("attendance.count", "1.5", "invalid-value", "is not a whole number"),
        ("attendance.count", "1.000", "invalid-value", "“1.000” is not a whole number"),
        ("startTime", "25:00", "invalid-value", "“25:00” is not"),
        ("startTime", "rano", "invalid-value", "“rano” is not"),
        ("attendance.count", "0", "invalid-value", "minimum of 1"),
        ("attendance.approximate", "około", "invalid-value", "tak or nie"),
        ("place.location.latitude", "121,5", "invalid-value", "maximum of 90"),
        ("place.location.latitude", "54°", "invalid-value", "is not a number"),
        ("place.country", "Qwerty", "invalid-value", "is not a country"),
        ("topics", "sport, culturee", "invalid-value", "did you mean “culture”"),
        ("partners", "oziersk, ozersk", "unknown-reference", "no record “ozersk”"),
        ("partners", "../x", "unknown-reference", "has the id or the full name “../x”"),
        ("participants.2.role", "", "missing", "a role or an organisation"),
        ("participants.1.partner", "ozersk", "unknown-reference", "no record “ozersk”"),
        ("sources.3.url", "javascript:alert(1)", "invalid-value", "is not a web address"),
        ("identifiers", "Q175795", "invalid-value", "such as wikidata:Q175795"),
        ("identifiers", "Wikidata:Q175795", "invalid-value", "is not the name of a register"),
        ("partners", &"a ".repeat(201), "too-many", "has 201 items; there can be 200"),
        ("topics", &"sport,".repeat(16), "too-many", "has 16 items; there can be 15"),
        ("topics", &"a b,".repeat(5_000), "too-many", "has 5000 items; there can be 15"),
        ("startDate", "2015.1", "invalid-value", "“2015.1” is not a year"),
        ("identifiers", &"a:1 ".repeat(101), "too-many", "has 101 items; there can be 100"),
        ("state", "hidden", "invalid-value", "valid are: draft, published"),
        ("type", "partners", "invalid-value", "is not “events”"),
        ("title.pl", "a\u{b}b", "control-character", "control character"),
    ];
    let beside = [
        ("place.name", "Oziersk"),
        ("place.location.latitude", "54"),
        ("place.location.longitude", "22"),
        ("attendance.count", "5"),
        ("attendance.approximate", "nie"),
        ("participants.1.name", ""),
        ("participants.1.role", "mer"),
        ("participants.1.partner", ""),
        ("participants.2.name", "Jan"),
        ("participants.2.role", "wójt"),
        ("sources.1.title", ""),
        ("sources.3.title", "S"),
        ("sources.3.url", ""),
    ];
    for (column, text, code, words) in cases {
        let mut cells = beside.to_vec();
        cells.retain(|(name, _)| *name != column);
        cells.push((column, text));
        let row = refused(&app.database, RecordType::Events, event_with(&cells));
        let told: Vec<_> = row
            .errors
            .iter()
            .map(|fault| (fault.row, fault.column.as_deref(), fault.code))
            .collect();
        assert_eq!(told, [(2, Some(column), code)], "{text}: {:?}", row.errors);
        assert!(row.errors[0].detail.contains(words), "{text}: {:?}", row.errors);
    }
}

#[test]
fn all_faults_of_a_row_come_at_once() {
    let app = TestApp::new();
    let cells = [
        ("id", "A"),
        ("kind", "x"),
        ("startDate", "1815"),
        ("attendance.count", "many"),
        ("topics", "ufo"),
    ];
    let row = refused(&app.database, RecordType::Events, event_with(&cells));
    let mut columns: Vec<_> =
        row.errors.iter().filter_map(|fault| fault.column.as_deref()).collect();
    columns.sort_unstable();
    assert_eq!(
        columns,
        ["attendance.count", "id", "kind", "startDate", "topics"],
        "{:?}",
        row.errors
    );
    assert_eq!((row.row, row.id, row.kind), (2, None, Some(RecordType::Events)));
}

#[test]
fn amounts_are_checked_to_the_cent() {
    let app = TestApp::new();
    for (amount, code) in [
        ("1.234,56", "invalid-pattern"),
        ("1e3", "invalid-pattern"),
        ("-5", "invalid-pattern"),
        ("5,123", "invalid-value"),
    ] {
        let sheet = format!(
            "id;title.pl;status;budget.total.amount;budget.total.currency\np;P;ongoing;{amount};EUR\n"
        );
        let row = refused(&app.database, RecordType::Projects, sheet);
        let fault = &row.errors[0];
        assert_eq!(
            (fault.column.as_deref(), fault.code),
            (Some("budget.total.amount"), code),
            "{fault:?}"
        );
    }
}

#[test]
fn digits_that_say_nothing_are_no_fault() {
    let app = TestApp::new();
    let sheet = "id;title.pl;status;budget.total.amount;budget.total.currency;budget.euRate\n\
                 p;P;ongoing;649094.160;EUR;85.00000000\nq;P;ongoing;1 200,0;EUR;90,5000\n";
    let report = put(&app.database, RecordType::Projects, sheet, false);
    assert!(report.applied, "{report}");
    for (id, amount, rate) in [("p", "649094.16", "85"), ("q", "1200.00", "90.5")] {
        let budget = record(&app.database, id)["budget"].clone();
        assert_eq!((&budget["total"]["amount"], &budget["euRate"]), (&amount.into(), &rate.into()));
    }
    let other = sheet.replace("85.00000000", "85").replace("649094.160", "649094.1600");
    assert_eq!(put(&app.database, RecordType::Projects, other, true).unchanged, 2);
    for (count, expected) in [("40.0", 40), ("1200,0", 1_200), ("1 200,000", 1_200)] {
        let cells = [("attendance.count", count), ("attendance.approximate", "nie")];
        put_events(&app, event_with(&cells));
        assert_eq!(record(&app.database, "a")["attendance"]["count"], expected, "{count}");
    }
}
