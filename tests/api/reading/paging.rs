//! Pages of lists: walking them by their links, whatever the data and the order.

use proptest::{prelude::*, test_runner::TestCaseResult};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    app::{ids, path_of},
    made_up,
};

/// Asks for a page and checks what every page has: the total, and the links in the header as in the body.
fn page(app: &TestApp, path: &str, total: usize) -> Value {
    let answer = app.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let page = answer.json();
    assert_eq!(page["pagination"]["total"], total, "{path}");
    let links: Vec<String> = ["self", "first", "prev", "next"]
        .iter()
        .filter_map(|name| Some(format!("<{}>; rel=\"{name}\"", page["links"][name].as_str()?)))
        .collect();
    assert_eq!(answer.header("link"), links.join(", "), "{path}");
    page
}

/// Walks from `path` by the links of this name; gives the pages.
fn walk(app: &TestApp, path: &str, link: &str, total: usize) -> Vec<Value> {
    let mut pages = vec![page(app, path, total)];
    while let Some(path) = path_of(&pages.last().unwrap()["links"][link]) {
        assert!(pages.len() <= total, "the walk from {path} does not end");
        pages.push(page(app, &path, total));
    }
    pages
}

fn walked(pages: &[Value]) -> Vec<String> {
    pages.iter().flat_map(ids).collect()
}

/// Events with few days and titles, so that many are equal, and two topics.
fn events() -> impl Strategy<Value = String> {
    let event = (1_u8..5, prop::option::of(5_u8..8), "[ąbł]", any::<bool>());
    prop::collection::vec(event, 0..24).prop_map(|events| {
        let line =
            |(number, (start, end, title, water)): (usize, (u8, Option<u8>, String, bool))| {
                let mut own = json!({
                    "translations": { "pl": { "title": title } },
                    "startDate": format!("2015-06-0{start}"),
                    "topics": if water { vec!["water"] } else { vec![] },
                });
                if let Some(end) = end {
                    own["endDate"] = json!(format!("2015-06-0{end}"));
                }
                made_up::event(&format!("e{}", (number * 7) % 24), own)
            };
        made_up::municipality() + &events.into_iter().enumerate().map(line).collect::<String>()
    })
}

fn orders() -> impl Strategy<Value = String> {
    let field = prop::sample::subsequence(
        vec!["startDate", "endDate", "title", "createdAt", "updatedAt"],
        1..=3,
    );
    (field.prop_shuffle(), any::<[bool; 3]>()).prop_map(|(fields, descending)| {
        let signed = fields
            .iter()
            .zip(descending)
            .map(|(field, down)| format!("{}{field}", if down { "-" } else { "" }));
        signed.collect::<Vec<_>>().join(",")
    })
}

fn every_walk_gives_the_list(
    lines: &str,
    order: &str,
    limit: usize,
    filter: &str,
) -> TestCaseResult {
    let app = TestApp::with(lines);
    let list = format!("/events?{filter}sort={order}");
    let all = ids(&app.json(&format!("{list}&limit=100")));
    let forwards = walk(&app, &format!("{list}&limit={limit}"), "next", all.len());
    prop_assert_eq!(&walked(&forwards), &all);
    prop_assert!(forwards[0]["links"].get("prev").is_none());
    let end = path_of(&forwards.last().unwrap()["links"]["self"]).unwrap();
    let mut backwards = walk(&app, &end, "prev", all.len());
    backwards.reverse();
    prop_assert_eq!(&walked(&backwards), &all);
    prop_assert!(backwards[0]["links"].get("prev").is_none());
    prop_assert_eq!(forwards.last().unwrap()["links"].get("next"), None);
    for page in &forwards {
        prop_assert_eq!(path_of(&page["links"]["first"]).unwrap(), format!("{list}&limit={limit}"));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn walking_a_list_gives_each_record_once_in_its_order(
        lines in events(), order in orders(), limit in 1_usize..8, filter in "(topic=water&)?"
    ) {
        every_walk_gives_the_list(&lines, &order, limit, &filter)?;
    }
}

#[test]
fn every_list_is_walked_in_its_own_order() {
    let app = TestApp::new();
    for list in [
        "partners?",
        "events?",
        "agreements?",
        "projects?",
        "programmes?",
        "events?partner=oziersk&",
    ] {
        let all = ids(&app.json(&format!("/{list}limit=100")));
        let pages = walk(&app, &format!("/{list}limit=1"), "next", all.len());
        assert_eq!(walked(&pages), all, "{list}");
        let last = path_of(&pages.last().unwrap()["links"]["self"]).unwrap();
        let back = walk(&app, &last, "prev", all.len());
        assert_eq!(walked(&back), all.iter().rev().cloned().collect::<Vec<_>>(), "{list}");
    }
}

#[test]
fn names_longer_than_their_sort_keys_are_walked_too() {
    let name = |end: &str| json!({ "translations": { "pl": { "name": format!("{}{end}", "Żółć ".repeat(50)) } } });
    let partners: String = (0..5)
        .map(|number| made_up::partner(&format!("p{number}"), name(&number.to_string())))
        .collect();
    let app = TestApp::with(&(made_up::municipality() + &partners));
    assert_eq!(walked(&walk(&app, "/partners?limit=2", "next", 5)), ["p0", "p1", "p2", "p3", "p4"]);
}

#[test]
fn a_page_has_twenty_records_unless_asked_and_a_hundred_at_most() {
    let partners: String =
        (0..120).map(|number| made_up::partner(&format!("p{number:03}"), json!({}))).collect();
    let app = TestApp::with(&partners);
    for (query, count, limit) in
        [("", 20, 20), ("?limit=1", 1, 1), ("?limit=100", 100, 100), ("?limit=007", 7, 7)]
    {
        let page = app.json(&format!("/partners{query}"));
        assert_eq!(
            (ids(&page).len(), &page["pagination"]),
            (count, &json!({ "limit": limit, "total": 120 }))
        );
    }
}

#[test]
fn a_record_that_appears_during_the_walk_moves_nothing() {
    let event =
        |id: &str, day: u8| made_up::event(id, json!({ "startDate": format!("2015-06-{day:02}") }));
    let app =
        TestApp::with(&(1..=6).map(|day| event(&format!("e{day}"), day * 2)).collect::<String>());
    let first = page(&app, "/events?sort=startDate&limit=2", 6);
    assert_eq!(ids(&first), ["e1", "e2"]);
    app.import(&(event("before", 1) + &event("between", 5)));
    let second = page(&app, &path_of(&first["links"]["next"]).unwrap(), 8);
    assert_eq!(ids(&second), ["between", "e3"], "what is behind the reader does not come again");
    let back = page(&app, &path_of(&second["links"]["prev"]).unwrap(), 8);
    assert_eq!(ids(&back), ["e1", "e2"]);
    assert_eq!(ids(&page(&app, &path_of(&back["links"]["prev"]).unwrap(), 8)), ["before"]);
}

#[test]
fn a_walk_goes_on_when_the_record_at_the_cursor_is_gone() {
    let app =
        TestApp::with(&["a", "b", "c", "d"].map(|id| made_up::partner(id, json!({}))).concat());
    let first = page(&app, "/partners?limit=2", 4);
    app.import(&made_up::partner("b", json!({ "state": "draft" })));
    let second = page(&app, &path_of(&first["links"]["next"]).unwrap(), 3);
    assert_eq!(ids(&second), ["c", "d"]);
    assert_eq!(ids(&page(&app, &path_of(&second["links"]["prev"]).unwrap(), 3)), ["a"]);
}

#[test]
fn a_page_beyond_the_end_is_empty_and_says_how_many_there_are() {
    let app = TestApp::with(&["a", "b"].map(|id| made_up::partner(id, json!({}))).concat());
    let next = path_of(&page(&app, "/partners?limit=1", 2)["links"]["next"]).unwrap();
    app.import(&made_up::partner("b", json!({ "state": "draft" })));
    let beyond = page(&app, &next, 1);
    assert_eq!((ids(&beyond).len(), beyond["links"].get("next")), (0, None));
}
