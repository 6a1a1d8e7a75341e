//! Two people change one record at the same time.

use serde_json::json;

use super::{Desk, OpenForm, PUBLISH, SAVE, told};
use crate::{pages::Page, support::TestApp};

const EVENT: &str = "/desk/events/2015-06-16-konferencja-stadiony-sportowe-oziersk";
const API: &str = "/events/2015-06-16-konferencja-stadiony-sportowe-oziersk";

#[test]
fn changes_of_different_fields_are_both_kept_at_once() {
    let app = TestApp::new();
    let (one, other) = (Desk::new(&app, "editor"), Desk::new(&app, "editor"));
    let (first, second) = (one.form(EVENT), other.form(EVENT));
    one.save(&first.fill("attendance.count", "16").fill("title.pl", "Konferencja"));
    let saved = other.save(&second.fill("title.en", "Conference").fill("kind", "sport"));
    let location = saved.header("location");
    assert!(location.contains("?merged="), "{location}");
    let page = other.page(location);
    assert!(page.texts("p.note[role=status]")[0].contains("co w tym czasie zmienili inni"));
    let event = app.json(API);
    assert_eq!(event["attendance"]["count"], 16);
    assert_eq!(event["translations"]["pl"]["title"], "Konferencja");
    assert_eq!(event["translations"]["en"]["title"], "Conference");
    assert_eq!(event["kind"], "sport");
}

#[test]
fn a_field_that_both_changed_is_chosen_and_nothing_is_lost_if_a_third_change_comes() {
    let app = TestApp::new();
    let (one, other) = (Desk::new(&app, "editor"), Desk::new(&app, "editor"));
    let (first, second) = (one.form(EVENT), other.form(EVENT));
    one.save(&first.fill("attendance.count", "16").fill("kind", "meeting"));
    let second = second.fill("attendance.count", "17").fill("title.en", "Mine");
    let answer = other.send(&second, SAVE);
    assert_eq!(answer.status, 409, "{}", told(&answer));
    let page = Page::of("conflict", &answer);
    assert_eq!(page.texts("h1"), ["W tym czasie ktoś zmienił ten wpis"]);
    let by = page.texts("p.soft").join(" ");
    assert!(by.contains("Ostatnia zmiana: zmiana nr") && by.contains("editor"), "{by}");
    assert_eq!(page.all(&format!(".bar a[href='{EVENT}']")).len(), 1, "the way back");
    let choices = page.texts("fieldset.item legend");
    assert_eq!(choices.len(), 1, "only what both changed: {choices:?}");
    assert!(choices[0].contains("15"), "what it was: {choices:?}");
    let merged = page.texts(".change strong");
    assert!(merged.iter().any(|name| name.contains("Tytuł")), "{merged:?}");
    assert!(merged.iter().any(|name| name.contains("Rodzaj")), "{merged:?}");
    let conflict = OpenForm::of(&page);
    assert_eq!(conflict.value("desk.choice./attendance"), Some("theirs"), "chosen beforehand");
    // A third change comes before the choice is sent.
    let third = one.form(EVENT).fill("direction", "incoming");
    one.save(&third);
    let decided = conflict.fill("desk.choice./attendance", "mine");
    let saved = other.send(&decided, SAVE);
    assert_eq!(saved.status, 303, "{}", told(&saved));
    let event = app.json(API);
    assert_eq!(event["attendance"]["count"], 17);
    assert_eq!(event["translations"]["en"]["title"], "Mine");
    assert_eq!((&event["kind"], &event["direction"]), (&json!("meeting"), &json!("incoming")));
}

#[test]
fn lists_of_references_and_topics_are_merged_by_their_elements() {
    let app = TestApp::new();
    let (one, other) = (Desk::new(&app, "editor"), Desk::new(&app, "editor"));
    let (first, second) = (one.form(EVENT), other.form(EVENT));
    one.save(&first.fill("partners", "oziersk, gulbene"));
    other.save(&second.fill("partners", "oziersk, mauron"));
    let partners = app.json(API)["partners"].clone();
    let ids: Vec<&str> =
        partners.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["oziersk", "gulbene", "mauron"]);
}

#[test]
fn what_was_typed_for_a_draft_is_not_published_by_another() {
    let app = TestApp::new();
    let (one, other) = (Desk::new(&app, "editor"), Desk::new(&app, "editor"));
    let draft = one
        .form("/desk/new/events")
        .fill("title.pl", "Szkic")
        .fill("kind", "visit")
        .fill("status", "scheduled")
        .fill("startDate", "2190");
    let path = one.save(&draft).header("location").split('?').next().unwrap().to_owned();
    let typed = other.form(&path).fill("summary.pl", "Notatka na boku");
    assert_eq!(one.send(&one.form(&path), PUBLISH).status, 303);
    let asked = other.send(&typed, SAVE);
    assert_eq!(asked.status, 409, "{}", told(&asked));
    let page = Page::of("conflict", &asked);
    let question = &page.texts("fieldset.item")[0];
    for word in ["Publikacja", "opublikowane", "szkic"] {
        assert!(question.contains(word), "{word}: {question}");
    }
    assert!(page.all("button[name=language]").is_empty(), "it would lose what was typed");
    assert!(!app.get("/events/szkic").text().contains("Notatka"));
    let mine = OpenForm::of(&page).fill("desk.choice./state", "mine");
    assert_eq!(other.send(&mine, SAVE).status, 303);
    assert_eq!(app.get("/events/szkic").status, 404, "it is a draft again");
    assert_eq!(other.form(&path).value("summary.pl"), Some("Notatka na boku"));
}

#[test]
fn a_record_that_was_deleted_meanwhile_can_be_made_again() {
    let app = TestApp::new();
    let (one, other) = (Desk::new(&app, "editor"), Desk::new(&app, "editor"));
    let form = other.form(EVENT).fill("attendance.count", "18");
    let deleted = one.post(&format!("{EVENT}/delete"), &[]);
    assert_eq!(deleted.status, 303, "{}", deleted.text());
    let faulty = other.send(&form.clone().fill("attendance.count", "18x"), SAVE);
    assert_eq!(faulty.status, 400, "its faults are shown first");
    let form = OpenForm::of(&Page::of(EVENT, &faulty));
    assert_eq!(form.value("attendance.count"), Some("18x"), "nothing that was typed is lost");
    let form = form.fill("attendance.count", "18");
    let answer = other.send(&form, SAVE);
    assert_eq!(answer.status, 409);
    let page = Page::of("deleted", &answer);
    assert_eq!(page.texts("h1"), ["W tym czasie ktoś usunął ten wpis"]);
    let saved = other.send(&OpenForm::of(&page), SAVE);
    assert_eq!(saved.status, 303, "{}", told(&saved));
    assert_eq!(app.json(API)["attendance"]["count"], 18);
}

#[test]
fn a_form_that_was_tampered_with_is_refused() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    for (merged, conflicts) in [("{", ""), ("[]", ""), ("{}", "x"), ("{\"kind\": 1}", "")] {
        let fields = [("desk.base", "1"), ("desk.merged", merged), ("desk.conflicts", conflicts)];
        let answer = desk.post(EVENT, &fields);
        assert!([400, 409].contains(&answer.status), "{merged}: {}", answer.status);
    }
    assert_eq!(desk.post("/desk/events/none", &[("desk.base", "1"), SAVE]).status, 404);
}
