//! The import of spreadsheets at the desk.

use std::fs;

use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

use super::{Desk, told};
use crate::{
    pages::{BROWSER, Page},
    support::{TestApp, app::PUBLIC_URL, client::Answer, database::texts, made_up},
};

const BOUNDARY: &str = "----the-boundary";

/// What a browser sends when a file was chosen.
fn body(name: &str, content: &[u8], kind: &str) -> Vec<u8> {
    let part = |head: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes()
    };
    let file =
        format!("name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream");
    [
        part(&file),
        content.to_vec(),
        b"\r\n".to_vec(),
        part("name=\"type\""),
        format!("{kind}\r\n--{BOUNDARY}--\r\n").into_bytes(),
    ]
    .concat()
}

fn upload_from(desk: &Desk<'_>, site: &str, body: &[u8]) -> Answer {
    let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [
        ("accept", BROWSER),
        ("accept-language", "pl"),
        ("content-type", &*media_type),
        ("sec-fetch-site", site),
        ("origin", PUBLIC_URL),
        ("cookie", &*desk.cookie),
    ];
    desk.app.send("POST", "/desk/import", &headers, body)
}

/// Chooses a file. Returns the address of what it would do.
#[track_caller]
fn upload(desk: &Desk<'_>, name: &str, content: &[u8], kind: &str) -> String {
    let answer = upload_from(desk, "same-origin", &body(name, content, kind));
    assert_eq!(answer.status, 303, "{}", told(&answer));
    answer.header("location").to_owned()
}

/// Sends the form of a report: the fields, and the answer.
fn import(desk: &Desk<'_>, report: &Page) -> Answer {
    let fields: Vec<(String, String)> = report
        .all("form[action*='/desk/import/'] input[type=hidden]")
        .iter()
        .map(|input| {
            let of = |name: &str| input.attr(name).unwrap().to_owned();
            (of("name"), of("value"))
        })
        .collect();
    assert_eq!(fields.len(), 2, "what was seen, and as of when");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    desk.post(&report.path, &fields)
}

fn sums(page: &Page) -> Vec<String> {
    page.texts(".sum b")
}

fn revision(app: &TestApp) -> i64 {
    app.json("")["revision"].as_i64().unwrap()
}

/// What somebody else does.
type ChangeOfOthers = fn(&TestApp);

/// Somebody else changes the event that the file changes.
fn change(app: &TestApp, fields: &Value) {
    let path = "/events/2016-10-12-spotkanie-w-oziersku";
    let answer = app.editor().change("PATCH", path, fields);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn files(app: &TestApp) -> usize {
    texts(&mut app.database.connection(), "SELECT id AS value FROM upload").len()
}

const EVENTS: &str = "id;title.pl;kind;status;startDate;partners\n\
    nowe;Nowe spotkanie;meeting;held;12.05.2018;oziersk\n\
    2016-10-12-spotkanie-w-oziersku;Zmieniony tytuł;meeting;held;2016-10-12;oziersk\n";

#[test]
fn what_was_seen_is_imported_and_can_be_undone() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let before = revision(&app);
    let address = upload(&desk, "wydarzenia.csv", EVENTS.as_bytes(), "events");
    let report = desk.page(&address);
    assert_eq!(sums(&report), ["1", "1", "0", "0"]);
    assert_eq!(report.texts("h1"), ["Wczytaj arkusz: wydarzenia.csv"]);
    let rows = report.texts("tbody tr");
    assert!(rows[0].contains("nowe") && rows[0].contains("Nowe spotkanie"), "{rows:?}");
    assert!(rows[1].contains("usunięto") && rows[1].contains("Zmieniony tytuł"), "{rows:?}");
    assert_eq!(revision(&app), before, "a check changes nothing");

    let answer = import(&desk, &report);
    assert_eq!(answer.status, 303, "{}", told(&answer));
    let done = desk.page(answer.header("location"));
    let batch = answer.header("location").rsplit('=').next().unwrap().to_owned();
    assert_eq!(done.texts("[role=status]"), [format!("Wczytano jako nr {batch}.")]);
    assert!(done.texts("tbody tr")[0].contains("wydarzenia.csv"));
    assert_eq!(app.get("/events/nowe").status, 200);

    for position in ["", "garbage", "999999"] {
        let seen = report.one("input[name='desk.seen']").attr("value").unwrap();
        let answer = desk.post(&report.path, &[("desk.seen", seen), ("desk.position", position)]);
        assert_eq!(answer.status, 409, "{position:?}");
    }
    let again = import(&desk, &report);
    let to = again.header("location");
    assert_eq!((again.status, to), (303, answer.header("location")), "a double click imports once");

    let asked = desk.page(&format!("/desk/batches/{batch}/undo"));
    assert_eq!(asked.texts("h1"), [format!("Cofnąć wczytanie nr {batch}?")]);
    assert!(asked.texts("p.prose")[0].contains("które utworzyło: 1"), "{:?}", asked.texts("p"));
    let undone = desk.post(&format!("/desk/batches/{batch}/undo"), &[]);
    assert_eq!(undone.status, 303, "{}", told(&undone));
    assert!(desk.page(undone.header("location")).texts("[role=status]")[0].contains("Cofnięto"));
    assert_eq!(app.get("/events/nowe").status, 410);
    let twice = desk.post(&format!("/desk/batches/{batch}/undo"), &[]);
    assert_eq!(twice.status, 409);
    assert!(told(&twice).contains(&batch), "{}", told(&twice));
}

#[test]
fn every_kind_of_spreadsheet_is_read_and_says_what_it_was_read_as() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    for (name, kind, read_as) in [
        ("partners.xlsx", "", "xlsx"),
        ("partners.ods", "partners", "ods"),
        ("partners-utf8.csv", "partners", "UTF-8"),
        ("partners-cp1250.csv", "partners", "windows-1250"),
    ] {
        let content = fs::read(format!("tests/data/{name}")).unwrap();
        let report = desk.page(&upload(&desk, name, &content, kind));
        let text = report.texts("main").join(" ");
        assert!(text.contains(read_as), "{name}: {text}");
        assert_ne!(sums(&report)[0], "0", "{name}");
        assert_eq!(sums(&report)[3], "0", "{name}");
        let names = report.texts("tbody th").join(" ");
        assert!(
            names.contains('ę') || names.contains('ó') || names.contains('ł'),
            "{name}: {names}"
        );
        assert_eq!(text.contains("Sprawdź") || text.contains("litery"), read_as == "windows-1250");
    }
}

#[test]
fn faults_are_told_row_by_row_and_nothing_is_imported() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let before = revision(&app);
    let file = "id;title.pl;kind;status;startDate;partners\n\
        dobry;Dobry;meeting;held;2018-05-12;oziersk\n\
        zly;Turniej;sport;zaplanowane;31.06.2027;gulbne\n";
    let report = desk.page(&upload(&desk, "wydarzenia.csv", file.as_bytes(), "events"));
    assert_eq!(sums(&report), ["1", "0", "0", "1"]);
    assert!(report.texts("title")[0].starts_with("Błąd:"), "{:?}", report.texts("title"));
    assert_eq!(report.one(".faults a").attr("href"), Some("#r3"));
    let faults = report.texts("#r3 .fault");
    for (fault, parts) in faults.iter().zip([
        ["status", "zaplanowane"],
        ["startDate", "31.06.2027"],
        ["partners", "czy chodzi o „gulbene”?"],
    ]) {
        assert!(parts.iter().all(|part| fault.contains(part)), "{faults:?}");
    }
    assert_eq!(faults.len(), 3);
    assert!(report.all("form[action*='/desk/import/']").is_empty(), "there is nothing to press");
    let forced = desk.post(&report.path, &[("desk.seen", ""), ("desk.position", "")]);
    assert_eq!(forced.status, 409);
    assert_eq!(revision(&app), before);
}

#[test]
fn another_report_is_shown_when_the_data_was_changed_meanwhile() {
    let meanwhile: [(&str, ChangeOfOthers); 3] = [
        ("the record", |app| {
            change(app, &json!({ "translations": { "pl": { "title": "Tytuł innej osoby" } } }));
        }),
        ("another field of it", |app| {
            change(app, &json!({ "topics": ["youth"] }));
        }),
        ("a new record with the id", |app| {
            app.import(&made_up::event("nowe", json!({})));
        }),
    ];
    for (what, make) in meanwhile {
        let app = TestApp::new();
        let desk = Desk::new(&app, "editor");
        let report = desk.page(&upload(&desk, "w.csv", EVENTS.as_bytes(), "events"));
        make(&app);
        let changed = revision(&app);
        let answer = import(&desk, &report);
        assert_eq!(answer.status, 409, "{what}");
        assert_eq!(revision(&app), changed, "{what}");
        let now = Page::of(&report.path, &answer);
        assert!(now.texts("[role=status]")[0].contains("w tym czasie"), "{what}");
        assert_eq!(import(&desk, &now).status, 303, "{what}: what is seen now is imported");
    }
}

#[test]
fn a_file_is_its_senders_for_an_hour() {
    let app = TestApp::new();
    let (desk, other) = (Desk::new(&app, "editor"), Desk::new(&app, "editor"));
    let address = upload(&desk, "w.csv", EVENTS.as_bytes(), "events");
    assert_eq!(other.ask(&address).status, 404);
    let kept: Vec<String> =
        (0..3).map(|_| upload(&desk, "w.csv", EVENTS.as_bytes(), "events")).collect();
    assert_eq!(desk.ask(&address).status, 404, "three are kept");
    assert_eq!(desk.ask(&kept[0]).status, 200);
    let old = "UPDATE upload SET created_at = '2026-01-01T00:00:00Z'";
    app.database.connection().batch_execute(old).unwrap();
    let gone = desk.ask(&kept[0]);
    assert_eq!(gone.status, 404);
    assert!(told(&gone).contains("wybierz go ponownie"), "{}", told(&gone));
    upload(&desk, "w.csv", EVENTS.as_bytes(), "events");
    assert_eq!(files(&app), 1, "the next one removes the old ones");
}

#[test]
fn what_is_no_spreadsheet_is_refused_with_what_to_do() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    for (name, content, kind, status, says) in [
        ("", &b""[..], "events", 400, "wybierz plik"),
        ("w.csv", EVENTS.as_bytes(), "", 400, "CSV"),
        ("w.ndjson", b"{\"type\":\"events\"}", "", 400, "arkusz"),
        ("w.ndjson", b"{\"type\":\"events\"}", "events", 400, "arkusz"),
        ("w.xlsx", &[0x50, 0x4b, 3, 4, 0, 0], "events", 303, ""),
        ("w.csv", b"\xff\xfe\x00\xd8\x00", "events", 303, ""),
        ("w.csv", b"id;nonsense\nx;1\n", "events", 303, ""),
        ("naglowek.csv", b"id;title.pl\n", "events", 303, ""),
        ("duzy.csv", &vec![b'a'; 17 << 20], "events", 413, ""),
    ] {
        let answer = upload_from(&desk, "same-origin", &body(name, content, kind));
        assert_eq!(answer.status, status, "{name} {kind}: {}", answer.text());
        if status == 303 {
            let report = desk.ask(answer.header("location"));
            let page = Page::of("", &report);
            assert!(report.status == 200 || report.status == 400, "{name}: {}", report.text());
            let is_empty = page.texts(".note").iter().any(|note| note.contains("nie ma żadnego"));
            let is_faulty = !page.texts(".fault, .faults").is_empty();
            assert!(is_empty || is_faulty, "{name}: {}", report.text());
        } else {
            assert!(told(&answer).contains(says), "{name} {kind}: {}", told(&answer));
        }
    }
}

#[test]
fn others_may_not() {
    let app = TestApp::new();
    let (desk, reader) = (Desk::new(&app, "editor"), Desk::new(&app, "reader"));
    let sent = body("w.csv", EVENTS.as_bytes(), "events");
    assert_eq!(upload_from(&desk, "cross-site", &sent).status, 403);
    assert_eq!(upload_from(&reader, "same-origin", &sent).status, 403);
    assert!(reader.page("/desk/import").all("input[type=file]").is_empty());
    let stranger = Desk { app: &app, cookie: String::new() };
    let answer = upload_from(&stranger, "same-origin", &sent);
    assert_eq!(answer.status, 303);
    assert!(answer.header("location").starts_with("/desk/sign-in"));
    assert_eq!(files(&app), 0);
}
