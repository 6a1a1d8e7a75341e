//! Languages: each text says its own.

use serde_json::json;

use super::{Page, page, text};
use crate::support::{TestApp, made_up};

#[test]
fn a_text_in_another_language_says_so() {
    let app = TestApp::new();
    let event = page(&app, "/en/events/2016-10-12-spotkanie-w-oziersku");
    assert_eq!(event.one("h1").attr("lang"), None, "the title is in English");
    let roles = event.texts(".people span[lang=pl]");
    assert!(roles.contains(&"wójt Gminy Kętrzyn".to_owned()), "{roles:?}");
    assert!(event.all("blockquote").iter().all(|quote| quote.attr("lang") == Some("pl")));
    let polish = page(&app, "/pl/events/2016-10-12-spotkanie-w-oziersku");
    assert_eq!(polish.all(".people span[lang]").len(), 0);
    assert!(polish.all("blockquote").iter().all(|quote| quote.attr("lang").is_none()));
    assert!(!polish.all(".sources p[lang=en]").is_empty(), "the notes of the data are in English");
    let partner = page(&app, "/pl/partners/oziersk");
    let names: Vec<(String, Option<&str>)> =
        partner.all("dd[lang]").into_iter().map(|name| (text(name), name.attr("lang"))).collect();
    assert!(names.contains(&("Озёрск".to_owned(), Some("ru"))), "{names:?}");
}

#[test]
fn a_language_without_words_has_english_ones() {
    let municipality = made_up::municipality_in("de");
    let event = made_up::event(
        "fest",
        json!({ "translations": { "de": { "title": "Stadtfest", "summary": "Zwei Tage." } } }),
    );
    let app = TestApp::with(&format!("{municipality}{event}"));
    let page: Page = page(&app, "/de/events/fest");
    assert_eq!(page.one("html").attr("lang"), Some("en"));
    assert_eq!(page.one("h1").attr("lang"), Some("de"));
    assert_eq!(page.one(".prose").attr("lang"), Some("de"));
    assert!(page.texts("nav.nav a").contains(&"Events".to_owned()));
}

#[test]
fn a_missing_translation_is_said() {
    let event = made_up::event(
        "impreza",
        json!({ "translations": { "pl": { "title": "Impreza", "summary": "Dwa dni." } } }),
    );
    let app = TestApp::with(&format!(
        "{}{event}",
        made_up::municipality().replace("\"languages\":[\"pl\"]", "\"languages\":[\"pl\",\"en\"]")
    ));
    assert_eq!(app.json("")["languages"], json!(["pl", "en"]));
    let page = page(&app, "/en/events/impreza");
    assert_eq!(page.one("h1").attr("lang"), Some("pl"));
    let note = &page.texts("section > p.soft")[0];
    assert_eq!(note, "This text is not available in English; its language is Polish.");
}
