//! Records as forms.

use serde_json::json;

use super::{Desk, OpenForm, PUBLISH, SAVE, UNPUBLISH, told};
use crate::{pages::Page, support::TestApp};

#[test]
fn a_form_that_is_saved_unchanged_changes_nothing() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let before = app.json("")["revision"].clone();
    for collection in ["partners", "events", "agreements", "projects", "programmes"] {
        for id in app.ids(&format!("/{collection}?limit=100")) {
            let path = format!("/desk/{collection}/{id}");
            let answer = desk.save(&desk.form(&path));
            assert_eq!(answer.header("location"), format!("{path}?saved=0"), "{path}");
            let page = desk.page(answer.header("location"));
            assert_eq!(page.texts("p.note[role=status]"), ["Nic się nie zmieniło."], "{path}");
        }
    }
    assert_eq!(app.json("")["revision"], before);
}

#[test]
fn a_new_record_is_a_draft_until_it_is_published() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = desk
        .form("/desk/new/events")
        .fill("title.pl", "Dni Rietavas")
        .fill("summary.en", "Two days of music.")
        .fill("title.en", "Rietavas Days")
        .fill("kind", "culture")
        .fill("status", "scheduled")
        .fill("startDate", "5.06.2190")
        .fill("endDate", "6.06.2190")
        .fill("partners", "rietavas")
        .fill("topics", "culture");
    let saved = desk.save(&form);
    let location = saved.header("location").to_owned();
    assert!(location.starts_with("/desk/events/dni-rietavas?saved="), "{location}");
    assert_eq!(app.get("/events/dni-rietavas").status, 404, "nobody else sees a draft");
    let again = desk.send(&form, SAVE);
    assert_eq!(again.header("location"), location, "a double click makes one record");
    let page = desk.page("/desk/events/dni-rietavas");
    assert_eq!(page.texts("main .badge.warm")[0], "szkic");
    let form = OpenForm::of(&page);
    assert_eq!(form.value("startDate"), Some("05.06.2190"));
    assert_eq!(form.value("partners"), Some("rietavas"));
    assert_eq!(desk.send(&form, PUBLISH).status, 303);
    let event = app.json("/events/dni-rietavas?lang=pl");
    assert_eq!(
        (&event["title"], &event["endDate"]),
        (&json!("Dni Rietavas"), &json!("2190-06-06"))
    );
    assert_eq!(event["partners"][0]["id"], "rietavas");
    let form = desk.form("/desk/events/dni-rietavas");
    assert_eq!(desk.send(&form, UNPUBLISH).status, 303);
    assert_eq!(app.get("/events/dni-rietavas").status, 404);
    let actors = crate::support::journal::actors(&app.database);
    assert!(actors.last().unwrap().contains("editor"), "the name of the token: {actors:?}");
}

#[test]
fn faults_stand_beside_their_fields_and_what_was_typed_stays() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = desk
        .form("/desk/events/2016-10-12-spotkanie-w-oziersku")
        .fill("title.pl", "")
        .fill("title.en", "")
        .fill("startDate", "31.06.2027")
        .fill("attendance.count", "zero")
        .fill("partners", "ozersk")
        .fill("webPage", "ftp://example.org");
    let answer = desk.send(&form, SAVE);
    assert_eq!(answer.status, 400, "{}", told(&answer));
    let page = Page::of("faults", &answer);
    assert!(page.texts("title")[0].starts_with("Błąd: "), "{:?}", page.texts("title"));
    let count = page.texts("#faults")[0].clone();
    assert!(count.starts_with("Nie zapisano: ") && count.contains("błęd"), "{count}");
    for (field, typed) in [
        ("startDate", "31.06.2027"),
        ("attendance.count", "zero"),
        ("webPage", "ftp://example.org"),
    ] {
        let id = format!("f-{}", field.replace('.', "-"));
        let input = page.one(&format!("#{id}"));
        assert_eq!(input.attr("value"), Some(typed), "{field}");
        assert_eq!(input.attr("aria-invalid"), Some("true"), "{field}");
        let described = input.attr("aria-describedby").unwrap();
        assert!(described.contains(&format!("{id}-fault")), "{field}: {described}");
        let sentence = page.one(&format!("#{id}-fault"));
        let linked = page.one(&format!(".faults a[href='#{id}']"));
        assert!(
            crate::pages::text(linked).ends_with(&crate::pages::text(sentence)),
            "the same sentence beside the field and above: {field}"
        );
    }
    for link in page.attributes(".faults a", "href") {
        page.one(&link);
    }
    assert_eq!(app.json("/events/2016-10-12-spotkanie-w-oziersku")["startDate"], "2016-10-12");
    // References and texts are judged when all values can be read.
    let form = desk
        .form("/desk/events/2016-10-12-spotkanie-w-oziersku")
        .fill("title.pl", "")
        .fill("title.en", "")
        .fill("partners", "ozersk");
    let page = Page::of("faults", &desk.send(&form, SAVE));
    let faults = page.texts(".faults li").join(" | ");
    assert!(faults.contains("Uzupełnij to pole w co najmniej jednym języku."), "{faults}");
    assert!(faults.contains("Partnerzy: ") && faults.contains("„ozersk”"), "{faults}");
    assert_eq!(page.texts(".chosen li.unknown").len(), 1, "what is no partner is marked");
}

#[test]
fn items_and_languages_come_and_go_without_saving() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let revision = app.json("")["revision"].clone();
    let path = "/desk/events/2016-10-12-spotkanie-w-oziersku";
    let form = desk.form(path).fill("attendance.count", "7x");
    assert!(
        form.value("participants.5.name").is_some() && form.value("participants.6.name").is_none()
    );
    let added = desk.send(&form, ("desk.add", "participants"));
    assert_eq!(added.status, 200);
    let form = OpenForm::of(&Page::of(path, &added)).fill("participants.6.role", "radna");
    assert_eq!(form.value("attendance.count"), Some("7x"), "what was typed stays");
    let third = form.value("participants.3.name").unwrap().to_owned();
    let removed = desk.send(&form, ("desk.remove", "participants.2"));
    let form = OpenForm::of(&Page::of(path, &removed));
    assert_eq!(form.value("participants.2.name"), Some(&*third), "those after it move up");
    assert_eq!(form.value("participants.5.role"), Some("radna"));
    let form = form.fill("desk.language", "lt");
    let form = OpenForm::of(&Page::of(path, &desk.send(&form, ("desk.add", "language"))));
    assert_eq!(form.value("title.lt"), Some(""));
    let form = OpenForm::of(&Page::of(path, &desk.send(&form, ("desk.drop", "partners oziersk"))));
    assert!(!form.fields.contains(&("partners".to_owned(), "oziersk".to_owned())));
    let unknown = desk.send(&form, ("desk.drop", "oziersk"));
    assert_eq!(OpenForm::of(&Page::of(path, &unknown)).fields, form.fields, "and shown again");
    assert_eq!(app.json("")["revision"], revision, "nothing was saved");
    let form = form
        .fill("attendance.count", "7")
        .fill("title.lt", "Susitikimas")
        .fill("partners", "oziersk");
    desk.save(&form);
    let event = app.json("/events/2016-10-12-spotkanie-w-oziersku");
    assert_eq!(event["attendance"]["count"], 7);
    assert_eq!(event["participants"].as_array().unwrap().len(), 5);
    assert_eq!(event["translations"]["lt"]["title"], "Susitikimas");
}

#[test]
fn emptying_the_texts_of_a_language_removes_it() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = desk.form("/desk/partners/gulbene").fill("name.en", "").fill("description.en", "");
    desk.save(&form);
    let partner = app.json("/partners/gulbene");
    assert!(partner["translations"].get("en").is_none(), "{}", partner["translations"]);
    assert!(partner["translations"].get("pl").is_some());
}

#[test]
fn a_reference_is_found_by_what_people_type() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    for (typed, id) in [
        ("oziorsk", "oziersk"),
        ("Озёрск", "oziersk"),
        ("ozie", "oziersk"),
        ("darkeh", "oziersk"),
        ("RIETAV", "rietavas"),
        ("gulbene", "gulbene"),
    ] {
        let encoded =
            percent_encoding::utf8_percent_encode(typed, percent_encoding::NON_ALPHANUMERIC);
        let answer = desk.ask(&format!("/desk/suggest/partners?q={encoded}"));
        let found = answer.json();
        assert_eq!(found["data"][0]["id"], id, "{typed}: {found}");
        assert!(found["data"].as_array().unwrap().len() <= 8);
    }
    for query in ["", "?q=", "?q=%22", "?q=(", "?q=xyzzy"] {
        assert_eq!(
            desk.ask(&format!("/desk/suggest/partners{query}")).json(),
            json!({ "data": [] })
        );
    }
    assert_eq!(desk.ask("/desk/suggest/nothing?q=a").json(), json!({ "data": [] }));
}

#[test]
fn a_preview_is_the_public_page_and_changes_nothing() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let revision = app.json("")["revision"].clone();
    let fill = |form: OpenForm| {
        form.fill("title.pl", "Tytuł na próbę")
            .fill("title.en", "A title to try")
            .fill("partners", "oziersk")
    };
    let new = fill(desk.form("/desk/new/events"))
        .fill("kind", "meeting")
        .fill("status", "held")
        .fill("startDate", "2018-05-12");
    let old = fill(desk.form("/desk/events/2016-10-12-spotkanie-w-oziersku"));
    for (form, language, title) in [
        (&new, "pl", "Tytuł na próbę"),
        (&new, "en", "A title to try"),
        (&old, "pl", "Tytuł na próbę"),
        (&old, "xx", "Tytuł na próbę"),
    ] {
        let form =
            OpenForm { action: format!("{}/preview", form.action), fields: form.fields.clone() };
        let answer = desk.send(&form, ("desk.preview", language));
        assert_eq!(answer.status, 200, "{}", told(&answer));
        let page = Page::of(&form.action, &answer);
        assert_eq!(page.texts("h1"), [title]);
        assert!(page.texts(".note")[0].len() > 20, "it says that it is a preview");
        assert!(page.texts("main").join(" ").contains("Oz"), "the partner is shown");
    }
    let faulty = desk.form("/desk/new/events").fill("title.pl", "Bez daty");
    let faulty = OpenForm { action: format!("{}/preview", faulty.action), fields: faulty.fields };
    let answer = desk.send(&faulty, ("desk.preview", "pl"));
    assert_eq!(answer.status, 400);
    assert!(!Page::of("", &answer).all(".faults a").is_empty());
    let faulty = old.clone().fill("startDate", "never");
    let faulty = OpenForm { action: format!("{}/preview", old.action), fields: faulty.fields };
    let answer = desk.send(&faulty, ("desk.preview", "pl"));
    assert_eq!(answer.status, 400);
    let page = Page::of("", &answer);
    assert!(!page.all(".faults a").is_empty());
    let buttons = |page: &Page| page.texts("[name='desk.do']");
    assert_eq!(buttons(&page), buttons(&desk.page(&old.action)), "it is still a published record");
    let taken = new.clone().fill("id", "2016-10-12-spotkanie-w-oziersku");
    let taken = OpenForm { action: format!("{}/preview", new.action), fields: taken.fields };
    let answer = desk.send(&taken, ("desk.preview", "pl"));
    assert!(!Page::of("", &answer).all(".faults a").is_empty(), "{}", told(&answer));
    assert_eq!(app.json("")["revision"], revision);
    let reader = Desk::new(&app, "reader");
    let form = OpenForm { action: format!("{}/preview", new.action), fields: new.fields.clone() };
    assert_eq!(reader.send(&form, ("desk.preview", "pl")).status, 403);
}

#[test]
fn the_municipality_has_a_form() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let led = desk.ask("/desk/municipality");
    assert_eq!(led.status, 303);
    let address = led.header("location").to_owned();
    let form = desk.form(&address).fill("website", "https://gmina.example");
    let saved = desk.save(&form);
    assert_eq!(app.json("/municipality")["website"], "https://gmina.example");
    let page = desk.page(saved.header("location"));
    assert!(page.all("a[href$='/delete']").is_empty(), "it cannot be deleted");
    assert!(!desk.page(&format!("{address}/history")).all(".log li").is_empty());
    let empty = TestApp::empty();
    let led = Desk::new(&empty, "editor").ask("/desk/municipality");
    assert_eq!(led.header("location"), "/desk/new/municipality");
}

#[test]
fn a_wrong_reference_names_the_nearest_record() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = desk.form("/desk/events/2016-10-12-spotkanie-w-oziersku");
    for (field, typed, near) in [
        ("partners", "gulbne", Some("„gulbene”")),
        ("partners", "oziersk, ozierks", Some("„oziersk”")),
        ("projects", "stadiony", Some("„stadiony-sportowe”")),
        ("partners", "zupelnie-inny", None),
    ] {
        let form = OpenForm { action: form.action.clone(), fields: form.fields.clone() };
        let answer = desk.send(&form.fill(field, typed), SAVE);
        assert_eq!(answer.status, 400, "{typed}");
        let fault = told(&answer);
        match near {
            Some(near) => assert!(fault.contains(&format!("czy chodzi o {near}?")), "{fault}"),
            None => assert!(!fault.contains("czy chodzi"), "{fault}"),
        }
    }
}

#[test]
fn a_new_record_that_is_refused_keeps_its_form_and_says_why() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let new = || {
        desk.form("/desk/new/partners")
            .fill("name.pl", "Nowy partner")
            .fill("kind", "municipality")
            .fill("status", "unknown")
            .fill("country", "LT")
    };
    let taken = desk.send(&new().fill("id", "oziersk"), SAVE);
    assert_eq!(taken.status, 400);
    let page = Page::of("", &taken);
    assert_eq!(page.one(".faults a").attr("href"), Some("#f-id"));
    assert_eq!(page.one("#f-id").attr("aria-invalid"), Some("true"));
    assert_eq!(OpenForm::of(&page).value("name.pl"), Some("Nowy partner"));
    assert!(
        page.one("form[data-keep]").attr("data-unsaved").is_some(),
        "it asks before it is left"
    );

    // Saved, then back in the browser: the same form published, and another one under the same key.
    let form = new();
    desk.save(&form);
    assert_eq!(app.get("/partners/nowy-partner").status, 404, "a draft");
    for (form, button) in [(form.clone(), PUBLISH), (form.fill("name.pl", "Inny"), SAVE)] {
        let again = desk.send(&form, button);
        assert_eq!(again.status, 400, "{}", told(&again));
        assert!(told(&again).contains("już wysłano"), "{}", told(&again));
        let kept = OpenForm::of(&Page::of("", &again));
        assert_eq!(kept.value("name.pl"), form.value("name.pl"));
        assert_ne!(
            kept.value("desk.key"),
            form.value("desk.key"),
            "once more makes another record"
        );
    }
}

#[test]
fn a_record_may_be_called_new() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = desk.form("/desk/new/partners").fill("name.pl", "New").fill("id", "new");
    let form = form.fill("kind", "municipality").fill("status", "unknown").fill("country", "LT");
    let saved = desk.save(&form);
    assert!(saved.header("location").starts_with("/desk/partners/new?saved="));
    assert_eq!(desk.form("/desk/partners/new").value("name.pl"), Some("New"));
}

#[test]
fn a_field_that_is_filled_is_not_said_to_be_empty() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let event = desk.form("/desk/events/2016-10-12-spotkanie-w-oziersku");
    let answer = desk.send(&event.fill("endTime", "10:00"), SAVE);
    assert!(!told(&answer).contains("Uzupełnij"), "{}", told(&answer));
    let led = desk.ask("/desk/municipality");
    let form = desk.form(led.header("location"));
    let answer = desk.send(&form.fill("languages", "de"), SAVE);
    assert_eq!(answer.status, 400);
    assert!(
        told(&answer).contains("„pl”") && !told(&answer).contains("Uzupełnij"),
        "{}",
        told(&answer)
    );
    let empty = desk.send(&desk.form("/desk/new/events"), SAVE);
    assert!(told(&empty).contains("Uzupełnij to pole."), "{}", told(&empty));
}

#[test]
fn records_are_named_or_their_ids_are_typed() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = || {
        desk.form("/desk/new/events")
            .fill("title.pl", "Wizyta")
            .fill("kind", "visit")
            .fill("status", "scheduled")
            .fill("startDate", "5.06.2190")
    };
    for (typed, ids) in [
        ("oziersk", &["oziersk"][..]),
        ("Oziersk", &["oziersk"]),
        ("oziersk, Gulbene", &["oziersk", "gulbene"]),
    ] {
        let saved = desk.save(&form().fill("partners", typed));
        let path = saved.header("location").split('?').next().unwrap().to_owned();
        assert_eq!(desk.form(&path).partners(), ids, "{typed}");
    }
    for typed in ["Pcim Dolny", "Nikt", "nikt"] {
        let answer = desk.send(&form().fill("partners", typed), SAVE);
        assert_eq!(answer.status, 400, "{typed}");
        let page = Page::of("", &answer);
        let chips: Vec<_> = page.attributes(".chosen input", "value");
        assert_eq!(chips, [typed], "what was typed is one, and kept");
        assert_eq!(page.texts(".faults li").len(), 1, "{typed}: {:?}", page.texts(".faults li"));
        assert!(page.texts(".field.bad .fault")[0].contains(typed), "{typed}");
        let button = page.one(".chosen button").attr("value").unwrap().to_owned();
        let less = desk.send(&OpenForm::of(&page), ("desk.drop", &button));
        let less = Page::of("", &less);
        assert!(less.all(".chosen input").is_empty(), "{typed}");
        assert_eq!(less.attributes("[autofocus]", "name"), ["partners"]);
    }
}

#[test]
fn what_is_added_is_where_it_belongs_and_has_the_focus() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let path = "/desk/new/events";
    let page = desk.page(path);
    let headings = page.texts("form section h2");
    let (mut form, mut count) = (OpenForm::of(&page), 0);
    for list in page.attributes("button[name='desk.add']", "value") {
        if list == "language" {
            continue;
        }
        let more = Page::of("", &desk.send(&form, ("desk.add", &list)));
        assert_eq!(more.texts("form section h2"), headings, "{list}: nothing moves");
        let focus = more.one("[autofocus]");
        assert_eq!(focus.value().name(), "fieldset", "{list}");
        form = OpenForm::of(&more);
        let less = Page::of("", &desk.send(&form, ("desk.remove", &format!("{list}.1"))));
        assert_eq!(less.attributes("[autofocus]", "value"), std::slice::from_ref(&list), "{list}");
        count += 1;
    }
    assert!(count >= 3, "{count} lists");
}

#[test]
fn a_language_is_added_by_its_name_or_its_code() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form = || desk.form("/desk/new/partners");
    for (typed, tag) in [
        ("niemiecki", "de"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("de", "de"),
        (" LITEWSKI ", "lt"),
        ("sr-Latn", "sr-Latn"),
    ] {
        let form = form().fill("desk.language", typed);
        let page = Page::of("", &desk.send(&form, ("desk.add", "language")));
        let added = page.attributes(".tongue[autofocus] input", "name");
        assert_eq!(added, [format!("name.{tag}")], "{typed}");
    }
    for typed in ["klingoński!", "", "x"] {
        let form = form().fill("desk.language", typed);
        let page = Page::of("", &desk.send(&form, ("desk.add", "language")));
        let field = page.one("#new-language");
        assert_eq!(field.attr("aria-invalid"), Some("true"), "{typed:?}");
        assert_eq!(field.attr("value"), Some(typed), "{typed:?}");
        assert!(page.texts("#new-language-fault")[0].starts_with("Nie ma takiego"), "{typed:?}");
    }
}

#[test]
fn a_form_says_what_contradicts_itself_and_leads_to_the_page() {
    let app = TestApp::new();
    let desk = Desk::new(&app, "editor");
    let form =
        || desk.form("/desk/new/events").fill("kind", "visit").fill("startDate", "5.06.2190");
    let saved = desk.send(&form().fill("title.pl", "Za wcześnie").fill("status", "held"), PUBLISH);
    let page = desk.page(saved.header("location"));
    let notes = page.texts("p.note");
    assert!(notes.iter().any(|note| note.starts_with("Do sprawdzenia: Stan")), "{notes:?}");
    assert!(page.attributes("main a", "href").contains(&"/events/za-wczesnie".to_owned()));
    let draft = desk.save(&form().fill("title.pl", "Szkic").fill("status", "scheduled"));
    let page = desk.page(draft.header("location"));
    assert_eq!(page.texts("p.note").len(), 1, "{:?}", page.texts("p.note"));
    assert!(!page.attributes("main a", "href").contains(&"/events/szkic".to_owned()));
}
