//! Atom and JSON Feed: the last changes first, ids that stay, and the media of records.

use serde_json::{Value, json};
use twinning::http::state::AppState;

use crate::support::{TestApp, made_up};

/// The texts of an element of Atom, of all of them in the feed.
fn texts<'x>(xml: &'x str, element: &str) -> Vec<&'x str> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    xml.split(open.as_str()).skip(1).filter_map(|part| part.split(close.as_str()).next()).collect()
}

#[test]
fn what_was_changed_last_comes_first() {
    let lines: String = ["a", "b", "c"].map(|id| made_up::event(id, json!({}))).concat();
    let app = TestApp::with(&lines);
    app.import(&made_up::event("b", json!({"status": "cancelled"})));
    // Revisions of one second are in the order of their ids.
    let first = app.json("/events?sort=-updatedAt")["data"][0]["id"].clone();
    let feed = app.get("/events?format=jsonfeed").json();
    assert_eq!(feed["items"][0]["_twinning"]["id"], first);
    let sorted = app.get("/events?format=jsonfeed&sort=title").json();
    let titles: Vec<_> =
        sorted["items"].as_array().unwrap().iter().map(|item| &item["title"]).collect();
    assert!(titles.is_sorted_by_key(|title| title.as_str()), "{titles:?}");
}

#[test]
fn a_feed_names_itself_in_one_format_and_language() {
    let app = TestApp::new();
    let base = app.json("/events")["links"]["first"].as_str().unwrap().to_owned();
    for (query, accept, language, own) in [
        ("format=atom", "*/*", "pl", "format=atom&lang=pl"),
        ("format=atom&lang=en", "*/*", "en", "format=atom&lang=en"),
        ("partner=oziersk", "application/atom+xml", "pl", "partner=oziersk&format=atom&lang=pl"),
        ("format=atom", "*/*", "de", "format=atom&lang=pl"),
        ("format=atom&lang=lv", "*/*", "de", "format=atom&lang=lv"),
    ] {
        let headers = [("Accept", accept), ("Accept-Language", language)];
        let feed = app.get_with(&format!("/events?{query}"), &headers);
        let xml = feed.text();
        let link =
            format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{base}?{own}\"/>");
        assert!(xml.contains(&link.replace('&', "&amp;")), "{query}: {xml}");
        assert!(feed.header("link").contains(&format!("<{base}?{own}>; rel=\"self\"")));
        let id = if query.contains("partner") { "?partner=oziersk" } else { "" };
        assert_eq!(texts(&xml, "id")[0], format!("{base}{id}"), "a list keeps its id");
    }
    let other = app.get("/events?format=jsonfeed&lang=xx").json();
    assert_eq!(other["language"], "pl", "that of the texts");
    let feed = app.get("/partners?format=jsonfeed&lang=pl").json();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(
        (&feed["title"], &feed["language"]),
        (&json!("Gmina Kętrzyn: partnerzy"), &json!("pl"))
    );
    assert_eq!(feed["authors"][0]["url"], "https://www.gminaketrzyn.pl/");
}

#[test]
fn the_first_page_of_all_records_names_the_hub() {
    let hub = "https://hub.example/";
    let database = TestApp::new();
    let app = database.again(|service| AppState { hub: Some(hub.into()), ..service });
    for (path, is_topic) in [
        ("/events?format=atom", true),
        ("/events?format=atom&lang=en", true),
        ("/partners?lang=pl&format=atom", true),
        ("/events?format=atom&partner=oziersk", false),
        ("/events?format=atom&limit=2", false),
        ("/events?format=atom&sort=title", false),
    ] {
        let feed = app.get(path);
        let (links, xml) = (feed.header("link"), feed.text());
        assert_eq!(links.contains("<https://hub.example/>; rel=\"hub\""), is_topic, "{path}");
        assert_eq!(
            xml.contains("<link rel=\"hub\" href=\"https://hub.example/\"/>"),
            is_topic,
            "{path}"
        );
        assert_eq!(links.matches("rel=\"self\"").count(), 1, "{path}");
        let json = app.get(&path.replace("atom", "jsonfeed")).json();
        let hubs = json!([{"type": "WebSub", "url": hub}]);
        assert_eq!(json.get("hubs"), is_topic.then_some(&hubs), "{path}");
    }
    let feed = app.get("/partners?lang=pl&format=atom");
    let topic = "https://twinning.example/api/v1/partners?format=atom&lang=pl";
    assert!(feed.header("link").contains(&format!("<{topic}>; rel=\"self\"")), "as it is pinged");
    assert!(!app.get("/partners").header("link").contains("hub"));
}

#[test]
fn an_entry_says_what_the_record_says() {
    let app = TestApp::new();
    let xml = app.get("/events?format=atom&lang=pl&partner=rietavas").text();
    for part in [
        "<title>Wizyta delegacji z Ozierska i Rietawy</title>",
        "title=\"Rietawa\"",
        "<category term=\"water\" ",
        "label=\"Woda i ścieki\"",
        "<content type=\"text\">Data: 2017-05-20\nMiejsce: Urząd Gminy Kętrzyn\nPartnerzy: Oziersk, Rietawa\n\n20 maja",
        "<link rel=\"via\" title=\"Gmina Kętrzyn: Partnerzy\" href=\"http://ketrzyn.warmia.mazury.pl/partnerzy\"/>",
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
    let feed = app.get("/events?format=jsonfeed&lang=pl&partner=rietavas").json();
    let item = &feed["items"][0];
    assert_eq!(item["tags"], json!(["Woda i ścieki", "Odpady", "Kultura", "Edukacja"]));
    assert!(item["content_text"].as_str().unwrap().starts_with("Data: 2017-05-20\nMiejsce: "));
    assert_eq!(item["_twinning"]["startDate"], "2017-05-20");
    for kind in ["partners", "agreements", "projects", "programmes"] {
        let feed = app.get(&format!("/{kind}?format=jsonfeed&lang=pl")).json();
        for item in feed["items"].as_array().unwrap() {
            assert!(item["content_text"].as_str().is_some_and(|text| !text.is_empty()), "{item}");
            assert!(item["date_published"].is_string() && item["date_modified"].is_string());
        }
    }
}

#[test]
fn an_entry_is_published_when_the_record_first_was() {
    let lines =
        [made_up::event("draft", json!({"state": "draft"})), made_up::event("other", json!({}))];
    let app = TestApp::with(&lines.concat());
    let editor = app.editor();
    let made = editor.get("/events/draft");
    let created = made.json()["createdAt"].as_str().unwrap().to_owned();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let patch = json!({"state": "published"});
    let published = editor.change("PATCH", "/events/draft", &patch).json();
    let at = published["updatedAt"].as_str().unwrap();
    assert_ne!(at, created);
    let feed = app.get("/events?format=jsonfeed").json();
    let item = feed["items"].as_array().unwrap().iter().find(|item| item["title"] == "draft");
    assert_eq!(item.unwrap()["date_published"], at);
}

#[test]
fn media_are_enclosures() {
    let media = json!([
        {"kind": "image", "url": "https://gmina.example/a.jpg", "mediaType": "image/jpeg", "licence": "CC BY 4.0",
         "author": "Gmina", "alt": {"pl": "Ratusz", "en": "Town hall"}},
        {"kind": "document", "url": "https://gmina.example/a.pdf", "title": "Program & plan"},
    ]);
    let app = TestApp::with(&made_up::event("a", json!({ "media": media })));
    let xml = app.get("/events?format=atom&lang=en").text();
    for part in [
        "<link rel=\"enclosure\" type=\"image/jpeg\" title=\"Town hall\" href=\"https://gmina.example/a.jpg\"/>",
        "<link rel=\"enclosure\" title=\"Program &amp; plan\" href=\"https://gmina.example/a.pdf\"/>",
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
    let item = app.get("/events?format=jsonfeed&lang=pl").json()["items"][0].clone();
    assert_eq!(item["image"], "https://gmina.example/a.jpg");
    let own = json!({"alt": "Ratusz", "author": "Gmina", "licence": "CC BY 4.0"});
    let expected = json!([{"url": "https://gmina.example/a.jpg", "mime_type": "image/jpeg", "title": "Ratusz",
        "_twinning": own}]);
    assert_eq!(item["attachments"], expected, "what has no type cannot be one");
}

#[test]
fn an_empty_feed_is_valid_and_has_no_clock() {
    let app = TestApp::with(&made_up::municipality());
    let described = app.json("/municipality")["updatedAt"].clone();
    let xml = app.get("/events?format=atom").text();
    assert_eq!(texts(&xml, "updated"), [described.as_str().unwrap()]);
    assert_eq!(app.get("/events?format=jsonfeed").json()["items"], json!([]));
    let nobody = TestApp::empty().get("/events?format=atom").text();
    assert_eq!(texts(&nobody, "updated"), ["1970-01-01T00:00:00Z"]);
    let pages: Value = TestApp::empty().get("/events?format=jsonld").json();
    assert_eq!(pages["numberOfItems"], 0);
}
