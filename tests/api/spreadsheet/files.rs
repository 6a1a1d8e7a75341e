//! Files as spreadsheet programs write them, and files that are none.

use std::time::Instant;

use twinning::model::record_type::RecordType;

use crate::support::{
    TestApp,
    sheets::{put, put_events, record, refused},
};

const SHEET: &str = "id;title.pl;kind;direction;status;startDate;topics\r\n\
    a;Święto;visit;incoming;held;16.06.2015;\"sport, water\"\r\n\
    b;\"Źdźbło\r\ndrugie; \"\"cytat\"\"\";visit;incoming;held;2015-06-17;sport\r\n";

#[test]
fn every_program_writes_its_own_way() {
    let app = TestApp::new();
    for mark in ["", "\u{feff}"] {
        for delimiter in [";", ",", "\t"] {
            for end in ["\r\n", "\n", "\r"] {
                let sheet =
                    SHEET.replace("; ", "\u{1}").replace(';', delimiter).replace('\u{1}', "; ");
                let sheet = format!(
                    "{mark}{}",
                    sheet.replace("drugie\r\n", "drugie\n").replace("\r\n", end)
                );
                let report = put_events(&app, &sheet);
                assert_eq!(report.created + report.unchanged, 2, "{sheet:?}: {report}");
                let rows: Vec<_> = report.rows.iter().map(|row| row.row).collect();
                assert_eq!(rows, [2, 3], "{sheet:?}");
            }
        }
    }
    let b = record(&app.database, "b");
    assert_eq!(b["translations"]["pl"]["title"], "Źdźbło\ndrugie; \"cytat\"");
    assert_eq!(record(&app.database, "a")["topics"], serde_json::json!(["sport", "water"]));
    assert_eq!(app.json("")["revision"], 23);
}

#[test]
fn the_first_line_of_excel_says_the_delimiter() {
    let app = TestApp::new();
    let report = put_events(&app, format!("sep=;\r\n{SHEET}"));
    assert_eq!(report.rows[0].row, 2);
}

#[test]
fn help_and_blank_rows_are_passed_over_and_counted() {
    let app = TestApp::new();
    let mut lines: Vec<&str> = SHEET.split_inclusive("\r\n").collect();
    lines.insert(1, "# id: help;;\r\n\"# more, help\"\r\n\r\n;;;;;;\r\n ; ;\r\n");
    lines.insert(0, "\r\n# This is help; too\r\n");
    let report = put_events(&app, lines.concat());
    let rows: Vec<_> = report.rows.iter().map(|row| row.row).collect();
    assert_eq!(rows, [9, 10], "{report}");
    let bad = lines.concat().replace("17;sport", "17;sprt");
    assert_eq!(refused(&app.database, RecordType::Events, bad).row, 10);
}

#[test]
fn short_rows_are_empty_at_the_end_and_long_rows_are_refused() {
    let app = TestApp::new();
    put_events(
        &app,
        "title.pl;kind;direction;status;startDate;endDate;topics\nA;visit;incoming;held;2015-06-16\n",
    );
    put_events(
        &app,
        "title.pl;kind;direction;status;startDate;\nA;visit;incoming;held;2015-06-16;;;;\n",
    );
    let long = "title.pl;kind;direction;status;startDate\nA;visit;incoming;held;2015-06-16;;B\n";
    let row = refused(&app.database, RecordType::Events, long);
    assert_eq!((row.errors[0].code, row.row), ("no-column", 2));
    assert!(row.errors[0].detail.starts_with("cell 7 has “B”"), "{:?}", row.errors);
}

#[test]
fn files_that_are_no_spreadsheet() {
    let app = TestApp::new();
    let utf16: Vec<u8> =
        format!("\u{feff}{SHEET}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows = SHEET
        .as_bytes()
        .iter()
        .map(|byte| if *byte == 0xc5 { 0x9c } else { *byte })
        .collect::<Vec<u8>>();
    let wide = format!("id\nx{}\n", ";".repeat(16_384));
    let long = format!("id;kind\n# {0}\nb;\"{0}\"\n", "x".repeat((256 << 10) + 1));
    let cases: [(&[u8], u64, &str, &str); 10] = [
        (long.as_bytes(), 3, "too-long", "cell 2 is longer than 262144 bytes"),
        (wide.as_bytes(), 2, "too-many", "more than 16,384 cells"),
        (b"", 1, "missing", "header is missing"),
        (b"\r\n;;\r\n# x\r\n", 1, "missing", "header is missing"),
        (&utf16, 1, "invalid-encoding", "CSV UTF-8"),
        (&windows, 2, "invalid-encoding", "CSV UTF-8"),
        (b"id;kind\na;\"visit\nb;visit\n", 2, "open-quotation-mark", "never closed"),
        (b"PK\x03\x04;x", 1, "unknown-column", "no column"),
        (b"{\"type\":\"events\"}\n", 1, "unknown-column", "no column"),
        (b"a b c\n", 1, "unknown-column", "twinning template events"),
    ];
    for (bytes, row, code, words) in cases {
        let refused = refused(&app.database, RecordType::Events, bytes);
        let shown: String = String::from_utf8_lossy(bytes).chars().take(40).collect();
        assert_eq!(
            (refused.row, refused.errors[0].code),
            (row, code),
            "{shown}: {:?}",
            refused.errors
        );
        assert!(refused.errors[0].detail.contains(words), "{shown}: {:?}", refused.errors);
    }
    assert_eq!(put(&app.database, RecordType::Events, "id;title.pl\n", false).rows, []);
}

#[test]
fn each_name_in_the_header_is_a_column() {
    let app = TestApp::new();
    let cases = [
        ("startdate", "unknown-column", "did you mean “startDate”?"),
        ("start_date", "unknown-column", "did you mean “startDate”?"),
        ("title", "unknown-column", "needs one language after it, as in title.pl"),
        ("title.polish", "unknown-column", "“polish” in “title.polish” is not a language tag"),
        ("title_pl", "unknown-column", "did you mean “title.pl”?"),
        (
            "translations.pl.name",
            "unknown-column",
            "there are: translations.pl.title, translations.pl.summary",
        ),
        (
            "place",
            "unknown-column",
            "takes more than one column: place.name, place.address, place.language, place.country, place.location.latitude",
        ),
        ("place.contry", "unknown-column", "did you mean “place.country”?"),
        ("participants.0.name", "unknown-column", "a number from 1 to 500"),
        ("participants.3.nmae", "unknown-column", "did you mean “participants.3.name”?"),
        ("participants", "unknown-column", "takes more than one column: participants.1.name"),
        ("translations", "unknown-column", "takes more than one column: title.pl"),
        ("kind", "repeated-column", "the column “kind” occurs twice"),
        ("translations.pl.title", "repeated-column", "“title.pl” have the same value"),
        ("partners.1", "repeated-column", "“partners” have the same value"),
        ("uwagi", "unknown-column", "`twinning template events` prints all columns"),
    ];
    for (name, code, words) in cases {
        let sheet = format!("id;title.pl;kind;partners;{name}\na;A;visit;;\nb;B;nonsense;;\n");
        let report = put(&app.database, RecordType::Events, sheet, false);
        let faults: Vec<_> = report.refusals().flat_map(|row| &row.errors).collect();
        let told: Vec<_> =
            faults.iter().map(|fault| (fault.row, fault.column.as_deref(), fault.code)).collect();
        assert_eq!(told, [(1, Some(name), code), (3, Some("kind"), "invalid-value")], "{report}");
        assert!(faults[0].detail.contains(words), "{faults:?}");
    }
}

#[test]
fn a_header_full_of_faults_is_told_up_to_a_number() {
    let app = TestApp::new();
    let header = |names: usize| {
        (0..names).map(|at| format!("kolumna{at}")).collect::<Vec<_>>().join(";") + "\nx\n"
    };
    for (names, told) in [(98, 98), (99, 99), (100, 100), (5_000, 100)] {
        let errors = refused(&app.database, RecordType::Events, header(names)).errors;
        assert_eq!(errors.len(), told, "{names} names");
        let last = errors.last().unwrap();
        let expected = if names > 99 { "too-many" } else { "unknown-column" };
        assert_eq!((last.row, last.code), (1, expected), "{names} names");
    }
}

/// A sheet with the title in so many languages, each of them too long.
fn too_long_titles(languages: usize) -> String {
    let letters = || 'a'..='z';
    let pairs = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
    let pairs: Vec<String> = pairs.collect();
    let tags = pairs
        .iter()
        .flat_map(|one| pairs.iter().map(move |other| format!("{one}-{}", other.to_uppercase())));
    let header: Vec<String> = tags.take(languages).map(|tag| format!("title.{tag}")).collect();
    format!("id;{}\na{}\n", header.join(";"), format!(";{}", "x".repeat(301)).repeat(languages))
}

#[test]
fn as_many_columns_as_a_spreadsheet_program_has_are_read() {
    let app = TestApp::new();
    let row = refused(&app.database, RecordType::Events, too_long_titles(10_000));
    assert_eq!((row.row, row.errors.len()), (2, 100), "the header is taken");
}

#[test]
fn the_time_that_a_sheet_takes_grows_no_faster_than_its_columns() {
    let app = TestApp::new();
    let quickest = |columns: usize, tries: usize| {
        let sheet = too_long_titles(columns);
        let took = (0..tries).map(|_| {
            let began = Instant::now();
            refused(&app.database, RecordType::Events, &sheet);
            began.elapsed()
        });
        took.min().unwrap()
    };
    let (few, many) = (quickest(1_000, 5), quickest(10_000, 2));
    assert!(many < few * 25, "ten times as many took {many:?} instead of {few:?}");
}

#[test]
fn what_only_the_service_sets_is_passed_over() {
    let app = TestApp::new();
    let event = app.ids("/events")[0].clone();
    let sheet =
        format!("type;id;url;revision;createdAt;updatedAt\nevents;{event};x;1;yesterday;today\n");
    assert_eq!(put_events(&app, sheet).unchanged, 1);
}
