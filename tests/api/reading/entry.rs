//! The entry, the municipality and the topics: what a reader finds first.

use serde_json::json;

use crate::support::{
    TestApp,
    app::{PUBLIC_URL, path_of},
    made_up,
};

#[test]
fn the_entry_says_whose_data_it_is_and_how_much_there_is() {
    let entry = TestApp::new().json("");
    assert_eq!(entry["municipality"], "Gmina Kętrzyn");
    assert_eq!(entry["defaultLanguage"], "pl");
    assert_eq!(entry["languages"], json!(["pl", "en"]));
    assert_eq!(entry["revision"], 21);
    assert_eq!(
        entry["counts"],
        json!({ "agreements": 4, "events": 6, "partners": 4, "programmes": 4, "projects": 2 })
    );
    assert!(entry.get("licence").is_none(), "the municipality has not said under which licence");
}

#[test]
fn every_link_of_the_entry_leads_somewhere() {
    let app = TestApp::new();
    let entry = app.json("");
    for (name, link) in entry["links"].as_object().unwrap() {
        match name.as_str() {
            "documentation" => assert_eq!(link, &format!("{PUBLIC_URL}/swagger-ui/")),
            "search" => {
                assert_eq!(app.get(&format!("{}?q=Oziersk", path_of(link).unwrap())).status, 200);
            }
            "calendar" | "dump" | "catalog" => {
                let path = link.as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
                assert_eq!(app.ask("GET", path, &[]).status, 200, "{name}");
            }
            _ => assert_eq!(app.get(&path_of(link).unwrap()).status, 200, "{name}"),
        }
    }
}

#[test]
fn the_entry_answers_with_and_without_a_slash() {
    let app = TestApp::new();
    assert_eq!(app.json("/"), app.json(""));
}

#[test]
fn an_empty_data_set_has_an_entry_too() {
    let app = TestApp::empty();
    let entry = app.json("");
    assert_eq!(entry["revision"], 0);
    assert!(entry.get("municipality").is_none());
    assert_eq!(entry["counts"]["events"], 0);
    for list in ["partners", "events", "agreements", "projects", "programmes"] {
        let page = app.json(&format!("/{list}"));
        assert_eq!(
            (&page["data"], &page["pagination"]["total"]),
            (&json!([]), &json!(0)),
            "{list}"
        );
        assert!(
            page["links"].get("next").is_none() && page["links"].get("prev").is_none(),
            "{list}"
        );
    }
}

#[test]
fn a_municipality_that_is_not_described_is_404() {
    let answer = TestApp::empty().get("/municipality");
    assert_eq!(answer.status, 404);
    assert!(
        answer.details().contains("import a record of type municipality"),
        "{}",
        answer.details()
    );
}

#[test]
fn the_municipality_is_fetched_at_one_address() {
    let app = TestApp::new();
    let municipality = app.json("/municipality");
    assert_eq!(municipality["id"], "gmina-ketrzyn");
    assert_eq!(municipality["url"], format!("{PUBLIC_URL}/api/v1/municipality"));
    assert_eq!(municipality["identifiers"], json!([{ "scheme": "teryt", "value": "2808032" }]));
    assert_eq!(app.get("/municipality/gmina-ketrzyn").status, 404);
}

#[test]
fn drafts_are_not_shown_and_not_counted() {
    let app = TestApp::with(&format!(
        "{}{}{}",
        made_up::municipality(),
        made_up::partner("rietavas", json!({ "state": "draft" })),
        made_up::partner("gulbene", json!({}))
    ));
    assert_eq!(app.ids("/partners"), ["gulbene"]);
    assert_eq!(app.json("/partners")["pagination"]["total"], 1);
    assert_eq!(app.json("")["counts"]["partners"], 1);
    assert_eq!(app.get("/partners/rietavas").status, 404);
    assert!(app.ids("/search?q=rietavas").is_empty());
}

#[test]
fn there_are_fifteen_topics_with_names() {
    let app = TestApp::new();
    let topics = app.json("/topics?lang=en");
    let topics = topics["data"].as_array().unwrap();
    assert_eq!(topics.len(), 15);
    let care = topics.iter().find(|topic| topic["id"] == "socialCare").unwrap();
    assert_eq!((&care["name"], &care["servedLanguage"]), (&json!("Social care"), &json!("en")));
    assert_eq!(care["names"]["pl"], "Opieka społeczna");
    let about = |topic: &serde_json::Value| app.ids(&path_of(&topic["events"]).unwrap());
    assert_eq!(about(&topics[0]), ["2017-05-20-wizyta-delegacji-oziersk-rietavas"]);
}

#[test]
fn a_topic_without_a_name_in_your_language_has_its_english_one() {
    let app = TestApp::with(&made_up::municipality_in("sv"));
    let topics = app.json("/topics?lang=fi");
    let care = topics["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|topic| topic["id"] == "socialCare")
        .unwrap();
    assert_eq!((&care["name"], &care["servedLanguage"]), (&json!("Social care"), &json!("en")));
}
