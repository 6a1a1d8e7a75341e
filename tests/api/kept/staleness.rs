//! No answer is older than was promised, whoever makes the change.

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};
use serde_json::{Value, json};
use twinning::http::state::AppState;

use super::{at_hand, kept, watched};
use crate::support::{TestApp, made_up, program::run, waiting::eventually};

/// What shows the name of a partner, each in its own way.
const SHOWING: [&str; 7] = [
    "/partners",
    "/partners/p",
    "/partners?format=csv",
    "/partners?format=jsonfeed",
    "/search?q=nazwa",
    "/partners/p?include=events",
    "/changes",
];

/// A service with a partner and an event.
fn two() -> TestApp {
    let event = made_up::event("e", json!({"partners": [{"id": "p"}]}));
    TestApp::with(&[made_up::municipality(), made_up::partner("p", json!({})), event].concat())
}

fn texts(app: &TestApp, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| app.get(path).text()).collect()
}

#[test]
fn a_change_is_seen_by_whoever_asks_after_its_answer() {
    let app = two();
    let _watch = watched(&app);
    let editor = app.editor();
    for number in 0..12 {
        let name = format!("Nazwa{number}");
        let change = json!({"translations": {"pl": {"name": name}}});
        assert_eq!(editor.change("PATCH", "/partners/p", &change).status, 200);
        for (path, text) in SHOWING.iter().zip(texts(&app, &SHOWING)) {
            let shown =
                text.contains(&name) || (*path == "/changes" && text.contains("partners/p"));
            assert!(shown, "{path} after {name}: {text}");
        }
        let position = app.json("/changes")["position"].clone();
        assert_eq!(position, app.json("")["revision"].to_string().as_str(), "{number}");
    }
    assert_eq!(editor.change("DELETE", "/events/e", &Value::Null).status, 204);
    assert_eq!(app.get("/events/e").status, 410);
    assert!(app.ids("/events").is_empty());
}

#[test]
fn a_change_of_a_draft_leaves_all_ready() {
    let app = two();
    let _watch = watched(&app);
    let editor = app.editor();
    let all = u64::try_from(SHOWING.len()).unwrap();
    let before = texts(&app, &SHOWING);
    eventually("all answers are kept", || {
        let from_memory = at_hand(&app);
        texts(&app, &SHOWING);
        at_hand(&app) == from_memory + all
    });
    let made = kept(&app);
    for number in 0..3 {
        let draft = json!({"state": "draft", "translations": {"pl": {"name": "Szkic"}},
            "kind": "county", "status": "active", "country": "FR"});
        let id = format!("/partners/draft-{number}");
        assert_eq!(editor.put(&id, &draft).status, 201);
        assert_eq!(editor.change("PATCH", &id, &json!({"status": "ended"})).status, 200);
        eventually("the answers come from memory", || {
            let at_hand_before = at_hand(&app);
            assert_eq!(texts(&app, &SHOWING), before);
            at_hand(&app) == at_hand_before + all
        });
    }
    assert_eq!(kept(&app), made, "nothing was made anew");
}

#[test]
fn a_change_by_another_program_is_seen_within_half_a_second() {
    let app = two();
    let _watch = watched(&app);
    let other = app.again(|service| service);
    let _other_watch = watched(&other);
    for number in 0..3 {
        texts(&app, &SHOWING);
        let name = format!("Inna{number}");
        let change = json!({"translations": {"pl": {"name": name}}});
        let editor = app.editor().of(&other);
        assert_eq!(editor.change("PATCH", "/partners/p", &change).status, 200);
        app.see_others();
        assert_eq!(app.json("/partners/p")["translations"]["pl"]["name"], name);
        let name = format!("Trzecia{number}");
        app.import(&made_up::partner("p", json!({"translations": {"pl": {"name": name}}})));
        for app in [&app, &other] {
            assert_eq!(app.json("/partners")["data"][0]["translations"]["pl"]["name"], name);
        }
    }
}

#[test]
fn an_erasure_ends_what_had_the_name() {
    let person = "Żelisława Brzękorska";
    let app = TestApp::with(&made_up::partner(
        "p",
        json!({"translations": {"pl": {"name": "P", "description": format!("Burmistrz {person}")}}}),
    ));
    let _watch = watched(&app);
    let shown = ["/partners", "/partners/p", "/partners?format=csv", "/partners?format=jsonld"];
    assert!(texts(&app, &shown).iter().all(|text| text.contains(person)));
    let url = app.database.argument();
    run(&["erase-person", person, "--yes", "--database-url", &url]).succeeded();
    app.see_others();
    assert!(texts(&app, &shown).iter().all(|text| !text.contains(person)));
}

#[test]
fn midnight_ends_what_depends_on_the_day() {
    const AHEAD: i64 = 8;
    let app = two();
    let now = Timestamp::now();
    // A place where the day ends soon.
    let ahead = i32::try_from(86_400 - AHEAD - now.as_second().rem_euclid(86_400)).unwrap();
    let offset = if ahead > 43_200 { ahead - 86_400 } else { ahead };
    let zone = TimeZone::fixed(Offset::from_seconds(offset).unwrap());
    let tomorrow = now.to_zoned(zone.clone()).date().tomorrow().unwrap();
    let midnight = tomorrow.to_zoned(zone.clone()).unwrap().timestamp();
    app.import(&made_up::event("t", json!({"startDate": tomorrow.to_string()})));
    let near = app.again(|service| AppState { time_zone: zone, ..service });
    let _watch = watched(&near);
    let all = near.ids("/events");
    for _ in 0..5 {
        let upcoming = near.ids("/events?period=upcoming");
        assert!(upcoming == ["t"] || Timestamp::now() >= midnight, "{upcoming:?}");
    }
    eventually("the day ends", || Timestamp::now() >= midnight);
    assert!(near.ids("/events?period=upcoming").is_empty(), "it is today now");
    assert_eq!(near.ids("/events?period=current"), ["t"]);
    assert_eq!(near.ids("/events"), all, "this does not depend on the day");
}
