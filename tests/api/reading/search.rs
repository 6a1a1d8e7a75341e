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

/// The text of a snippet, with what was found in square brackets.
fn marked(found: &Value) -> String {
    let parts = found["snippet"]["parts"].as_array().unwrap();
    let shown = |part: &Value| {
        let text = part["text"].as_str().unwrap();
        if part["match"] == true { format!("[{text}]") } else { text.to_owned() }
    };
    parts.iter().map(shown).collect()
}

#[test]
fn a_result_tells_when_and_where_it_was_and_what_was_found() {
    let texts = json!({
        "pl": { "title": "Dni gminy", "summary": "Delegacja z Ozierska obejrzała oczyszczalnię." },
        "en": { "title": "Municipality days", "summary": "The delegation visited the sewage plant." },
    });
    let place = json!({ "name": "Karolewo", "country": "PL" });
    let lines = [
        made_up::municipality(),
        made_up::event(
            "days",
            json!({ "translations": texts, "startDate": "2015-06", "place": place }),
        ),
        made_up::partner(
            "plain",
            json!({ "translations": { "pl": { "name": "Karolewo" } }, "partnerSince": "1992" }),
        ),
        made_up::agreement(
            "pact",
            json!({ "signedOn": "2011-06-15", "translations": { "pl": { "title": "Umowa", "purpose": "Oczyszczanie wody" } } }),
        ),
        made_up::programme("fund", json!({ "translations": { "pl": { "name": "Woda" } } })),
    ];
    let app = TestApp::with(&lines.concat());
    for (query, id, date, place, country, language, snippet) in [
        (
            "ozierskiem",
            "days",
            "2015-06",
            Some("Karolewo"),
            Some("Polska"),
            "pl",
            "Delegacja z [Ozierska] obejrzała oczyszczalnię.",
        ),
        (
            "plant&lang=pl",
            "days",
            "2015-06",
            Some("Karolewo"),
            Some("Polska"),
            "en",
            "The delegation visited the sewage [plant].",
        ),
        (
            "delegation&lang=en",
            "days",
            "2015-06",
            Some("Karolewo"),
            Some("Poland"),
            "en",
            "The [delegation] visited the sewage plant.",
        ),
        ("dni", "days", "2015-06", Some("Karolewo"), Some("Polska"), "pl", "[Dni] gminy"),
        (
            "karolewo&type=events",
            "days",
            "2015-06",
            Some("Karolewo"),
            Some("Polska"),
            "pl",
            "[Karolewo]",
        ),
        ("karolewo&type=partners", "plain", "1992", None, Some("Litwa"), "pl", "[Karolewo]"),
        ("umowa+woda", "pact", "2011-06-15", None, None, "pl", "Oczyszczanie [wody]"),
        ("woda&type=programmes", "fund", "2014", None, None, "pl", "[Woda]"),
    ] {
        let page = app.json(&format!("/search?q={query}"));
        let found = &page["data"][0];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        assert_eq!(found["id"], id, "{query}");
        assert_eq!(found["date"], date, "{query}");
        assert_eq!(text(&found["place"]).as_deref(), place, "{query}");
        assert_eq!(text(&found["labels"]["country"]).as_deref(), country, "{query}");
        assert_eq!(
            (found["snippet"]["language"].as_str(), marked(found).as_str()),
            (Some(language), snippet),
            "{query}"
        );
    }
}

#[test]
fn a_page_of_long_texts_is_answered_in_time() {
    let long = "spotkanie młodzieży w szkole i na stadionie ".repeat(450);
    let lines = (0..100).map(|at| {
        let texts = ["pl", "en", "de", "lt", "fr"].map(|language| {
            (
                language.to_owned(),
                json!({ "title": format!("e{at}"), "summary": format!("{long} rzadkie") }),
            )
        });
        made_up::event(
            &format!("e{at}"),
            json!({ "translations": texts.into_iter().collect::<serde_json::Map<_, _>>() }),
        )
    });
    let app = TestApp::with(&lines.collect::<String>());
    let page = app.json("/search?q=rzadkie&limit=100");
    let results = page["data"].as_array().unwrap();
    assert_eq!(results.len(), 100);
    assert!(marked(&results[0]).ends_with("[rzadkie]"));
    let with_snippet = results.iter().filter(|found| !found["snippet"].is_null()).count();
    assert!(
        (20..50).contains(&with_snippet),
        "{with_snippet}: the texts that are looked at are limited"
    );
}
