//! The bodies of changes: what is not what it should be is refused, and nothing of it is written.

use serde_json::{Value, json};

use crate::support::{TestApp, made_up::partner, raw::exchange};

const JSON: &str = "application/json";

fn partner_with(field: &str, text: &str) -> Vec<u8> {
    let mut body: Value = serde_json::from_str(&partner("new", json!({}))).unwrap();
    body[field] = Value::from(text);
    body.to_string().into_bytes()
}

fn translated(name: &str) -> Vec<u8> {
    let own = json!({"translations": {"pl": {"name": name}}});
    partner("new", own).into_bytes()
}

/// Bodies that are refused, with the code of their one fault.
fn wrong() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let good = partner("new", json!({}));
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let twice = good.replace("\"kind\":", "\"kind\":\"county\",\"kind\":");
    let inside = good.replace("\"name\":", "\"name\":\"x\",\"name\":");
    let mut latin = good.clone().into_bytes();
    let at = good.find("new").unwrap();
    latin[at] = 0xf3;
    vec![
        ("blanks", b"  \n ".to_vec(), "invalid-json"),
        ("no JSON", b"{".to_vec(), "invalid-json"),
        ("XML", b"<partner/>".to_vec(), "invalid-json"),
        ("more than one", format!("{good}{good}").into_bytes(), "invalid-json"),
        ("a comma too many", good.trim_end().replace('}', ",}").into_bytes(), "invalid-json"),
        ("a list", format!("[{good}]").into_bytes(), "invalid-json"),
        ("a text", b"\"x\"".to_vec(), "invalid-json"),
        ("null", b"null".to_vec(), "invalid-json"),
        ("a key twice", twice.into_bytes(), "invalid-json"),
        ("a key twice inside", inside.into_bytes(), "invalid-json"),
        ("half a character", b"{\"a\":\"\\ud800\"}".to_vec(), "invalid-json"),
        ("too deep", deep.into_bytes(), "invalid-json"),
        ("not UTF-8", latin, "invalid-encoding"),
        ("UTF-16", good.encode_utf16().flat_map(u16::to_le_bytes).collect(), "invalid-json"),
        ("NUL", translated("a\0b"), "control-character"),
        ("a control character", translated("a\u{7f}b"), "control-character"),
        ("one in a key", b"{\"a\\u0001\": 1}".to_vec(), "control-character"),
        ("another type", partner_with("kind", ""), "invalid-value"),
    ]
}

#[test]
fn a_body_that_is_no_record_is_refused_whole() {
    let app = TestApp::with(&partner("a", json!({})));
    let editor = app.editor();
    for (what, body, code) in wrong() {
        for (method, path, media_type) in [
            ("POST", "/partners", JSON),
            ("PUT", "/partners/new", JSON),
            ("PATCH", "/partners/a", "application/merge-patch+json"),
        ] {
            let headers = [("Content-Type", media_type), ("If-Match", "*")];
            let headers = if method == "PATCH" { &headers[..] } else { &headers[..1] };
            let answer = editor.raw(method, path, headers, &body);
            assert_eq!(answer.status, 400, "{what} {method}: {}", answer.text());
            let codes = answer.json()["errors"].to_string();
            assert!(codes.contains(code), "{what} {method}: {codes}");
        }
    }
    assert_eq!(app.json("")["revision"], 1);
    assert_eq!(app.get("/partners/new").status, 404);
}

#[test]
fn a_body_of_another_type_is_refused_with_the_right_one() {
    let app = TestApp::empty();
    let editor = app.editor();
    let body = partner("new", json!({})).into_bytes();
    for (method, path) in
        [("POST", "/partners"), ("PUT", "/partners/new"), ("POST", "/partners/a/restore")]
    {
        for media_type in
            ["", "text/plain", "application/x-www-form-urlencoded", "application/ld+json", "json"]
        {
            let headers = [("Content-Type", media_type)];
            let headers = if media_type.is_empty() { &[][..] } else { &headers[..] };
            let answer = editor.raw(method, path, headers, &body);
            assert_eq!(
                (answer.status, answer.header("accept")),
                (415, JSON),
                "{method} {media_type}"
            );
        }
        let packed = [("Content-Type", JSON), ("Content-Encoding", "gzip")];
        let answer = editor.raw(method, path, &packed, &body);
        assert_eq!(
            (answer.status, answer.header("accept-encoding")),
            (415, "identity"),
            "{method}"
        );
    }
    assert_eq!(app.json("")["revision"], 0);
    for media_type in ["application/json; charset=utf-8", "Application/JSON"] {
        assert_eq!(
            editor
                .raw("POST", "/partners", &[("Content-Type", media_type)], &translated("B"))
                .status,
            if media_type.starts_with('A') { 409 } else { 201 },
            "{media_type}"
        );
    }
}

#[test]
fn a_body_of_more_than_a_megabyte_is_refused() {
    let app = TestApp::empty();
    let editor = app.editor();
    let good = partner("new", json!({}));
    let padded = |length: usize| {
        format!("{}{}", good.trim_end(), " ".repeat(length - good.trim_end().len()))
    };
    let send =
        |body: &str| editor.raw("POST", "/partners", &[("Content-Type", JSON)], body.as_bytes());
    let refused = send(&padded((1 << 20) + 1));
    assert_eq!(refused.status, 413);
    assert!(refused.details().contains("1048576"), "{}", refused.text());
    // Its length is not told before: it is counted as it comes.
    let mut chunked = format!(
        "POST /api/v1/partners HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nContent-Type: {JSON}\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        editor.token
    );
    chunked.push_str(&format!("8000\r\n{}\r\n", " ".repeat(0x8000)).repeat(33));
    assert_eq!(exchange(app.address, chunked + "0\r\n\r\n").unwrap().status, 413);
    assert_eq!(app.json("")["revision"], 0);
    assert_eq!(send(&padded(1 << 20)).status, 201);
}

#[test]
fn an_empty_body_is_no_record() {
    let app = TestApp::empty();
    let request = |line: &str| {
        let token = app.editor().token;
        let request = format!(
            "{line} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Type: {JSON}\r\n\
             Content-Length: 0\r\n\r\n"
        );
        exchange(app.address, request).unwrap()
    };
    for line in
        ["POST /api/v1/partners", "PUT /api/v1/partners/new", "POST /api/v1/partners/new/restore"]
    {
        let answer = request(line);
        assert_eq!(
            (answer.status, answer.places()),
            (400, vec![" invalid-json".to_owned()]),
            "{line}"
        );
    }
}

#[test]
fn a_body_with_a_hundred_thousand_faults_is_answered() {
    let app = TestApp::empty();
    let faulty = |number: usize| {
        let topics: Vec<String> = (0..number).map(|at| format!("\"{}\"", at % 10)).collect();
        let partners = vec!["{}"; number].join(",");
        format!("{{\"topics\":[{}],\"partners\":[{partners}]}}", topics.join(","))
    };
    let huge = faulty(100_000);
    let answer = app.editor().raw("POST", "/events", &[("Content-Type", JSON)], huge.as_bytes());
    assert_eq!((answer.status, answer.faults().len()), (400, 1), "{}", answer.text());
    assert!(answer.details().contains("more than 20000 values"), "{}", answer.text());
    let body = faulty(9_000);
    let began = std::time::Instant::now();
    let answer = app.editor().raw("POST", "/events", &[("Content-Type", JSON)], body.as_bytes());
    assert_eq!(answer.status, 400);
    assert!(answer.bytes.len() < 1 << 20, "{} bytes", answer.bytes.len());
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    let too_many = errors.iter().filter(|error| error["code"] == "too-many");
    let places: Vec<_> = too_many.map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(places, ["/topics", "/partners"]);
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}
