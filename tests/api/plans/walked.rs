//! Lists of more records than are collected: walking them finds the records that are counted, each once, both ways.

use std::collections::BTreeSet;

use twinning::index::full_text::MAX_COLLECTED;

use crate::support::{
    TestApp,
    app::{ids, path_of},
    database::TestDatabase,
};

use super::data;

/// Lists whose filters leave more than a thousand records, in orders that they bound, share an index with, or neither.
const LISTS: [&str; 12] = [
    "/events?kind=meeting&sort=startDate",
    "/events?kind=meeting,training&sort=-title",
    "/events?period=current,upcoming&status=scheduled&sort=-endDate",
    "/events?from=2050-01-01&to=2070-12-31&sort=endDate",
    "/events?from=2030-01-01&to=2070-12-31&partner=p0,p199&sort=startDate,title",
    "/events?period=past&agreement=a0",
    "/events?q=spotkanie&topic=sport&sort=-updatedAt,startDate",
    "/agreements?signedFrom=2030-01-01&signedTo=2070-12-31",
    "/projects?to=2060-01-01&partner=p0,p1,p2,p3,p4,p5,p6,p7,p8,p9&status=ongoing,completed",
    "/programmes?instrument=Interreg&sort=name,-updatedAt",
    "/partners?country=DE&sort=partnerSince",
    "/search?q=spotkanie&type=agreements",
];

/// The ids of each page from here on by one of the links.
fn pages(app: &TestApp, start: &str, link: &str) -> (Vec<Vec<String>>, String) {
    let (mut pages, mut path) = (Vec::new(), start.to_owned());
    loop {
        let page = app.json(&path);
        pages.push(ids(&page));
        match path_of(&page["links"][link]) {
            Some(next) => path = next,
            None => return (pages, path),
        }
    }
}

#[test]
fn a_walked_list_has_the_records_that_are_counted() {
    let app = TestApp::on(data::filled(TestDatabase::new()));
    for list in LISTS {
        let path = format!("{list}&limit=100");
        let total = app.json(&path)["pagination"]["total"].as_u64().unwrap();
        let (forward, last) = pages(&app, &path, "next");
        let all: Vec<&String> = forward.iter().flatten().collect();
        assert_eq!(all.len() as u64, total, "{list}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len() as u64, total, "{list}");
        assert!(
            total > MAX_COLLECTED.unsigned_abs(),
            "{list} has {total} records, which are collected"
        );
        let (mut backward, _) = pages(&app, &last, "prev");
        backward.reverse();
        let back: Vec<&String> = backward.iter().flatten().collect();
        assert_eq!(back, all, "{list}");
    }
}
