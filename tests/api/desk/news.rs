//! Events out of a news text.

use serde_json::json;

use super::{Desk, FORM, OpenForm, post, told};
use crate::{
    pages::{BROWSER, Page, ask},
    support::{TestApp, client::Answer, made_up},
};

/// The page of the municipality about its partners.
const TEXT: &str = include_str!("../../data/partners-page.txt");

const ADDRESS: &str = "http://ketrzyn.warmia.mazury.pl/partnerzy";

/// Sends a text, and says which event to open with which values.
fn send(desk: &Desk<'_>, text: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [("text", text), ("title", "Partnerzy"), ("url", ADDRESS)];
    desk.post("/desk/news", &[&fields[..], more].concat())
}

#[track_caller]
fn found(desk: &Desk<'_>, text: &str) -> Page {
    let answer = send(desk, text, &[]);
    assert_eq!(answer.status, 200, "{}", told(&answer));
    Page::of("/desk/news", &answer)
}

#[test]
fn every_paragraph_of_the_page_is_an_event() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let page = found(&desk, TEXT);
    assert_eq!(
        page.texts("section h2"),
        [
            "20 maja 2017",
            "12 października 2016",
            "6 czerwca 2016",
            "16–17 czerwca 2015",
            "20 maja 2015",
            "4–10 czerwca 2012"
        ]
    );
    assert_eq!(page.all("section .note a").len(), 6, "each of them is there already");
    let first = &page.texts("section")[0];
    for part in ["Partnerzy: Oziersk", "Natalia Makrecka", "wywnioskowane"] {
        assert!(first.contains(part), "{part}: {first}");
    }
}

#[test]
fn every_value_leads_to_words_of_the_text() {
    let app = TestApp::new();
    let page = found(&Desk::new(&app, "editor"), TEXT);
    let links = page.attributes(".choices a", "href");
    assert!(links.len() > 50, "{}", links.len());
    let ids = page.attributes("[id]", "id");
    for link in &links {
        assert_eq!(ids.iter().filter(|id| **id == link[1..]).count(), 1, "{link}");
    }
    let flat = TEXT.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in page.texts("mark") {
        assert!(flat.contains(&words), "{words}");
    }
}

#[test]
fn what_is_kept_becomes_a_draft_with_its_source() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let page = found(&desk, TEXT);
    let boxes = page.all("input[name='keep.3']");
    let labels = page.texts("label:has(input[name='keep.3'])");
    let kept: Vec<(&str, &str)> = boxes
        .iter()
        .zip(&labels)
        .filter(|(_, label)| !label.starts_with("Tematy"))
        .map(|(one, _)| ("keep.3", one.attr("value").unwrap()))
        .chain([("open", "3")])
        .collect();
    let answer = send(&desk, TEXT, &kept);
    assert_eq!(answer.status, 200, "{}", told(&answer));
    let mut form = OpenForm::of(&Page::of("/desk/news", &answer));
    assert_eq!(form.action, "/desk/new/events");
    // What the text does not say is left to the editor.
    for (field, value) in [("title.pl", "Wizyta w Oziersku"), ("status", "held")] {
        form.fields.retain(|(name, _)| name != field);
        form.fields.push((field.to_owned(), value.to_owned()));
    }
    let saved = desk.save(&form);
    let path = saved.header("location").split('?').next().unwrap().to_owned();
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(ask(&app, &format!("/pl/events/{id}")).status, 404, "a draft is for editors");
    let token = super::token(&app, "reader");
    let bearer = format!("Bearer {token}");
    let record =
        app.ask("GET", &format!("/api/v1/events/{id}"), &[("authorization", &bearer)]).json();
    assert_eq!(
        (&record["startDate"], &record["endDate"]),
        (&json!("2015-06-16"), &json!("2015-06-17"))
    );
    assert_eq!(record["partners"][0]["id"], "oziersk");
    assert_eq!(record["attendance"]["count"], 15);
    assert_eq!(record["topics"], json!([]));
    let source = &record["sources"][0];
    assert_eq!((&source["url"], &source["title"]), (&json!(ADDRESS), &json!("Partnerzy")));
    assert!(source["quote"].as_str().unwrap().contains("15-osobowa delegacja"), "{source}");
}

#[test]
fn a_text_about_something_else_gives_nothing() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    for text in [
        "",
        "Dnia 3 maja 2024 r. otwarto plac zabaw przy szkole.",
        "Oziersk.",
        "<script>alert(1)</script> & \"x\"",
        "99 maja 2017 r. delegacja z Ozierska przyjechała.",
    ] {
        let page = found(&desk, text);
        assert_eq!(page.all("section").len(), 0, "{text}");
        assert!(page.texts("[role=status]")[0].contains("nie znaleziono"), "{text}");
        assert_eq!(page.all("main script").len(), 0);
        assert_eq!(page.texts("textarea").concat(), text.trim(), "what was pasted stays");
    }
}

#[test]
fn drafts_are_known_names_too_and_only_editors_have_the_page() {
    let app = TestApp::new();
    app.import(&made_up::partner(
        "nowe-miasto",
        json!({ "state": "draft", "translations": { "pl": { "name": "Nowogard" } } }),
    ));
    let text =
        "5 maja 2024 r. delegacja z miasta partnerskiego Nowogard złożyła wizytę w urzędzie.";
    let page = found(&Desk::new(&app, "editor"), text);
    assert!(page.texts("section").concat().contains("Nowogard"));
    let reader = Desk::new(&app, "reader");
    assert_eq!(reader.page("/desk/events").all("a[href='/desk/news']").len(), 0);
    let foreign = [("accept", BROWSER), ("content-type", FORM), ("origin", "https://evil.example")];
    assert_eq!(app.send("POST", "/desk/news", &foreign, b"text=x").status, 403);
    let stranger = post(&app, "/desk/news", None, &[("text", text)]);
    assert!(stranger.text().contains("Nowogard") && stranger.status != 200, "it is kept");
}

#[test]
fn a_text_of_more_events_than_a_page_has_says_so() {
    let app = TestApp::new();
    let days: Vec<String> = (1..=60_u32)
        .map(|n| {
            let year = 2001 + n % 20;
            format!(
                "Dnia {} maja {year} r. delegacja z Ozierska złożyła wizytę w urzędzie.",
                n % 28 + 1
            )
        })
        .collect();
    let page = found(&Desk::new(&app, "editor"), &days.join("\n\n"));
    assert_eq!(page.all("section").len(), 50);
    assert!(page.texts("p.note").iter().any(|note| note.contains("Pominięto jeszcze 10")));
}
