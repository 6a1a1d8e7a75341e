//! Workbooks of Excel and `LibreOffice`, and those that try to take the memory of the service.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use twinning::{
    import::{
        format::{ImportFormat, ImportOptions},
        report::ImportReport,
        run,
    },
    model::record_type::RecordType,
};

use crate::support::{
    TestApp,
    sheets::{put, record, refused},
    workbooks::{Workbook, archive, ods, row, sheet, text},
};

fn file(name: &str) -> Vec<u8> {
    fs::read(format!("tests/data/{name}")).unwrap()
}

/// A row whose fault ends the import: its number, code and description.
fn fault(app: &TestApp, bytes: &[u8]) -> (u64, &'static str, String) {
    let row = refused(&app.database, RecordType::Events, bytes);
    (row.row, row.errors[0].code, row.errors[0].detail.clone())
}

/// The header of an event and a row of cells in the order of the header.
fn event_sheet(columns: &[(&str, String)], after: &str) -> String {
    let names: Vec<String> = columns.iter().map(|(name, _)| text(name)).collect();
    let cells: Vec<String> = columns.iter().map(|(_, cell)| cell.clone()).collect();
    sheet(&(row(&names) + &row(&cells)), after)
}

/// The cells of an event, with others in place of them or beside them.
fn event(own: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut columns = vec![
        ("id", text("a")),
        ("title.pl", text("Wizyta")),
        ("kind", text("visit")),
        ("direction", text("incoming")),
        ("status", text("held")),
        ("startDate", "<c s=\"1\"><v>42171</v></c>".to_owned()),
    ];
    for (name, cell) in own {
        columns.retain(|(other, _)| other != name);
        columns.push((name, (*cell).to_owned()));
    }
    columns
}

#[test]
fn what_libreoffice_writes_is_one_record_in_every_format() {
    for (collection, id, files) in [
        (
            RecordType::Events,
            "2027-05-12-wizyta-oziersk",
            [
                "events.xlsx",
                "events.ods",
                "events-cp1250.csv",
                "events-utf8.csv",
                "events-utf16.csv",
            ]
            .as_slice(),
        ),
        (
            RecordType::Partners,
            "zarasai",
            ["partners.xlsx", "partners.ods", "partners-cp1250.csv", "partners-utf8.csv"]
                .as_slice(),
        ),
    ] {
        let app = TestApp::new();
        let mut first = None;
        for name in files {
            let report = put(&app.database, collection, file(name), false);
            assert!(report.applied, "{name}: {report}");
            let stored = record(&app.database, id);
            match &first {
                None => first = Some(stored),
                Some(first) => {
                    assert_eq!((report.created, report.replaced), (0, 0), "{name}: {report}");
                    assert_eq!(&stored, first, "{name}");
                }
            }
            let read = serde_json::to_value(&report).unwrap()["file"].clone();
            let extension = name.rsplit('.').next().unwrap();
            assert_eq!(read["format"], extension, "{name}");
            let encoding = match *name {
                _ if extension != "csv" => Value::Null,
                name if name.contains("cp1250") => json!("windows-1250"),
                name if name.contains("utf16") => json!("UTF-16LE"),
                _ => json!("UTF-8"),
            };
            assert_eq!(read["encoding"], encoding, "{name}");
        }
    }
    let app = TestApp::new();
    put(&app.database, RecordType::Events, file("events.xlsx"), false);
    let event = record(&app.database, "2027-05-12-wizyta-oziersk");
    assert_eq!(
        event["translations"]["pl"]["title"],
        "Wizyta delegacji z Ozierska – „święto łabędzi”"
    );
    assert_eq!(
        (&event["startDate"], &event["endDate"]),
        (&json!("2027-05-12"), &json!("2027-05-14"))
    );
    assert_eq!(event["attendance"], json!({"count": 40, "approximate": true}));
    assert_eq!(event["place"]["location"]["latitude"], 54.0764);
}

#[test]
fn cells_of_every_form_are_read() {
    let cases: [(&str, &str, &str, Value); 13] = [
        ("startTime", "<c s=\"1\"><v>0.4375</v></c>", "", json!("10:30")),
        ("startDate", "<c s=\"1\"><v>42171</v></c>", "", json!("2015-06-16")),
        ("startDate", "<c><v>42171</v></c>", "", json!("2015-06-16")),
        ("startDate", "<c s=\"1\"><v>40709</v></c>", "date1904=\"1\"", json!("2015-06-16")),
        ("startDate", "<c><v>40709</v></c>", "date1904=\"true\"", json!("2015-06-16")),
        ("startDate", "<c t=\"d\"><v>2015-06-16T00:00:00</v></c>", "", json!("2015-06-16")),
        ("title.pl", "<c t=\"s\"><v>1</v></c>", "", json!("Święto & „taniec”\n2")),
        ("title.pl", "<c t=\"str\"><f>A1&amp;B1</f><v>wynik</v></c>", "", json!("wynik")),
        ("attendance.count", "<c><f>20+20</f><v>40.000000000000001</v></c>", "", json!(40)),
        ("attendance.approximate", "<c t=\"b\"><v>1</v></c>", "", json!(true)),
        ("place.location.latitude", "<c><v>5.4082999999999998E1</v></c>", "", json!(54.083)),
        ("summary.pl", "<c><v>0.30000000000000004</v></c>", "", json!("0.3")),
        ("summary.pl", "<c><v>1E2</v></c>", "", json!("100")),
    ];
    let strings = "<sst uniqueCount=\"99999999999\"><si/><si><r><t>Święto &amp; </t></r><r><t xml:space=\"preserve\">\
                   „taniec”_x000D_\n2</t></r><rPh><t>no</t></rPh></si></sst>";
    for (column, cell, properties, expected) in cases {
        let app = TestApp::new();
        let beside: &[(&str, &str)] = match column.split('.').next().unwrap() {
            "place" => &[
                ("place.location.longitude", "<c><v>21</v></c>"),
                ("place.name", &text("Kętrzyn")),
                ("place.country", &text("PL")),
            ],
            "attendance" => &[
                ("attendance.count", "<c><v>40</v></c>"),
                ("attendance.approximate", "<c t=\"b\"><v>0</v></c>"),
            ],
            _ => &[],
        };
        let own = [beside, &[(column, cell)]].concat();
        let day = if properties.is_empty() { "42171" } else { "40709" };
        let day = format!("<c s=\"1\"><v>{day}</v></c>");
        let own = [&[("startDate", day.as_str())], own.as_slice()].concat();
        let book = Workbook { properties, strings: strings.to_owned(), ..Workbook::default() };
        let bytes = book.xlsx(&event_sheet(&event(&own), ""));
        let report = put(&app.database, RecordType::Events, bytes, false);
        assert!(report.applied, "{cell}: {report}");
        let stored = Value::Object(record(&app.database, "a"));
        let pointer = match column {
            "title.pl" => "/translations/pl/title".to_owned(),
            "summary.pl" => "/translations/pl/summary".to_owned(),
            _ => format!("/{}", column.replace('.', "/")),
        };
        assert_eq!(stored.pointer(&pointer), Some(&expected), "{cell}");
    }
}

#[test]
fn cells_without_a_value_of_their_own_are_faults() {
    let cases = [
        ("<c t=\"e\"><v>#N/A</v></c>", "", 2, "failed-formula", "“#N/A” is what a formula shows"),
        (
            "<c r=\"G2\"><f>NOW()</f></c>",
            "",
            2,
            "failed-formula",
            "the formula in G2 was never calculated",
        ),
        ("<c s=\"1\"><v>42171.5</v></c>", "", 2, "invalid-value", "“2015-06-16 12:00” is not"),
        (
            "<c/>",
            "<mergeCells><mergeCell ref=\"B2:B7\"/></mergeCells>",
            2,
            "merged-cells",
            "the cells B2:B7 are merged",
        ),
    ];
    let app = TestApp::new();
    for (cell, after, row, code, words) in cases {
        let columns = event(&[("endDate", cell)]);
        let told = fault(&app, &Workbook::default().xlsx(&event_sheet(&columns, after)));
        assert_eq!((told.0, told.1), (row, code), "{cell}: {}", told.2);
        assert!(told.2.contains(words), "{cell}: {}", told.2);
    }
    let id_failed = event(&[("id", "<c t=\"e\"><v>#N/A</v></c>")]);
    let mut columns = id_failed.clone();
    columns.rotate_right(1);
    let told = fault(&app, &Workbook::default().xlsx(&event_sheet(&columns, "")));
    assert_eq!(told.0, 2, "a row that begins with a failed formula is no row of help: {}", told.2);
    let merged = "<table:table-row><table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\">\
                  <text:p>id</text:p></table:table-cell></table:table-row>";
    assert_eq!(fault(&app, &ods(merged)).1, "merged-cells");
}

#[test]
fn a_percentage_is_what_the_cell_shows() {
    let app = TestApp::new();
    let header = ["id", "title.pl", "status", "budget.euRate"];
    let cells = |rate: &str| {
        let rows = [header.map(text), [text("p"), text("P"), text("ongoing"), rate.to_owned()]];
        rows.map(|cells| row(&cells)).concat()
    };
    for (rate, stored) in [
        ("<c s=\"2\"><v>0.85</v></c>", "85"),
        ("<c s=\"2\"><v>1</v></c>", "100"),
        ("<c s=\"2\"><v>0.07</v></c>", "7"),
        ("<c><v>85</v></c>", "85"),
    ] {
        let bytes = Workbook::default().xlsx(&sheet(&cells(rate), ""));
        let report = put(&app.database, RecordType::Projects, bytes, false);
        assert!(report.applied, "{rate}: {report}");
        assert_eq!(record(&app.database, "p")["budget"]["euRate"], stored, "{rate}");
    }
    let amount = ["id", "title.pl", "status", "budget.total.amount"].map(text);
    let row_of = [text("q"), text("Q"), text("ongoing"), "<c s=\"2\"><v>0.85</v></c>".to_owned()];
    let bytes = Workbook::default().xlsx(&sheet(&[row(&amount), row(&row_of)].concat(), ""));
    let report = put(&app.database, RecordType::Projects, bytes, false);
    assert!(report.to_string().contains("“85%”"), "no amount: {report}");
}

#[test]
fn the_sheet_can_say_its_collection() {
    let app = TestApp::new();
    let import = |name: &'static str| -> ImportReport {
        let book = Workbook { name, ..Workbook::default() };
        let bytes = book.xlsx(&event_sheet(&event(&[]), ""));
        let options = ImportOptions {
            dry_run: true,
            report_all_rows: true,
            ..ImportOptions::of(ImportFormat::Sheet(None), "clerk")
        };
        run::all_or_nothing(&mut app.database.connection(), bytes.as_slice(), &options).unwrap()
    };
    let report = import("Events");
    assert_eq!((report.created, report.rows[0].kind), (1, Some(RecordType::Events)));
    let report = import("Arkusz1");
    let detail = &report.rows[0].errors[0].detail;
    assert!(detail.contains("type=events") && detail.contains("“Arkusz1”"), "{detail}");
}

#[test]
fn other_files_are_named() {
    let app = TestApp::new();
    let word = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let cases: [(&[u8], &str); 7] = [
        (&archive(&[("photo.jpg", b"x")]), "a compressed folder (zip)"),
        (&word, "a Word document (docx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........", "an old Excel or Word file (xls, doc)"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"<!DOCTYPE html><table><tr><td>id</td></tr></table>", "a page (HTML)"),
        (b"\x1f\x8b\x08\x00", "a compressed file (gzip)"),
        (b"<?xml version=\"1.0\"?><Workbook/>", "an XML file"),
    ];
    for (bytes, words) in cases {
        let (row, code, detail) = fault(&app, bytes);
        assert_eq!((row, code), (1, "wrong-format"), "{detail}");
        assert!(
            detail.contains(words) && detail.contains("save it as xlsx, ods or CSV"),
            "{detail}"
        );
    }
    let (_, code, detail) = fault(&app, b"PK\x03\x04 xl/workbook.xml and nothing else");
    assert_eq!(code, "damaged-file", "{detail}");
}

#[test]
fn hostile_workbooks_take_neither_memory_nor_time() {
    let app = TestApp::new();
    let book = Workbook::default();
    let huge = " ".repeat(80 << 20);
    let cell = |attributes: &str| {
        format!(
            "<table:table-cell {attributes} office:value-type=\"string\"><text:p>x</text:p></table:table-cell>"
        )
    };
    let strings = |strings: String| Workbook { strings, ..Workbook::default() };
    let entry: (&str, &[u8]) = ("a", b"");
    let names: Vec<String> = (0..2_500).map(|at| format!("xl/workbook{at}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), entry.1)).collect();
    let long = text(&"x".repeat(300 << 10));
    let cases: [(&str, Vec<u8>, &str); 15] = [
        ("a large part", book.xlsx(&format!("<worksheet>{huge}</worksheet>")), "too-large"),
        ("a long text", book.xlsx(&sheet(&row(&[text(&huge)]), "")), "too-large"),
        ("many texts", strings(format!("<sst><si><t>{huge}</t></si></sst>")).xlsx(""), "too-large"),
        (
            "many empty texts",
            strings(format!("<sst>{}</sst>", "<si/>".repeat(2 << 20))).xlsx(""),
            "too-large",
        ),
        ("many parts", archive(&many), "too-large"),
        (
            "a cell far to the right",
            book.xlsx(&sheet("<row><c r=\"ZZZZ1\"><v>1</v></c></row>", "")),
            "too-many",
        ),
        (
            "a text that is not there",
            book.xlsx(&sheet("<row><c t=\"s\"><v>7</v></c></row>", "")),
            "damaged-file",
        ),
        ("rows backwards", book.xlsx(&sheet("<row r=\"2\"/><row r=\"1\"/>", "")), "damaged-file"),
        ("a long row", book.xlsx(&sheet(&row(&vec![long; 16]), "")), "too-long"),
        (
            "a cell many times",
            ods(&format!(
                "<table:table-row>{}</table:table-row>",
                cell("table:number-columns-repeated=\"4000000000\"")
            )),
            "too-many",
        ),
        (
            "spaces many times",
            ods(
                "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>x<text:s text:c=\"9999999999\"/>\
                 </text:p></table:table-cell></table:table-row>",
            ),
            "too-large",
        ),
        (
            "a row many times",
            ods(&format!(
                "<table:table-row table:number-rows-repeated=\"1048576\">{}</table:table-row>",
                cell("")
            )),
            "repeated",
        ),
        (
            "a row beyond all numbers",
            ods(&format!(
                "<table:table-row table:number-rows-repeated=\"18446744073709551615\"/>\
                 <table:table-row>{}</table:table-row>",
                cell("")
            )),
            "damaged-file",
        ),
        (
            "a row many times up to the last number",
            ods(&format!(
                "<table:table-row table:number-rows-repeated=\"18446744073709551612\"/>\
                 <table:table-row table:number-rows-repeated=\"3\">{}</table:table-row>",
                cell("")
            )),
            "damaged-file",
        ),
        (
            "a number beyond all rows",
            Workbook::default().xlsx(&sheet(
                "<row r=\"18446744073709551615\"></row><row><c t=\"inlineStr\"><is><t>id</t></is></c></row>",
                "",
            )),
            "damaged-file",
        ),
    ];
    for (about, bytes, code) in cases {
        let begun = Instant::now();
        let told = fault(&app, &bytes);
        assert_eq!(told.1, code, "{about}: {}", told.2);
        assert!(begun.elapsed() < Duration::from_secs(10), "{about}: {:?}", begun.elapsed());
    }
    let blank = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                 table:number-columns-repeated=\"16384\"/></table:table-row>";
    assert_eq!(fault(&app, &ods(blank)).1, "missing", "blank rows to the end of the sheet");
}
