//! The log: one line for each request and for each change, for people or as JSON, and no secret in either.

use serde_json::{Value, json};
use twinning::auth::{role::TokenRole, token::Token};

use crate::support::{
    client::Answer,
    database::TestDatabase,
    keeper::token_that,
    program::{Serving, program, run},
    raw::{exchange, get},
    waiting::eventually,
};

const ID: &str = "0123456789-request";

/// A service that logs.
struct Logging {
    database: TestDatabase,
    serving: Serving,
}

impl Logging {
    fn start(arguments: &[&str]) -> Self {
        let database = TestDatabase::new();
        let arguments = [&["--demo"], arguments].concat();
        let serving = Serving::start(&database.argument(), &arguments, &[]);
        Self { database, serving }
    }

    fn token(&self, role: TokenRole) -> String {
        token_that(&self.database, role, |token: &mut Token| {
            "Anna \"Ż\" Nowak".clone_into(&mut token.name);
            "aB3dE6gH".clone_into(&mut token.id);
        })
    }

    fn get(&self, path: &str, headers: &str) -> Answer {
        exchange(self.serving.address, get(path, headers)).unwrap()
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        exchange(self.serving.address, request).unwrap()
    }

    /// The lines with this target, each an object; every line must be one.
    fn lines(&self, target: &str) -> Vec<Value> {
        let log = self.serving.log();
        let lines = log.lines().map(|line| {
            let object: Value =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            for field in ["time", "level", "target"] {
                assert!(object[field].is_string(), "{field}: {line}");
            }
            let time: Result<jiff::Timestamp, _> = object["time"].as_str().unwrap().parse();
            assert!(time.is_ok(), "{line}");
            object
        });
        lines.filter(|object| object["target"] == target).collect()
    }

    /// The line of the request with this id, which may be written after its answer.
    fn access(&self, id: &str) -> Value {
        let found = || self.lines("access").into_iter().find(|line| line["request_id"] == id);
        eventually("the request is logged", || found().is_some());
        found().unwrap()
    }
}

fn fields(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_request_is_an_object_with_all_its_fields() {
    let logging = Logging::start(&["--log-format", "json"]);
    let token = logging.token(TokenRole::Reader);
    let headers = format!("X-Request-Id: {ID}\r\nAuthorization: Bearer {token}\r\n");
    let answer = logging.get("/api/v1/partners/oziersk?lang=en", &headers);
    assert_eq!(answer.status, 200);
    let line = logging.access(ID);
    assert_eq!(
        fields(&line),
        [
            "time",
            "level",
            "target",
            "request_id",
            "method",
            "path",
            "route",
            "status",
            "problem",
            "faults",
            "actor",
            "token_id",
            "client",
            "bytes",
            "duration_us",
            "queue_us",
            "database_us",
        ]
    );
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["method"], "GET");
    assert_eq!(line["path"], "/api/v1/partners/oziersk");
    assert_eq!(line["route"], "/api/v1/partners/{id}");
    assert_eq!(line["status"], 200);
    assert_eq!((&line["problem"], &line["faults"]), (&Value::Null, &Value::Null));
    assert_eq!(line["actor"], "Anna \"Ż\" Nowak");
    assert_eq!(line["token_id"], "aB3dE6gH");
    assert_eq!(line["client"], "127.0.0.0/24");
    assert_eq!(line["bytes"], answer.bytes.len());
    let number = |field: &str| line[field].as_u64().unwrap();
    assert!(number("database_us") > 0, "{line}");
    assert!(number("duration_us") >= number("database_us") + number("queue_us"), "{line}");
}

#[test]
fn what_is_not_known_is_null() {
    let logging = Logging::start(&["--log-format", "json", "--log-addresses", "none"]);
    logging.get("/nowhere", &format!("X-Request-Id: {ID}\r\n"));
    let line = logging.access(ID);
    for field in ["route", "actor", "token_id", "client"] {
        assert_eq!(line.get(field), Some(&Value::Null), "{field}: {line}");
    }
    assert_eq!((&line["status"], &line["database_us"]), (&json!(404), &json!(0)));
    let wrong = "another-request-id";
    let token = "Bearer twn_nonsense";
    logging.get("/api/v1/events", &format!("X-Request-Id: {wrong}\r\nAuthorization: {token}\r\n"));
    let line = logging.access(wrong);
    assert_eq!((&line["status"], &line["actor"]), (&json!(401), &Value::Null));
}

#[test]
fn addresses_are_those_behind_the_trusted_proxy_and_as_long_as_wanted() {
    for (setting, v4, v6) in [
        ("none", None, None),
        ("short", Some("192.0.2.0/24"), Some("2001:db8:12::/48")),
        ("whole", Some("192.0.2.77"), Some("2001:db8:12:3456::1")),
    ] {
        let arguments =
            ["--log-format", "json", "--log-addresses", setting, "--trusted-proxy", "127.0.0.1"];
        let logging = Logging::start(&arguments);
        for (number, forwarded, expected) in
            [(1, "203.0.113.9, 192.0.2.77", v4), (2, "2001:db8:12:3456::1", v6)]
        {
            let id = format!("{ID}-{number}");
            let headers = format!("X-Request-Id: {id}\r\nX-Forwarded-For: {forwarded}\r\n");
            logging.get("/api/v1/partners", &headers);
            assert_eq!(logging.access(&id)["client"], json!(expected), "{setting} {forwarded}");
        }
    }
    let logging = Logging::start(&["--log-format", "json", "--log-addresses", "whole"]);
    let headers = format!("X-Request-Id: {ID}\r\nX-Forwarded-For: 192.0.2.77\r\n");
    logging.get("/api/v1/partners", &headers);
    assert_eq!(logging.access(ID)["client"], "127.0.0.1", "nobody else is believed");
}

/// Requests that fail: path, status, problem, codes of faults.
const FAILURES: [(&str, u16, &str, Option<&str>); 4] = [
    (
        "/api/v1/events?kind=secret&limit=secret&secret=1",
        400,
        "invalid-request",
        Some("invalid-value,unknown-parameter"),
    ),
    ("/api/v1/partners/none", 404, "not-found", None),
    ("/api/v1/tokens", 401, "unauthorized", None),
    ("/api/v1/changes?after=99999999", 409, "conflict", Some("future-position")),
];

#[test]
fn a_request_that_fails_has_its_reason_and_no_text_of_its_client() {
    let [json, people] = [&["--log-format", "json"][..], &[]].map(Logging::start);
    for (number, (path, status, problem, faults)) in FAILURES.into_iter().enumerate() {
        let id = format!("{ID}-{number}");
        let headers = format!("X-Request-Id: {id}\r\n");
        assert_eq!(json.get(path, &headers).status, status, "{path}");
        let line = json.access(&id);
        assert_eq!(line["problem"], problem, "{line}");
        assert_eq!(line["faults"], json!(faults), "{line}");
        people.get(path, &headers);
        let line = || {
            let log = people.serving.log();
            log.lines().find(|line| line.contains(&id)).map(str::to_owned)
        };
        eventually("the request is logged", || line().is_some());
        let end = faults.map(|faults| format!(" {faults}")).unwrap_or_default();
        assert!(line().unwrap().ends_with(&format!(" {id} {problem}{end}")), "{:?}", line());
    }
    for log in [json.serving.log(), people.serving.log()] {
        assert!(!log.contains("secret"), "{log}");
    }
}

#[test]
fn a_proxy_that_is_not_named_is_told_of_once() {
    for (arguments, told) in [(&[][..], 1), (&["--trusted-proxy", "127.0.0.1"], 0)] {
        let logging = Logging::start(&[&["--log-format", "json"], arguments].concat());
        for number in 0..3 {
            let id = format!("{ID}-{number}");
            let headers = format!("X-Request-Id: {id}\r\nX-Forwarded-For: 192.0.2.{number}\r\n");
            logging.get("/api/v1/partners", &headers);
            logging.access(&id);
        }
        let lines = logging.lines("twinning::http::unnamed_proxies");
        assert_eq!(lines.len(), told, "{arguments:?}: {lines:?}");
        for line in lines {
            assert_eq!(line["level"], "WARN");
            let message = line["message"].as_str().unwrap();
            assert!(message.contains("set --trusted-proxy to 127.0.0.1"), "{message}");
        }
    }
}

#[test]
fn lines_for_people_have_an_address_only_if_it_is_asked_for() {
    for (arguments, end) in [
        (&[][..], format!(" µs {ID}")),
        (&["--log-addresses", "short"], format!(" µs {ID} 127.0.0.0/24")),
        (&["--log-addresses", "whole"], format!(" µs {ID} 127.0.0.1")),
    ] {
        let logging = Logging::start(arguments);
        logging.get("/api/v1/partners?q=secret", &format!("X-Request-Id: {ID}\r\n"));
        let log = || logging.serving.log();
        eventually("the request is logged", || log().contains(ID));
        let log = log();
        let line = log.lines().find(|line| line.contains(ID)).unwrap();
        assert!(line.contains("INFO  access] GET /api/v1/partners 200 "), "{line}");
        assert!(line.ends_with(&end) && !log.contains("secret"), "{arguments:?}: {line}");
    }
}

/// Creates, changes and deletes a partner, imports two, and tries what changes nothing.
fn changed(logging: &Logging, token: &str) {
    let bearer = format!("Authorization: Bearer {token}\r\nX-Request-Id: {ID}\r\n");
    let body = r#"{"translations": {"en": {"name": "SECRET"}}, "kind": "county", "status": "active", "country": "FR", "state": "draft"}"#;
    let json = format!("{bearer}Content-Type: application/json\r\n");
    let path = "/api/v1/partners/x";
    let created = logging.send("PUT", path, &json, body);
    assert_eq!(created.status, 201, "{}", created.text());
    let tag = |answer: &Answer| format!("If-Match: {}\r\n", answer.header("etag"));
    let unchanged = logging.send("PUT", path, &(json.clone() + &tag(&created)), body);
    assert_eq!(unchanged.status, 200, "{}", unchanged.text());
    let refused = logging.send("PUT", path, &(json.clone() + &tag(&created)), "{}");
    assert_eq!(refused.status, 400);
    let merge = format!("{bearer}Content-Type: application/merge-patch+json\r\n{}", tag(&created));
    let patched = logging.send("PATCH", path, &merge, r#"{"country": "DE"}"#);
    assert_eq!(patched.status, 200, "{}", patched.text());
    assert_eq!(logging.send("DELETE", path, &(bearer.clone() + &tag(&patched)), "").status, 204);
    let record = |id: &str| {
        format!(
            r#"{{"type":"partners","id":"{id}","translations":{{"en":{{"name":"SECRET"}}}},"kind":"county","status":"active","country":"FR"}}"#
        )
    };
    let import = format!("{bearer}Content-Type: application/x-ndjson\r\n");
    let lines = [record("y"), record("z")].join("\n");
    for (query, status) in [("?dryRun=true", 200), ("", 200), ("", 200)] {
        let imported = logging.send("POST", &format!("/api/v1/import{query}"), &import, &lines);
        assert_eq!(imported.status, status, "{}", imported.text());
    }
    let faulty = lines + "\n{\"type\":\"partners\",\"id\":\"SECRET\"}\n";
    assert_eq!(logging.send("POST", "/api/v1/import", &import, &faulty).status, 400);
}

const CHANGES: [(i64, &str, &str); 5] = [
    (25, "create", "partners/x"),
    (26, "replace", "partners/x"),
    (27, "delete", "partners/x"),
    (28, "create", "partners/y"),
    (29, "create", "partners/z"),
];

#[test]
fn each_change_is_an_object_and_nothing_else_is() {
    let logging = Logging::start(&["--log-format", "json"]);
    let token = logging.token(TokenRole::Editor);
    changed(&logging, &token);
    let lines = logging.lines("change");
    let seen: Vec<_> = lines
        .iter()
        .map(|line| {
            assert_eq!(
                fields(line),
                [
                    "time",
                    "level",
                    "target",
                    "revision",
                    "action",
                    "record",
                    "actor",
                    "outcome",
                    "request_id"
                ]
            );
            assert_eq!(
                (&line["actor"], &line["request_id"]),
                (&json!("Anna \"Ż\" Nowak"), &json!(ID))
            );
            let text = |field: &str| line[field].as_str().unwrap();
            (line["revision"].as_i64().unwrap(), text("action"), text("record"))
        })
        .collect();
    assert_eq!(seen, CHANGES);
    let log = logging.serving.log();
    assert!(!log.contains("SECRET") && !log.contains(&token[4..20]), "{log}");
}

#[test]
fn each_change_is_a_line_for_people() {
    let logging = Logging::start(&[]);
    let token = logging.token(TokenRole::Editor);
    changed(&logging, &token);
    let log = logging.serving.log();
    let lines =
        log.lines().filter_map(|line| line.split_once("INFO  change] ")).map(|(_, line)| line);
    let expected = CHANGES.map(|(revision, action, record)| {
        format!("{revision} {action} {record} by \"Anna \\\"Ż\\\" Nowak\" {ID}")
    });
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    assert!(!log.contains("SECRET") && !log.contains(&token[4..20]), "{log}");
}

#[test]
fn warnings_and_the_last_error_are_objects_too() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/no/such/folder/x.db", folder.path().display());
    let mut command = program(&["serve", "--bind", "127.0.0.1:0", "--database-url", &url]);
    let ended = command.env("TWINNING_LOG_FORMAT", "json").output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let log = String::from_utf8(ended.stderr).unwrap();
    let line: Value = serde_json::from_str(log.trim()).unwrap();
    assert_eq!(line["level"], "ERROR");
    assert!(line["message"].as_str().unwrap().contains("its folder does not exist"), "{line}");
    let logging = Logging::start(&["--log-format", "json", "--metrics-bind", "0.0.0.0:0"]);
    let lines = logging.lines("twinning::cli::operator");
    assert_eq!(fields(&lines[0]), ["time", "level", "target", "message"]);
    assert_eq!(lines[0]["level"], "WARN");
}

#[test]
fn a_wrong_setting_is_told() {
    for (arguments, words) in [
        (["serve", "--log-format", "xml"], "text, json"),
        (["serve", "--log-addresses", "half"], "none, short, whole"),
        (["serve", "--metrics-bind", "9464"], "--metrics-bind"),
    ] {
        let ran = run(&arguments);
        assert!(ran.code == Some(2) && ran.err.contains(words), "{ran:?}");
    }
}
