//! What records say of time and of each other: lives, parts, successors, hours, and what contradicts itself.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    made_up::{agreement, event, partner, programme, project, references},
};

/// A record, as a value.
fn body(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

#[test]
fn no_reference_leads_back_to_its_record() {
    let app = TestApp::with(
        &[
            event("festival", json!({})),
            event("day", json!({"partOf": {"id": "festival"}})),
            event("concert", json!({"partOf": {"id": "day"}})),
            partner("a", json!({"successors": references(&["b", "c"])})),
            partner("b", json!({})),
            partner("c", json!({"successors": references(&["d"])})),
            partner("d", json!({})),
            agreement("first", json!({})),
            agreement("second", json!({"renews": {"id": "first"}})),
            agreement("annex", json!({"annexTo": {"id": "second"}})),
        ]
        .concat(),
    );
    let editor = app.editor();
    for (path, patch, way) in [
        (
            "/events/festival",
            json!({"partOf": {"id": "concert"}}),
            "events/concert → events/day → events/festival",
        ),
        ("/events/festival", json!({"partOf": {"id": "day"}}), "events/day → events/festival"),
        (
            "/partners/d",
            json!({"successors": references(&["b", "a"])}),
            "partners/a → partners/c → partners/d",
        ),
        (
            "/agreements/first",
            json!({"annexTo": {"id": "annex"}}),
            "agreements/annex → agreements/second",
        ),
    ] {
        let answer = editor.change("PATCH", path, &patch);
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert!(
            answer.text().contains("leads-back") && answer.text().contains(way),
            "{}",
            answer.text()
        );
    }
    let shared = editor.change("PATCH", "/partners/b", &json!({"successors": references(&["d"])}));
    assert_eq!(shared.status, 200, "two ways to one successor are no circle: {}", shared.text());
    let itself = editor.change("PATCH", "/events/day", &json!({"partOf": {"id": "day"}}));
    assert_eq!(itself.places(), ["/partOf/id refers-to-itself"]);
}

#[test]
fn what_contradicts_itself_today_is_a_warning_in_the_answer_to_a_change() {
    let app = TestApp::empty();
    let editor = app.editor();
    for (list, line, warned) in [
        ("/events", event("a", json!({"status": "scheduled", "startDate": "2011"})), true),
        ("/events", event("b", json!({"status": "scheduled", "startDate": "2190"})), false),
        ("/events", event("c", json!({"status": "held", "startDate": "2190-01"})), true),
        ("/partners", partner("a", json!({"status": "active", "partnerUntil": "2022"})), true),
        ("/partners", partner("b", json!({"status": "ended", "partnerUntil": "2022"})), false),
        (
            "/agreements",
            agreement("a", json!({"status": "inForce", "validUntil": "2022-03-03"})),
            true,
        ),
        (
            "/agreements",
            agreement("b", json!({"status": "inForce", "terminatedOn": "2190"})),
            false,
        ),
        (
            "/agreements",
            agreement("c", json!({"status": "terminated", "terminatedOn": "2190"})),
            true,
        ),
        ("/projects", project("a", json!({"status": "ongoing", "endDate": "2011"})), true),
        ("/projects", project("b", json!({"status": "completed", "endDate": "2011"})), false),
        ("/programmes", programme("a", json!({"status": "planned", "periodStart": 2007})), true),
    ] {
        let made = editor.post(list, &body(&line));
        assert_eq!(made.status, 201, "{}", made.text());
        let record = made.json();
        assert_eq!(record["warnings"][0]["code"] == "contradicts-date", warned, "{record}");
        let url = format!("{list}/{}", record["id"].as_str().unwrap());
        let read = app.json(&url);
        assert!(read.get("warnings").is_none(), "what is read does not depend on the day");
        let again = editor.change("PUT", &url, &record);
        assert_eq!(again.status, 200, "{}", again.text());
    }
}

#[test]
fn hours_have_a_moment_in_the_zone_of_the_place() {
    let app = TestApp::empty();
    let editor = app.editor();
    let hours = |own: Value| editor.post("/events", &body(&event("e", own)));
    let made = hours(json!({
        "startDate": "2027-06-16", "endDate": "2027-06-17", "startTime": "17:00", "endTime": "09:30",
        "timeZone": "europe/kaliningrad",
    }));
    let record = made.json();
    assert_eq!(
        [&record["timeZone"], &record["startsAt"], &record["endsAt"]],
        ["Europe/Kaliningrad", "2027-06-16T17:00:00+02:00", "2027-06-17T09:30:00+02:00"],
        "{}",
        made.text()
    );
    for (own, place) in [
        (json!({"startDate": "2027-06", "startTime": "17:00"}), "/startTime needs-day"),
        (
            json!({"startDate": "2027-06-16", "endDate": "2027", "startTime": "17:00", "endTime": "18:00"}),
            "/endTime needs-day",
        ),
        (json!({"startDate": "2027-06-16", "endTime": "18:00"}), "/endTime missing"),
        (
            json!({"startDate": "2027-06-16", "startTime": "17:00", "endTime": "16:59"}),
            "/endTime before-start",
        ),
        (json!({"startDate": "2027-06-16", "startTime": "5 pm"}), "/startTime invalid-value"),
        (json!({"timeZone": "Europe/Ketrzyn"}), "/timeZone invalid-value"),
        (json!({"endDate": "2015-06-15", "startDate": "2015-06-16"}), "/endDate before-start"),
        (json!({"place": {"country": "PL"}}), "/place missing"),
        (json!({"participants": [{"name": "Anna Nowak"}]}), "/participants/0/role missing"),
        (json!({"participants": [{"head": true}]}), "/participants/0 missing"),
        (
            json!({"media": [{"kind": "image", "url": "https://a.example/b.jpg"}]}),
            "/media/0/alt missing",
        ),
        (
            json!({"media": [{"kind": "image", "url": "https://a.example/b.jpg", "decorative": true, "alt": {"pl": "x"}}]}),
            "/media/0/alt invalid-value",
        ),
        (
            json!({"sources": [{"title": "A", "publishedOn": "2020", "accessedOn": "2019-12-31"}]}),
            "/sources/0/accessedOn before-start",
        ),
        (json!({"topics": ["sport", "water", "sport"]}), "/topics/2 duplicate"),
    ] {
        let refused = hours(own.clone());
        assert_eq!((refused.status, refused.places()), (400, vec![place.to_owned()]), "{own}");
    }
    for own in [
        json!({"startDate": "2015-06-16", "endDate": "2015"}),
        json!({"place": {"address": "ul. Kościuszki 2"}}),
        json!({"place": {"location": {"latitude": 54.0, "longitude": 21}}}),
        json!({"participants": [{"name": "Anna Nowak", "organisation": "Urząd Gminy"}, {"organisation": "Chór", "language": "pl"}]}),
        json!({"direction": null, "attendance": {"count": 40.0}}),
        json!({"media": [{"kind": "image", "url": "https://a.example/b.jpg", "alt": {"pl": "Ratusz"}}]}),
    ] {
        let mut line = event("x", own.clone());
        line = line.replace("\"id\":\"x\",", "");
        let made = editor.post("/events", &body(&line));
        assert_eq!(made.status, 201, "{own}: {}", made.text());
    }
}

#[test]
fn what_no_clock_is_needed_for_is_a_fault() {
    let app = TestApp::empty();
    let editor = app.editor();
    let eur = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    for (list, line, place) in [
        (
            "/partners",
            partner("p", json!({"country": "LT", "region": "PL-28"})),
            "/region invalid-value",
        ),
        (
            "/partners",
            partner("p", json!({"country": "PL", "region": "PL-99"})),
            "/region invalid-value",
        ),
        (
            "/partners",
            partner("p", json!({"partnerSince": "1992", "partnerUntil": "1991-12"})),
            "/partnerUntil before-start",
        ),
        (
            "/partners",
            partner("p", json!({"website": "https://clerk:secret@a.example/"})),
            "/website invalid-value",
        ),
        (
            "/agreements",
            agreement("a", json!({"signedOn": "2015-05-20", "validUntil": "2015-05-19"})),
            "/validUntil before-start",
        ),
        (
            "/agreements",
            agreement("a", json!({"signedOn": "2015", "terminatedOn": "2014"})),
            "/terminatedOn before-start",
        ),
        (
            "/agreements",
            agreement("a", json!({"signatories": [{"language": "pl"}]})),
            "/signatories/0 missing",
        ),
        (
            "/projects",
            project("p", json!({"budget": {"total": eur("1"), "euContribution": eur("2")}})),
            "/budget/euContribution/amount above-total",
        ),
        (
            "/projects",
            project(
                "p",
                json!({"budget": {"total": eur("100"), "euContribution": eur("90"), "euRate": "85"}}),
            ),
            "/budget/euRate contradicts-amounts",
        ),
        (
            "/projects",
            project("p", json!({"partners": [{"id": "town", "role": "lead"}]})),
            "/partners/0 read-only",
        ),
    ] {
        let refused = editor.post(list, &body(&line));
        assert_eq!((refused.status, refused.places()), (400, vec![place.to_owned()]), "{line}");
    }
    for (list, line) in [
        (
            "/partners",
            partner(
                "kosovo",
                json!({"country": "XK", "partnerSince": "1992", "partnerUntil": "2022-03-03"}),
            ),
        ),
        ("/partners", partner("p", json!({"partnerSince": "1992-05", "partnerUntil": "1992"}))),
        (
            "/agreements",
            agreement(
                "a",
                json!({"signatories": [{"party": "Gmina"}], "signedOn": "2015-05", "validUntil": "2015-05-01"}),
            ),
        ),
        (
            "/projects",
            project(
                "p",
                json!({"budget": {"total": {"amount": "649094.160", "currency": "LVL"}, "euRate": "85.00000000"}}),
            ),
        ),
    ] {
        let made = editor.post(list, &body(&line));
        assert_eq!(made.status, 201, "{line}: {}", made.text());
    }
    let budget = &app.json("/projects/p")["budget"];
    assert_eq!(
        (&budget["total"]["amount"], &budget["euRate"]),
        (&json!("649094.16"), &json!("85"))
    );
}

#[test]
fn texts_are_written_in_one_form() {
    let app = TestApp::empty();
    let editor = app.editor();
    let line = partner(
        "town",
        json!({
            "translations": {"PL": {"name": "Ke\u{328}trzyn", "description": "a\r\nb\rc"}, "be-TARASK": {"name": "К"}},
            "aliases": [{"value": "Ke\u{328}trzyn", "kind": "exonym", "language": "ZH-hans"}],
        }),
    );
    let made = editor.post("/partners", &body(&line));
    assert_eq!(made.status, 201, "{}", made.text());
    let record = app.json("/partners/town?lang=pl");
    assert_eq!(
        (&record["name"], &record["description"], &record["aliases"][0]["language"]),
        (&json!("Kętrzyn"), &json!("a\nb\nc"), &json!("zh-Hans"))
    );
    assert!(record["translations"]["be-tarask"]["name"].is_string(), "{record}");
    for (text, code) in [
        ("a\u{fffe}", "noncharacter"),
        ("a\u{fffd}", "lost-character"),
        ("\u{3164}", "empty"),
        ("\u{0}", "control-character"),
    ] {
        let patch = json!({"translations": {"pl": {"description": text}}});
        let refused = editor.change("PATCH", "/partners/town", &patch);
        let place = format!("/translations/pl/description {code}");
        assert_eq!((refused.status, refused.places()), (400, vec![place]), "{text:?}");
    }
}

#[test]
fn every_code_of_a_record_has_a_name_in_the_language_that_was_asked() {
    let app = TestApp::new();
    for (language, kind, country) in [
        ("pl", "konferencja", "Rosja"),
        ("lt", "konferencija", "Rusija"),
        ("uk", "конференція", "росія"),
    ] {
        let labels = &app.json(&format!(
            "/events/2015-06-16-konferencja-stadiony-sportowe-oziersk?lang={language}"
        ))["labels"];
        assert_eq!(labels["kind"], kind, "{labels}");
        assert_eq!(labels["country"].as_str().unwrap().to_lowercase(), country.to_lowercase());
        assert_eq!(labels["topics"].as_object().unwrap().len(), 3);
    }
    let labels = &app.json("/projects/stadiony-sportowe?lang=be")["labels"];
    assert_eq!(
        (&labels["language"], &labels["roles"]["lead"]),
        (&json!("pl"), &json!("lider projektu")),
        "the default language"
    );
    let all = app.json("/vocabularies?id=eventKind,country&lang=de");
    assert_eq!(all["data"][0]["codes"][0]["label"], "Besuch");
    assert!(all["data"][1]["codes"].as_array().unwrap().len() > 240);
    assert_eq!(app.json("/vocabularies")["data"].as_array().unwrap().len(), 19);
}
