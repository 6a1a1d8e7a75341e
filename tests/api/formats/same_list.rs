//! Every format has the records of the list in JSON, in its order, whatever the filter is.

use serde_json::{Value, json};
use twinning::http::state::AppState;
use uuid::Uuid;

use crate::support::{
    TestApp,
    app::{PUBLIC_URL, ids},
    client::Answer,
    made_up,
};

const COLLECTIONS: [&str; 5] = ["/events", "/partners", "/agreements", "/projects", "/programmes"];

/// Returns the ids of the records of an answer in a format, in their order.
fn ids_in(format: &str, answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let last = |url: &str| url.rsplit('/').next().unwrap_or_default().to_owned();
    let of = |value: &Value, member: &str, field: &str| -> Vec<String> {
        let items = value[member].as_array().unwrap().iter();
        items.map(|item| last(item[field].as_str().unwrap())).collect()
    };
    match format {
        "json" => ids(&answer.json()),
        "csv" => {
            let rows = text.trim_start_matches('\u{feff}').split("\r\n").skip(1);
            let ids = rows.filter_map(|row| row.split(',').next()).filter(|id| !id.is_empty());
            ids.map(str::to_owned).collect()
        }
        "ndjson" => text
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()
            })
            .collect(),
        "geojson" => of(&answer.json(), "features", "id"),
        "jsonfeed" => of(&answer.json(), "items", "id"),
        "jsonld" => of(&answer.json(), "itemListElement", "@id"),
        "atom" => {
            let entries = text.split("<entry>").skip(1);
            let id = |entry: &str| entry.split("<id>").nth(1)?.split("</id>").next().map(last);
            entries.filter_map(id).collect()
        }
        "ics" => {
            text.lines().filter_map(|line| line.strip_prefix("UID:")).map(str::to_owned).collect()
        }
        other => panic!("{other}"),
    }
}

/// Returns the ids as they are in a format: a calendar has ids that are made of the addresses.
fn written(format: &str, path: &str, ids: &[String]) -> Vec<String> {
    let uid = |id: &String| {
        let url = format!("{PUBLIC_URL}/api/v1{path}/{id}");
        Uuid::new_v5(&Uuid::NAMESPACE_URL, url.as_bytes()).to_string()
    };
    if format == "ics" { ids.iter().map(uid).collect() } else { ids.to_vec() }
}

fn formats(path: &str) -> Vec<&'static str> {
    let mut formats = vec!["csv", "ndjson", "atom", "jsonfeed", "jsonld"];
    if path == "/events" {
        formats.push("ics");
    }
    if matches!(path, "/events" | "/partners" | "/projects") {
        formats.push("geojson");
    }
    formats
}

#[test]
fn a_filter_means_the_same_in_every_format() {
    let app = TestApp::new();
    let filters = [
        ("/events", "partner=oziersk"),
        ("/events", "kind=visit&status=held"),
        ("/events", "from=2016-01-01&to=2016-12-31"),
        ("/events", "q=szkoła"),
        ("/events", "period=past"),
        ("/events", "country=RU"),
        ("/events", "bbox=20,53,23,55"),
        ("/events", "topic=culture"),
        ("/events", "q=nichtdabei"),
        ("/partners", "country=LV,LT"),
        ("/partners", "identifier=wikidata:Q175795"),
        ("/partners", "near=54.08,21.38&radius=200"),
        ("/agreements", "partner=oziersk"),
        ("/projects", "programme=lt-pl-ru-2007-2013"),
        ("/programmes", "q=Polska"),
    ];
    let everything = COLLECTIONS.map(|path| (path, ""));
    for (path, filter) in everything.into_iter().chain(filters) {
        let sort = if matches!(path, "/partners" | "/programmes") { "-name" } else { "title" };
        let query = format!("{filter}&sort={sort}&limit=100");
        let expected = app.ids(&format!("{path}?{query}"));
        for format in formats(path) {
            let answer = app.get(&format!("{path}?{query}&format={format}"));
            assert_eq!(answer.status, 200, "{path} {filter} {format}: {}", answer.text());
            let expected = written(format, path, &expected);
            assert_eq!(ids_in(format, &answer), expected, "{path} {filter} {format}");
        }
    }
}

#[test]
fn whole_lists_and_pages_are_as_the_format_has_them() {
    let lines: String =
        (0..130).map(|at| made_up::event(&format!("e{at:03}"), json!({}))).collect();
    let app = TestApp::with(&lines);
    for (format, has_all) in [
        ("csv", true),
        ("ndjson", true),
        ("ics", true),
        ("geojson", true),
        ("atom", false),
        ("jsonfeed", false),
        ("jsonld", false),
    ] {
        let all = ids_in(format, &app.get(&format!("/events?format={format}&sort=title")));
        assert_eq!(all.len(), if has_all { 130 } else { 20 }, "{format}");
        let page = app.get(&format!("/events?format={format}&sort=title&limit=7"));
        assert_eq!(ids_in(format, &page), all[..7], "{format}");
        let around = page.header("link");
        let next = around.split(", ").find(|link| link.contains("rel=\"next\"")).unwrap();
        let next = next.split_once('<').unwrap().1.split_once('>').unwrap().0;
        let path = next.split_once("/api/v1").unwrap().1;
        let next = app.get(path);
        let expected: Vec<String> = (7..14).map(|at| format!("e{at:03}")).collect();
        let expected = written(format, "/events", &expected);
        assert_eq!(ids_in(format, &next), expected, "{format}");
    }
}

#[test]
fn the_same_state_gives_the_same_bytes() {
    let app = TestApp::new();
    let answers = |app: &TestApp| {
        let mut all = Vec::new();
        for path in COLLECTIONS {
            for format in formats(path) {
                let answer = app.get(&format!("{path}?format={format}&lang=pl"));
                all.push((path, format, answer.bytes, answer.headers["etag"].clone()));
            }
        }
        all
    };
    let before = answers(&app);
    assert!(answers(&app) == before, "twice");
    assert!(answers(&app.again(|service| service)) == before, "after a restart");
}

#[test]
fn ids_stay_when_the_service_moves() {
    let app = TestApp::new();
    let moved = app.again(|service| AppState {
        base_url: "https://moved.example/api/v1".into(),
        id_base: format!("{PUBLIC_URL}/api/v1").into(),
        ..service
    });
    for path in COLLECTIONS {
        for format in
            formats(path).into_iter().filter(|format| !matches!(*format, "csv" | "ndjson"))
        {
            let path = format!("{path}?format={format}&lang=pl");
            let (here, there) = (app.get(&path), moved.get(&path));
            assert_eq!(ids_in(format, &there), ids_in(format, &here), "{path}");
            assert_ne!(there.headers["etag"], here.headers["etag"], "{path}: other bytes");
            let text = there.text();
            let id = match format {
                "ics" => format!("URL:{PUBLIC_URL}"),
                "atom" => format!("href=\"{PUBLIC_URL}"),
                "jsonfeed" => format!("\"feed_url\":\"{PUBLIC_URL}"),
                _ => continue,
            };
            assert!(!text.contains(&id), "{path}: what is fetched has moved");
        }
    }
    let other =
        app.again(|service| AppState { id_base: "https://other.example/api/v1".into(), ..service });
    for path in
        ["/partners?format=geojson", "/events?format=ics", "/partners/oziersk?format=jsonld"]
    {
        let (here, there) = (app.get(path), other.get(path));
        assert_ne!(there.headers["etag"], here.headers["etag"], "{path}");
    }
    assert_eq!(other.get("/partners").headers["etag"], app.get("/partners").headers["etag"]);
    let node = moved.get("/partners/oziersk?format=jsonld").json();
    assert_eq!(node["@id"], format!("{PUBLIC_URL}/api/v1/partners/oziersk"));
}

#[test]
fn ndjson_has_the_items_of_the_list_byte_for_byte() {
    let app = TestApp::new();
    for query in ["", "lang=en", "fields=title,startDate"] {
        let page = app.get(&format!("/events?limit=100&{query}")).text();
        let lines = app.get(&format!("/events?format=ndjson&{query}")).text();
        assert!(lines.ends_with('\n'));
        for line in lines.lines() {
            assert!(page.contains(line), "{line}");
        }
    }
}

#[test]
fn drafts_are_in_no_feed_and_elsewhere_only_for_editors() {
    let app = TestApp::with(
        &[
            made_up::event("public", json!({})),
            made_up::event("secret", json!({ "state": "draft" })),
        ]
        .concat(),
    );
    let editor = app.editor();
    for format in formats("/events") {
        let path = format!("/events?format={format}");
        let public = ids_in(format, &app.get(&path));
        let [seen, secret] = ["public", "secret"].map(str::to_owned);
        assert_eq!(public, written(format, "/events", &[seen]), "{format}");
        let own = ids_in(format, &editor.get(&path));
        let is_feed = matches!(format, "atom" | "jsonfeed");
        let secret = &written(format, "/events", &[secret])[0];
        assert_eq!(own.contains(secret), !is_feed, "{format}");
    }
    let secret = editor.get("/events/secret?format=ics").text();
    assert!(secret.contains("CLASS:PRIVATE") && !secret.contains("CLASS:PUBLIC"), "{secret}");
    assert_eq!(app.get("/events/secret?format=ics").status, 404);
}

#[test]
fn what_is_deleted_or_withdrawn_is_in_no_format() {
    let lines = ["stays", "deleted", "withdrawn"].map(|id| made_up::event(id, json!({}))).concat();
    let app = TestApp::with(&lines);
    let editor = app.editor();
    assert_eq!(editor.change("DELETE", "/events/deleted", &json!(null)).status, 204);
    let patch = json!({ "state": "draft" });
    assert_eq!(editor.change("PATCH", "/events/withdrawn", &patch).status, 200);
    for format in formats("/events") {
        let answer = app.get(&format!("/events?format={format}"));
        let expected = written(format, "/events", &["stays".to_owned()]);
        assert_eq!(ids_in(format, &answer), expected, "{format}");
    }
    assert_eq!(app.get("/events/deleted?format=jsonld").status, 410);
}
