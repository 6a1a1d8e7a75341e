//! The lists of the desk.

use serde_json::json;

use super::Desk;
use crate::support::{TestApp, made_up};

#[test]
fn a_list_has_drafts_and_says_what_is_missing() {
    let app = TestApp::new();
    app.import(&made_up::event(
        "szkic",
        json!({ "state": "draft", "translations": { "pl": { "title": "Szkic wizyty" } } }),
    ));
    let desk = Desk::new(&app, "editor");
    let first = desk.ask("/desk");
    assert_eq!((first.status, first.header("location")), (303, "/desk/events"));
    let list = desk.page("/desk/events");
    assert_eq!(list.texts("[role=status]"), ["7 wydarzeń"]);
    let row = &list.texts("tbody tr")[0];
    for part in ["Szkic wizyty", "brak tekstu: angielski", "brak źródła", "szkic"] {
        assert!(row.contains(part), "the last changed comes first, with {part}: {row}");
    }
    let drafts = desk.page("/desk/events?state=draft");
    assert_eq!(drafts.texts("[role=status]"), ["1 wydarzenie"]);
    let found = desk.page("/desk/events?q=oziersk&state=published");
    assert_eq!(found.texts("[role=status]"), ["4 wydarzenia"]);
    assert_eq!(found.one("#state option[selected]").attr("value"), Some("published"));
    assert!(
        desk.page("/desk/events?q=%22").texts("[role=status]")[0].starts_with("Nic nie znaleziono")
    );
    for collection in ["partners", "agreements", "projects", "programmes"] {
        let list = desk.page(&format!("/desk/{collection}"));
        assert!(!list.all("tbody tr").is_empty(), "{collection}");
    }
}

#[test]
fn a_list_is_narrowed_to_what_lacks_something() {
    let app = TestApp::new();
    app.import(&made_up::event(
        "szkic",
        json!({ "state": "draft", "translations": { "pl": { "title": "Szkic" } } }),
    ));
    let desk = Desk::new(&app, "editor");
    for (query, found) in [
        ("missing=text-en", vec!["Szkic"]),
        ("missing=text-pl", vec![]),
        ("missing=source", vec!["Szkic"]),
        ("missing=source&state=published", vec![]),
        ("missing=nonsense&q=szkic", vec!["Szkic"]),
    ] {
        let list = desk.page(&format!("/desk/events?{query}"));
        assert_eq!(list.texts("tbody a.main"), found, "{query}");
        assert_eq!(list.all("[role=status]").len(), 1, "{query}");
    }
    let lacking = desk.page("/desk/events?missing=place");
    assert!(!lacking.all("tbody tr").is_empty());
    for row in lacking.texts("tbody tr") {
        assert!(row.contains("brak miejsca"), "{row}");
    }
    assert_eq!(lacking.one("#missing option[selected]").attr("value"), Some("place"));
    assert!(desk.page("/desk/agreements").all("#missing option[value=place]").is_empty());
}

#[test]
fn a_list_is_narrowed_by_partner_and_sorted() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let of_partner = desk.page("/desk/events?partner=gulbene");
    let of_api = app.ids("/events?partner=gulbene");
    assert_eq!(of_partner.all("tbody tr").len(), of_api.len());
    assert_eq!(of_partner.texts("#partner option[selected]"), ["Gulbene"]);
    for (list, has_partners) in
        [("agreements", true), ("projects", true), ("partners", false), ("programmes", false)]
    {
        let page = desk.page(&format!("/desk/{list}"));
        assert_eq!(!page.all("#partner").is_empty(), has_partners, "{list}");
    }
    for (list, sort) in [
        ("events", "title"),
        ("events", "-startDate"),
        ("agreements", "-signedOn"),
        ("partners", "name"),
        ("partners", "-partnerSince"),
        ("projects", "-startDate"),
        ("programmes", "-periodStart"),
    ] {
        let page = desk.page(&format!("/desk/{list}?sort={sort}"));
        let shown: Vec<String> = page
            .attributes("tbody a.main", "href")
            .iter()
            .map(|href| href.rsplit('/').next().unwrap().to_owned())
            .collect();
        assert_eq!(shown, app.ids(&format!("/{list}?sort={sort}&limit=50")), "{list} {sort}");
        assert_eq!(page.one("#sort option[selected]").attr("value"), Some(sort));
    }
}

#[test]
fn the_menu_counts_the_records_of_each_collection() {
    let app = TestApp::new();
    app.import(&made_up::event("szkic", json!({ "state": "draft" })));
    let desk = Desk::new(&app, "reader");
    let counts = desk.page("/desk/partners").texts(".tray .num");
    let total =
        |list: &str| app.json(&format!("/{list}?limit=1"))["pagination"]["total"].as_i64().unwrap();
    let expected: Vec<String> = ["partners", "events", "agreements", "projects", "programmes"]
        .iter()
        .map(|list| (total(list) + i64::from(*list == "events")).to_string())
        .collect();
    assert_eq!(counts, expected);
}

#[test]
fn what_was_deleted_is_listed_until_it_is_back() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    assert!(desk.page("/desk/deleted").all("tbody tr").is_empty());
    let event = "events/2016-10-12-spotkanie-w-oziersku";
    assert_eq!(desk.post(&format!("/desk/{event}/delete"), &[]).status, 303);
    let deleted = desk.page("/desk/deleted");
    let row = &deleted.texts("tbody tr")[0];
    assert!(row.contains("Spotkanie z władzami Ozierska") && row.contains("Wydarzenia"), "{row}");
    let history = deleted.attributes("tbody a", "href")[0].clone();
    assert_eq!(history, format!("/desk/{event}/history"));
    let restore = desk.page(&history).attributes("button[name=revision]", "value")[0].clone();
    assert_eq!(desk.post(&history, &[("revision", &*restore)]).status, 303);
    assert!(desk.page("/desk/deleted").all("tbody tr").is_empty());
    assert_eq!(app.get(&format!("/{event}")).status, 200);
}

#[test]
fn the_log_says_who_changed_what() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    assert_eq!(desk.post("/desk/events/2016-10-12-spotkanie-w-oziersku/delete", &[]).status, 303);
    let log = desk.page("/desk/changes");
    let first = &log.texts(".log li")[0];
    for part in ["Usunięto", "Spotkanie z władzami Ozierska", "zmiana nr"] {
        assert!(first.contains(part), "{first}");
    }
    let events = desk.page("/desk/changes?type=events");
    assert!(!events.all(".log li").is_empty());
    assert!(events.all(".log li").len() < log.all(".log li").len());
    assert!(desk.page("/desk/changes?actor=nobody").all(".log li").is_empty());
    app.import(&(0..60).map(|n| made_up::event(&format!("e{n}"), json!({}))).collect::<String>());
    let batch = app.editor().json("/batches")["data"][0]["id"].to_string();
    let first = desk.page(&format!("/desk/changes?batch={batch}"));
    assert_eq!(first.all(".log li").len(), 50);
    let older = desk.page(&first.attributes("a[rel=next]", "href")[0]);
    assert_eq!(older.all(".log li").len(), 10, "the others of the batch");
}
