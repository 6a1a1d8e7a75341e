//! `/search`: records of every type by words.

use serde_json::{Value, json};

use crate::support::{TestApp, app::path_of, made_up};

fn types_and_ids(page: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| (text(&found["type"]), text(&found["id"])))
        .collect()
}

#[test]
fn everything_is_searched_in_the_order_of_types_and_names() {
    let app = TestApp::new();
    let page = app.json("/search?q=Rietavas&limit=100");
    let found = types_and_ids(&page);
    let found: Vec<_> = found.iter().map(|(kind, id)| format!("{kind}/{id}")).collect();
    assert_eq!(
        found,
        [
            "partners/rietavas",
            "agreements/umowa-o-partnerstwie-rietavas",
            "events/2017-05-20-wizyta-delegacji-oziersk-rietavas",
            "events/2012-06-04-wizyta-gosci-mauron-rietavas",
        ]
    );
    assert_eq!(page["pagination"], json!({ "limit": 100, "total": 4 }));
}

#[test]
fn partners_come_first_and_the_municipality_last() {
    let found = types_and_ids(&TestApp::new().json("/search?q=Ketrzyn+gmina&limit=100"));
    let mut types: Vec<_> = found.iter().map(|(kind, _)| kind.as_str()).collect();
    types.dedup();
    assert_eq!(types, ["projects", "agreements", "events", "programmes", "municipality"]);
    assert_eq!(types_and_ids(&TestApp::new().json("/search?q=Oziersk"))[0].1, "oziersk");
}

#[test]
fn every_result_is_fetched_at_its_url() {
    let app = TestApp::new();
    let page = app.json("/search?q=Ketrzyn&limit=100");
    assert_eq!(
        types_and_ids(&page).last().unwrap(),
        &("municipality".to_owned(), "gmina-ketrzyn".to_owned())
    );
    for found in page["data"].as_array().unwrap() {
        let record = app.json(&path_of(&found["url"]).unwrap());
        let name = record.get("name").or(record.get("title")).unwrap();
        assert_eq!(
            (&record["id"], &record["type"], name),
            (&found["id"], &found["type"], &found["name"])
        );
        assert_eq!(record["revision"], found["revision"]);
    }
}

#[test]
fn only_the_types_that_were_asked_for_are_found() {
    let app = TestApp::new();
    for (types, expected) in [
        ("partners", vec!["partners"]),
        ("events,agreements", vec!["agreements", "events"]),
        ("municipality", vec![]),
        ("partners,partners", vec!["partners"]),
    ] {
        let mut found: Vec<_> =
            types_and_ids(&app.json(&format!("/search?q=rietavas&type={types}")))
                .into_iter()
                .map(|one| one.0)
                .collect();
        found.dedup();
        assert_eq!(found, expected, "{types}");
    }
}

#[test]
fn results_are_paged() {
    let app = TestApp::new();
    let all = types_and_ids(&app.json("/search?q=oziersk&limit=100"));
    assert!(all.len() > 6, "{all:?}");
    let mut walked = Vec::new();
    let mut next = Some("/search?q=oziersk&limit=3".to_owned());
    while let Some(path) = next {
        let page = app.json(&path);
        assert_eq!(page["pagination"]["total"], all.len());
        walked.extend(types_and_ids(&page));
        next = path_of(&page["links"]["next"]);
    }
    assert_eq!(walked, all);
}

#[test]
fn records_of_one_name_and_id_in_two_types_are_both_found() {
    let app = TestApp::with(&format!(
        "{}{}",
        made_up::partner("x", json!({})),
        made_up::project("x", json!({}))
    ));
    let first = app.json("/search?q=x&limit=1");
    let second = app.json(&path_of(&first["links"]["next"]).unwrap());
    assert_eq!(
        (&first["data"][0]["type"], &second["data"][0]["type"]),
        (&json!("partners"), &json!("projects"))
    );
}

#[test]
fn a_search_needs_words_and_has_no_parameter_of_lists() {
    let app = TestApp::new();
    let answer = app.refused("/search");
    assert_eq!(answer.faults(), [("q".to_owned(), "missing".to_owned())]);
    let answer = app.refused("/search?q=a&sort=name&fields=id&topic=sport&type=partner&limit=0");
    let faults = answer.faults();
    let faults: Vec<(&str, &str)> =
        faults.iter().map(|(name, code)| (name.as_str(), code.as_str())).collect();
    assert_eq!(
        faults,
        [
            ("fields", "unknown-parameter"),
            ("limit", "invalid-value"),
            ("sort", "unknown-parameter"),
            ("topic", "unknown-parameter"),
            ("type", "invalid-value"),
        ]
    );
    assert!(answer.details().contains("did you mean “partners”"), "{}", answer.details());
}
