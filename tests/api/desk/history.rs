//! The history of a record, and the way back.

use super::Desk;
use crate::{pages::Page, support::TestApp};

const PARTNER: &str = "/desk/partners/gulbene";

#[test]
fn the_words_that_changed_are_marked() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = desk.form(PARTNER).fill("description.pl", "Miasto Ketrzyn i jego goście.");
    desk.save(&form);
    desk.save(&desk.form(PARTNER).fill("description.pl", "Miasto Kętrzyn i jego goście."));
    let page = desk.page(&format!("{PARTNER}/history"));
    assert_eq!(page.all(".log > li").len(), 3);
    assert_eq!(page.texts(".log > li:first-child .badge.good"), ["obecny stan"]);
    let change = page.one(".change");
    let marked = change.html();
    assert!(marked.contains("Ketrzyn</del>") && marked.contains("Kętrzyn</ins>"), "{marked}");
    assert!(marked.contains("Miasto ") && !marked.contains("Miasto </del>"), "{marked}");
    assert_eq!(page.texts(".change strong"), ["Opis, polski"]);
    let all: Vec<String> = page.attributes("select[name=from] option", "value");
    let (newest, oldest) = (&all[0], all.last().unwrap());
    let compared = desk.page(&format!("{PARTNER}/history?from={oldest}&to={newest}"));
    assert_eq!(compared.all(".change").len(), 1);
}

#[test]
fn an_earlier_state_comes_back_and_so_does_a_deleted_record() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let website = app.json("/partners/gulbene")["website"].clone();
    desk.save(&desk.form(PARTNER).fill("website", "https://changed.example/"));
    let page = desk.page(&format!("{PARTNER}/history"));
    let earlier = page.attributes("button[name=revision]", "value")[0].clone();
    let restored = desk.post(&format!("{PARTNER}/history"), &[("revision", &earlier)]);
    assert_eq!(restored.status, 303);
    assert!(restored.header("location").contains("?restored="));
    assert_eq!(app.json("/partners/gulbene")["website"], website);
    let event = "/desk/events/2016-06-06-wizyta-grupy-z-lotwy-gulbene";
    let asked = desk.page(&format!("{event}/delete"));
    assert_eq!(asked.texts("h1"), ["Usunąć „Wizyta grupy z Łotwy”?"]);
    assert_eq!(
        app.get("/events/2016-06-06-wizyta-grupy-z-lotwy-gulbene").status,
        200,
        "asking deletes nothing"
    );
    let deleted = desk.post(&format!("{event}/delete"), &[]);
    assert_eq!((deleted.status, deleted.header("location")), (303, &*format!("{event}/history")));
    assert_eq!(app.get("/events/2016-06-06-wizyta-grupy-z-lotwy-gulbene").status, 410);
    let history: Page = desk.page(&format!("{event}/history"));
    assert_eq!(history.texts("h1"), ["Wizyta grupy z Łotwy"], "it has its name still");
    assert!(history.texts("p.note")[0].contains("jest usunięty"));
    assert_eq!(history.texts(".tabs li"), ["Historia"], "there is no form of it");
    let number = history.attributes("button[name=revision]", "value")[0].clone();
    assert_eq!(desk.post(&format!("{event}/history"), &[("revision", &number)]).status, 303);
    assert_eq!(app.get("/events/2016-06-06-wizyta-grupy-z-lotwy-gulbene").status, 200);
}

#[test]
fn a_record_that_others_refer_to_is_not_deleted() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let answer = desk.post("/desk/partners/oziersk/delete", &[]);
    assert_eq!(answer.status, 409);
    let page = Page::of("delete", &answer);
    assert!(page.texts(".faults li").len() > 3, "each that refers to it is named");
    // It is said before anybody presses a button that does nothing.
    let asked = desk.page("/desk/partners/oziersk/delete");
    assert_eq!(asked.texts(".faults li"), page.texts(".faults li"));
    assert!(asked.all("main button").is_empty());
    for link in asked.attributes(".faults a", "href") {
        assert_eq!(desk.ask(&link).status, 200, "{link}");
    }
    assert_eq!(app.get("/partners/oziersk").status, 200);
}
