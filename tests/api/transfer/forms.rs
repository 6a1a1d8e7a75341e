//! `POST /import` by a form of a page.

use serde_json::json;

use crate::support::{TestApp, export::DATA};

/// A form with a file and other parts.
fn form(file: &[u8], parts: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in parts {
        body.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    body.extend(
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n",
    );
    body.extend(file);
    body.extend(b"\r\n--x--\r\n");
    body
}

#[test]
fn a_form_that_is_sent_again_is_the_same_whatever_stands_between_its_parts() {
    let app = TestApp::new();
    let editor = app.editor();
    let bearer = format!("Bearer {}", editor.token);
    let file = std::fs::read("tests/data/partners.xlsx").unwrap();
    let send = |boundary: &str, parts: &[(&str, &str)]| {
        let body = String::from_utf8_lossy(&form(b"FILE", parts)).into_owned();
        let body = body.replace("--x", &format!("--{boundary}"));
        let (before, after) = body.split_once("FILE").unwrap();
        let body = [before.as_bytes(), &file, after.as_bytes()].concat();
        let media_type = format!("multipart/form-data; boundary={boundary}");
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", media_type.as_str()),
            ("Idempotency-Key", "0197f0ab-0000-7000-8000-00000000000a"),
        ];
        app.send("POST", "/api/v1/import", &headers, &body)
    };
    let first = send("----one", &[("type", "partners")]);
    let second = send("----two", &[("type", "partners")]);
    assert_eq!((first.status, second.status), (200, 200), "{}", second.text());
    assert_eq!(first.json(), second.json(), "the original response");
    let batches = editor.json("/batches");
    assert_eq!(batches["data"][0]["fileName"], "a.xlsx", "as the page sent it");
    assert_eq!(send("----two", &[("type", "events")]).status, 409, "another request");
}

#[test]
fn a_page_can_send_the_file_in_a_form() {
    let app = TestApp::new();
    let editor = app.editor();
    let bearer = format!("Bearer {}", editor.token);
    let send = |query: &str, media_type: &str, body: &[u8]| {
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", media_type)];
        app.send("POST", &format!("/api/v1/import{query}"), &headers, body)
    };
    let file = std::fs::read("tests/data/partners.xlsx").unwrap();
    let form_type = "multipart/form-data; boundary=x";
    let dry = [("type", "partners"), ("dryRun", "true")];
    for body in
        [form(&file, &dry), form(&std::fs::read("tests/data/partners-cp1250.csv").unwrap(), &dry)]
    {
        let answer = send("", form_type, &body);
        assert_eq!(
            (answer.status, answer.json()["created"].clone()),
            (200, json!(1)),
            "{}",
            answer.text()
        );
        assert_eq!(answer.json()["applied"], false);
    }
    let faults = [
        ("", form(&file, &[("type", "partner")]), "type"),
        ("", form(&file, &[("colour", "red")]), "colour"),
        ("", form(&file, &[("dryRun", "")]), "dryRun"),
        ("", form(&file, &[("ifUnchangedSince", "")]), "ifUnchangedSince"),
        ("?dryRun=true", form(&file, &[("dryRun", "true")]), "dryRun"),
        ("", form(b"id;kind\n", &[]), "type"),
        ("?type=partners", form(DATA.as_bytes(), &[]), "type"),
    ];
    for (query, body, place) in faults {
        let answer = send(query, form_type, &body);
        assert_eq!(
            (answer.status, answer.faults()[0].0.as_str()),
            (400, place),
            "{}",
            answer.text()
        );
    }
    for body in [
        &b"--x--\r\n"[..],
        b"nothing",
        b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nbroken",
    ] {
        assert_eq!(send("?type=partners", form_type, body).status, 400);
    }
    assert_eq!(send("", "multipart/form-data", &form(&file, &[])).status, 400, "no boundary");
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for (media_type, query) in
        [(xlsx, "?type=partners"), ("text/csv", "?type=partners"), (xlsx, "")]
    {
        let answer = send(query, media_type, &file);
        assert_eq!(answer.status, 200, "{media_type}: {}", answer.text());
        assert_eq!(answer.json()["file"], json!({"format": "xlsx", "sheet": "partners"}));
    }
    assert_eq!(send("", "image/png", &file).status, 415);
}
