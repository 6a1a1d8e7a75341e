//! Lists as CSV and as Excel workbooks, which an import takes back.

use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use twinning::model::record_type::RecordType;

use crate::support::{
    TestApp,
    client::Answer,
    made_up,
    sheets::{put, record},
};

const COLLECTIONS: [(RecordType, &str); 5] = [
    (RecordType::Events, "/events"),
    (RecordType::Partners, "/partners"),
    (RecordType::Agreements, "/agreements"),
    (RecordType::Projects, "/projects"),
    (RecordType::Programmes, "/programmes"),
];

/// The ids in the first column of a CSV file.
fn csv_ids(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let rows = text.trim_start_matches('\u{feff}').lines().skip(1);
    rows.filter_map(|row| row.split([',', ';', '\t']).next()).map(str::to_owned).collect()
}

#[test]
fn what_is_downloaded_and_sent_back_is_unchanged() {
    let app = TestApp::new();
    for (kind, path) in COLLECTIONS {
        let total = app.ids(&format!("{path}?limit=100")).len() as u64;
        for query in ["csv", "csv&delimiter=;", "csv&delimiter=tab", "xlsx"] {
            let file = app.get(&format!("{path}?format={query}"));
            let report = put(&app.database, kind, &file.bytes, false);
            assert_eq!(report.unchanged, total, "{path} {query}: {report}");
        }
    }
}

#[test]
fn texts_that_are_no_formulas_come_back() {
    let texts =
        ["=1+2", "'=1+2", "''@x", "+48 89", "- „lista”", "-5", "a\nb;\"c\", d", "2015-06-16"];
    let lines: String = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let title = json!({"pl": {"title": text, "summary": format!("{text} {text}")}});
            made_up::event(&format!("e{at}"), json!({"translations": title}))
        })
        .collect();
    let app = TestApp::with(&lines);
    let csv = app.get("/events?format=csv").text();
    assert!(csv.contains(",'=1+2,") && csv.contains(",'-5,"), "{csv}");
    for format in ["csv", "xlsx"] {
        let file = app.get(&format!("/events?format={format}"));
        let report = put(&app.database, RecordType::Events, &file.bytes, false);
        assert_eq!(report.unchanged, texts.len() as u64, "{format}: {report}");
    }
    let stored = record(&app.database, "e1");
    assert_eq!(stored["translations"]["pl"]["title"], "'=1+2");
}

#[test]
fn arbitrary_texts_come_back() {
    let mut runner = TestRunner::deterministic();
    let text = "[ a-zż=+@'\"#;,:|~\\n\\t\u{a0}\u{2028}\u{1f600}0-9./-]{1,40}[a-zż]";
    let texts: Vec<String> =
        (0..120).map(|_| text.new_tree(&mut runner).unwrap().current()).collect();
    let events = texts.iter().enumerate().map(|(at, text)| {
        let texts = json!({"pl": {"title": text, "summary": text}, "en": {"title": text}});
        made_up::event(
            &format!("e{at:03}"),
            json!({"translations": texts, "place": {"name": text}}),
        )
    });
    let app = TestApp::with(&events.collect::<String>());
    for format in ["csv", "csv&delimiter=;", "csv&delimiter=tab", "xlsx"] {
        let file = app.get(&format!("/events?format={format}"));
        let report = put(&app.database, RecordType::Events, &file.bytes, false);
        assert_eq!(report.unchanged, texts.len() as u64, "{format}: {report}");
    }
}

#[test]
fn values_that_a_cell_could_change_come_back() {
    let identifiers: Vec<Value> = [
        "12, wikidata:Q5",
        "14;lau:1234",
        "a, x:y",
        "sep=;",
        "\"quoted\" part",
        "\"",
        "a\"b, c:d\"",
        "WND-1.01/20, poz. 3",
    ]
    .iter()
    .map(|value| json!({ "scheme": "contract", "value": value }))
    .collect();
    let texts = ["#N/A", "'#N/A", "#VALUE!", " spaces ", "end\n", "\u{a0}x"];
    let events = texts.iter().enumerate().map(|(at, text)| {
        let title = json!({"pl": {"title": "Tytuł", "summary": text}});
        let place =
            json!({"location": {"latitude": 0.000_009, "longitude": -31.702_859_598_765_542}});
        made_up::event(
            &format!("e{at}"),
            json!({"translations": title, "place": place, "identifiers": identifiers}),
        )
    });
    let app = TestApp::with(&events.collect::<String>());
    for format in ["csv", "csv&delimiter=;", "xlsx"] {
        let file = app.get(&format!("/events?format={format}"));
        let report = put(&app.database, RecordType::Events, &file.bytes, false);
        assert_eq!(report.unchanged, texts.len() as u64, "{format}: {report}");
    }
    assert_eq!(record(&app.database, "e0")["identifiers"], json!(identifiers));
}

#[test]
fn what_has_no_room_in_a_workbook_is_told() {
    let app = TestApp::new();
    let long = json!({"pl": {"title": "Długi", "summary": "\u{1f600}".repeat(16_384)}});
    let project = json!({"id": "long", "translations": long, "status": "ongoing"});
    assert_eq!(app.editor().post("/projects", &project).status, 201);
    let refused = app.refused("/projects?format=xlsx");
    assert_eq!(refused.faults(), [("format".to_owned(), "too-long".to_owned())]);
    assert!(refused.text().contains("“long”") && refused.text().contains("format=csv"));
    let csv = app.get("/projects?format=csv");
    assert_eq!(put(&app.database, RecordType::Projects, &csv.bytes, false).refused, 0);
}

#[test]
fn a_file_has_the_records_of_the_list_in_its_order() {
    let app = TestApp::new();
    for query in [
        "sort=-startDate",
        "kind=visit",
        "q=oziersk",
        "topic=culture",
        "partner=oziersk&sort=title",
        "limit=2",
    ] {
        let limit = if query.contains("limit") { "" } else { "&limit=100" };
        let ids = app.ids(&format!("/events?{query}{limit}"));
        let file = app.get(&format!("/events?{query}&format=csv&fields=kind,startDate"));
        assert_eq!(csv_ids(&file), ids, "{query}");
        let header = file.text().lines().next().unwrap().to_owned();
        assert_eq!(header, "id,kind,startDate", "{query}");
    }
    let polish = app.get("/events?format=csv&lang=pl").text();
    let header = polish.lines().next().unwrap();
    assert!(header.contains(",title.pl,") && !header.contains(".en"), "{header}");
    let page = app.get("/events?format=csv&limit=2");
    assert!(page.header("link").contains("rel=\"next\""));
}
