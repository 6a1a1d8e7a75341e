//! `partOf`: a festival and its concerts.

use serde_json::json;

use crate::support::{TestApp, made_up::event};

#[test]
fn the_parts_of_an_event_are_a_list_and_come_with_it() {
    let part = |of: &str, day: &str| json!({ "partOf": { "id": of }, "startDate": day });
    let lines = [
        event("festival", json!({ "startDate": "2027-06-01", "endDate": "2027-06-30" })),
        event("opening", part("festival", "2027-06-01")),
        event("concert", part("festival", "2027-06-12")),
        event("encore", part("concert", "2027-06-12")),
    ];
    let app = TestApp::with(&lines.concat());
    for (query, expected) in [
        ("partOf=festival", vec!["concert", "opening"]),
        ("partOf=concert", vec!["encore"]),
        ("partOf=concert,festival&sort=startDate,title", vec!["opening", "concert", "encore"]),
        ("partOf=festival&from=2027-06-02", vec!["concert"]),
        ("partOf=encore", vec![]),
        ("partOf=nothing", vec![]),
    ] {
        let page = app.json(&format!("/events?{query}"));
        let records = page["data"].as_array().unwrap();
        let ids: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
        assert_eq!(ids, expected, "{query}");
        assert_eq!(page["pagination"]["total"], expected.len(), "{query}");
    }
    let whole = app.json("/events/festival?include=events");
    assert!(whole["related"]["events"].as_str().unwrap().ends_with("/events?partOf=festival"));
    assert_eq!(whole["included"]["events"]["total"], 2);
    assert_eq!(whole["included"]["events"]["data"][0]["partOf"]["id"], "festival");
}
