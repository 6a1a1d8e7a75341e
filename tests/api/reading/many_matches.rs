//! Words that very many records have: found on another way than rare ones, with the same answers.

use serde_json::json;

use crate::support::{
    TestApp,
    app::{ids, path_of},
    made_up::{self, references},
};

/// More than the search collects before it walks the list instead.
const MANY: usize = 1_200;

fn app() -> TestApp {
    let event = |number: usize| {
        let own = json!({
            "translations": { "pl": { "title": format!("Spotkanie partnerów {number}") } },
            "startDate": format!("20{:02}-05-01", number % 40),
            "partners": references(&[["a", "b"][number % 2]]),
        });
        made_up::event(&format!("e{number}"), own)
    };
    let partners = ["a", "b"].map(|id| made_up::partner(id, json!({}))).concat();
    TestApp::with(
        &(made_up::municipality() + &partners + &(0..MANY).map(event).collect::<String>()),
    )
}

#[test]
fn a_word_of_every_record_finds_every_record_in_the_same_order() {
    let app = app();
    for filter in ["", "&partner=a", "&sort=title", "&from=2030-01-01"] {
        let plain = app.json(&format!("/events?limit=100{filter}"));
        let found = app.json(&format!("/events?limit=100&q=spotkania{filter}"));
        assert_eq!(ids(&found), ids(&plain), "{filter}");
        assert_eq!(found["pagination"], plain["pagination"], "{filter}");
        let next =
            |page: &serde_json::Value| ids(&app.json(&path_of(&page["links"]["next"]).unwrap()));
        assert_eq!(next(&found), next(&plain), "{filter}");
    }
    let search = app.json("/search?q=spotkanie+partner&limit=100");
    assert_eq!(search["pagination"]["total"], MANY);
    let second = app.json(&path_of(&search["links"]["next"]).unwrap());
    assert!(ids(&second).iter().all(|id| !ids(&search).contains(id)));
    assert_eq!(app.json("/search?q=spotkanie&type=partners")["pagination"]["total"], 0);
    assert_eq!(app.ids("/events?q=spotkanie+1199"), ["e1199"], "a common word and a rare one");
}
