//! In which language texts are served: `lang`, `Accept-Language`, and the fallback of each text by itself.

use serde_json::{Value, json};

use crate::support::{TestApp, made_up};

/// A partner with its name in three languages, and its description in one.
fn app() -> TestApp {
    let translations = json!({
        "en": { "name": "Ozyorsk" },
        "pl": { "name": "Oziersk", "description": "Miasto partnerskie" },
        "ru": { "name": "Озёрск" },
    });
    let place = json!({ "name": "Rietavas", "country": "LT" });
    let event = json!({ "partners": [{ "id": "oziersk" }], "place": place });
    TestApp::with(&format!(
        "{}{}{}",
        made_up::municipality(),
        made_up::partner("oziersk", json!({ "translations": translations })),
        made_up::event("wizyta", event)
    ))
}

/// The name that is served, the languages of the texts, and the header.
fn served(app: &TestApp, path: &str, accept_language: &str) -> (Value, Value, String) {
    let headers: &[_] =
        if accept_language.is_empty() { &[] } else { &[("Accept-Language", accept_language)] };
    let answer = app.get_with(path, headers);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    (
        body["name"].clone(),
        body["servedLanguages"].clone(),
        answer.header("content-language").to_owned(),
    )
}

#[test]
fn without_a_wish_texts_are_in_the_default_language() {
    let (name, languages, header) = served(&app(), "/partners/oziersk", "");
    assert_eq!(name, "Oziersk");
    assert_eq!(languages, json!({ "name": "pl", "description": "pl" }));
    assert_eq!(header, "pl");
}

#[test]
fn each_text_falls_back_by_itself_and_says_so() {
    let (name, languages, header) = served(&app(), "/partners/oziersk?lang=ru", "");
    assert_eq!(name, "Озёрск");
    assert_eq!(languages, json!({ "name": "ru", "description": "pl" }));
    assert_eq!(header, "pl, ru");
}

#[test]
fn accept_language_is_read_by_quality() {
    let app = app();
    for (header, name) in [
        ("en", "Ozyorsk"),
        ("EN-gb", "Ozyorsk"),
        ("en;q=0.3, ru;q=0.9", "Озёрск"),
        ("ru;q=0.1, en;q=0.2, pl;q=0.15", "Ozyorsk"),
        ("de, fr;q=0.9, en;q=0.1", "Ozyorsk"),
        ("de-DE, de", "Oziersk"),
        ("*", "Oziersk"),
        ("en;q=0", "Oziersk"),
        ("en;q=0, ru;q=0.5", "Озёрск"),
        ("pl_PL, en", "Ozyorsk"),
        ("x-klingon, en;q=0.5", "Ozyorsk"),
        (";;;, q=1,,", "Oziersk"),
        ("zażółć", "Oziersk"),
    ] {
        assert_eq!(served(&app, "/partners/oziersk", header).0, name, "{header}");
    }
}

#[test]
fn the_parameter_counts_more_than_the_header() {
    let app = app();
    assert_eq!(served(&app, "/partners/oziersk?lang=ru", "en").0, "Озёрск");
    let (name, languages, _) = served(&app, "/partners/oziersk?lang=de", "en");
    assert_eq!((name, &languages["name"]), (json!("Oziersk"), &json!("pl")));
}

#[test]
fn a_variant_of_a_language_is_served_by_the_language() {
    let (name, languages, _) = served(&app(), "/partners/oziersk?lang=en-GB", "");
    assert_eq!((name, &languages["name"]), (json!("Ozyorsk"), &json!("en")));
}

#[test]
fn references_have_names_in_the_language_too() {
    let app = app();
    assert_eq!(app.json("/events/wizyta?lang=en")["partners"][0]["name"], "Ozyorsk");
    assert_eq!(app.json("/events?lang=ru")["data"][0]["partners"][0]["name"], "Озёрск");
    assert_eq!(app.json("/events/wizyta")["partners"][0]["name"], "Oziersk");
}

#[test]
fn lists_say_all_the_languages_of_their_texts() {
    let app = TestApp::new();
    let answer = app.get("/partners?lang=lt");
    assert_eq!(answer.header("content-language"), "lt, pl");
    assert_eq!(app.get("/topics?lang=pl").header("content-language"), "pl");
    let names: Vec<Value> = answer.json()["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["servedLanguages"]["name"].clone())
        .collect();
    assert_eq!(names, ["pl", "pl", "lt", "pl"]);
}

#[test]
fn search_results_say_their_language() {
    let result = &app().json("/search?q=oziersk&lang=en")["data"][0];
    assert_eq!((&result["name"], &result["servedLanguage"]), (&json!("Ozyorsk"), &json!("en")));
}

#[test]
fn all_translations_are_there_whatever_was_asked_for() {
    let app = app();
    let texts = |path| app.json(path)["translations"].clone();
    assert_eq!(texts("/partners/oziersk?lang=en"), texts("/partners/oziersk?lang=ru"));
}

#[test]
fn what_is_no_language_is_refused_in_the_parameter() {
    let app = app();
    for lang in ["polish", "pl_PL", "p", "pl,en", "pl-", "*", "pl-p"] {
        let answer = app.refused(&format!("/partners?lang={lang}"));
        assert_eq!(answer.faults(), [("lang".to_owned(), "invalid-value".to_owned())], "{lang}");
    }
}
