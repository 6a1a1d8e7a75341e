//! What answers look like, as a whole: one of each type, a list, the entry and a problem.
//!
//! The same snapshots serve both databases. `INSTA_UPDATE=always cargo test answers` writes them anew.

use insta::assert_json_snapshot;
use serde_json::Value;

use crate::support::{TestApp, committed::fix_times};

fn answer(path: &str) -> Value {
    let mut answer = TestApp::new().json(path);
    fix_times(&mut answer);
    answer
}

#[test]
fn an_entry() {
    assert_json_snapshot!(answer(""), { ".softwareVersion" => "[version]", ".instance" => "[instance]" });
}

#[test]
fn a_municipality() {
    assert_json_snapshot!(answer("/municipality"));
}

#[test]
fn a_partner() {
    assert_json_snapshot!(answer("/partners/oziersk"));
}

#[test]
fn an_event() {
    assert_json_snapshot!(answer("/events/2017-05-20-wizyta-delegacji-oziersk-rietavas"));
}

#[test]
fn an_agreement() {
    assert_json_snapshot!(answer("/agreements/umowa-o-partnerstwie-oziersk-2015"));
}

#[test]
fn a_project() {
    assert_json_snapshot!(answer("/projects/zdrowie-jest-najwazniejsze"));
}

#[test]
fn a_programme() {
    assert_json_snapshot!(answer("/programmes/pl-ru-2014-2020"));
}

#[test]
fn a_list() {
    let page =
        answer("/events?lang=en&limit=2&fields=title,startDate,endDate,partners,servedLanguages");
    assert_json_snapshot!(page);
}

#[test]
fn results_of_a_search() {
    assert_json_snapshot!(answer("/search?q=Rietawy&lang=en"));
}

#[test]
fn a_problem() {
    let problem =
        TestApp::empty().refused("/events?form=2015-06-16&kind=visti&to=2015-06-31").json();
    assert_json_snapshot!(problem, { ".requestId" => "[id]" });
}
