//! What the list of events can be asked: by time, by what they refer to, by what they are.

use jiff::{ToSpan as _, Zoned};
use serde_json::json;

use crate::support::{
    TestApp,
    made_up::{self, references},
};

const MAURON_2012: &str = "2012-06-04-wizyta-gosci-mauron-rietavas";
const SIGNING_2015: &str = "2015-05-20-podpisanie-umowy-o-partnerstwie-oziersk";
const CONFERENCE_2015: &str = "2015-06-16-konferencja-stadiony-sportowe-oziersk";
const LATVIA_2016: &str = "2016-06-06-wizyta-grupy-z-lotwy-gulbene";
const OZIERSK_2016: &str = "2016-10-12-spotkanie-w-oziersku";
const DELEGATIONS_2017: &str = "2017-05-20-wizyta-delegacji-oziersk-rietavas";

/// Asks for events by each query, and compares the ids.
fn check(app: &TestApp, cases: &[(&str, &[&str])]) {
    for (query, expected) in cases {
        let page = app.json(&format!("/events?{query}"));
        assert_eq!(crate::support::app::ids(&page), *expected, "{query}");
        assert_eq!(page["pagination"]["total"], expected.len(), "{query}");
    }
}

#[test]
fn events_are_found_by_what_they_refer_to() {
    check(
        &TestApp::new(),
        &[
            ("partner=oziersk", &[DELEGATIONS_2017, OZIERSK_2016, CONFERENCE_2015, SIGNING_2015]),
            ("partner=mauron,gulbene", &[LATVIA_2016, MAURON_2012]),
            ("partner=rietavas&sort=startDate", &[MAURON_2012, DELEGATIONS_2017]),
            ("partner=oziersk,oziersk&kind=visit", &[DELEGATIONS_2017]),
            ("agreement=umowa-o-partnerstwie-oziersk-2015", &[SIGNING_2015]),
            ("project=stadiony-sportowe", &[OZIERSK_2016, CONFERENCE_2015]),
            (
                "project=stadiony-sportowe,zdrowie-jest-najwazniejsze&sort=title",
                &[CONFERENCE_2015, OZIERSK_2016],
            ),
            ("programme=pl-ru-2014-2020", &[DELEGATIONS_2017, OZIERSK_2016]),
            ("programme=pl-ru-2014-2020&partner=rietavas", &[DELEGATIONS_2017]),
            (
                "partner=oziersk&project=stadiony-sportowe&programme=lt-pl-ru-2007-2013&topic=youth",
                &[CONFERENCE_2015],
            ),
            ("partner=nobody", &[]),
            ("partner=nobody,mauron", &[MAURON_2012]),
        ],
    );
}

#[test]
fn events_are_found_by_what_they_are() {
    check(
        &TestApp::new(),
        &[
            ("kind=signing,conference", &[CONFERENCE_2015, SIGNING_2015]),
            ("direction=incoming", &[DELEGATIONS_2017, LATVIA_2016, MAURON_2012]),
            ("direction=outgoing&kind=meeting", &[OZIERSK_2016]),
            ("status=held&limit=100&topic=water", &[DELEGATIONS_2017]),
            ("status=cancelled,postponed,scheduled", &[]),
            ("country=RU", &[OZIERSK_2016, CONFERENCE_2015, SIGNING_2015]),
            ("country=PL,RU&kind=signing", &[SIGNING_2015]),
            ("country=FR", &[]),
            ("topic=sport", &[CONFERENCE_2015, SIGNING_2015]),
            ("topic=water,youth", &[DELEGATIONS_2017, CONFERENCE_2015]),
            ("topic=education&direction=incoming", &[DELEGATIONS_2017, LATVIA_2016]),
            ("q=Puzyrowskij", &[SIGNING_2015]),
            ("q=Cigogne&partner=mauron", &[MAURON_2012]),
            ("identifier=wikidata:Q1", &[]),
        ],
    );
}

#[test]
fn from_and_to_find_everything_that_overlaps() {
    check(
        &TestApp::new(),
        &[
            ("from=2017-01-01", &[DELEGATIONS_2017]),
            ("to=2012-12-31", &[MAURON_2012]),
            ("from=2012-06-10&to=2012-06-10", &[MAURON_2012]),
            ("from=2012-06-06&to=2012-06-07", &[MAURON_2012]),
            ("from=2012-06-11&to=2015-05-19", &[]),
            ("from=2015-05-20&to=2015-06-16", &[CONFERENCE_2015, SIGNING_2015]),
            ("from=2015-06-17&to=2015-06-17", &[CONFERENCE_2015]),
            ("from=2015-01-01&partner=rietavas", &[DELEGATIONS_2017]),
        ],
    );
}

#[test]
fn a_month_or_a_year_lasts_to_its_end() {
    let long = json!({ "startDate": "2014-03-01", "endDate": "2015-03-02" });
    let range = json!({ "startDate": "2011-01", "endDate": "2011-03" });
    let app = TestApp::with(&format!(
        "{}{}{}{}{}",
        made_up::event("rok", json!({ "startDate": "2016" })),
        made_up::event("luty", json!({ "startDate": "2016-02" })),
        made_up::event("dzien", json!({ "startDate": "2016-02-01" })),
        made_up::event("najdluzsze", long),
        made_up::event("od-do", range),
    ));
    check(
        &app,
        &[
            ("from=2016-02-29&to=2016-02-29", &["luty", "rok"]),
            ("from=2016-03-01&to=2016-03-01", &["rok"]),
            ("from=2016-12-31&to=2017-06-01", &["rok"]),
            ("from=2017-01-01", &[]),
            ("from=2016-02-01&to=2016-02-01", &["luty", "dzien", "rok"]),
            ("from=2015-03-02&to=2015-12-31", &["najdluzsze"]),
            ("from=2015-03-03&to=2015-12-31", &[]),
            ("from=2011-03-31&to=2011-04-30", &["od-do"]),
            ("from=2011-04-01&to=2011-04-30", &[]),
            ("from=2016-02&to=2016-02", &["luty", "dzien", "rok"]),
            ("from=2015&to=2015", &["najdluzsze"]),
        ],
    );
}

#[test]
fn period_is_seen_from_today() {
    let today =
        Zoned::now().with_time_zone(jiff::tz::TimeZone::get("Europe/Warsaw").unwrap()).date();
    let day = |days: i64| today.saturating_add(days.days()).to_string();
    let lasting = json!({ "startDate": day(-3), "endDate": day(3) });
    let app = TestApp::with(&format!(
        "{}{}{}{}",
        made_up::event("wczoraj", json!({ "startDate": day(-1) })),
        made_up::event("dzis", json!({ "startDate": day(0) })),
        made_up::event("trwa", lasting),
        made_up::event("jutro", json!({ "startDate": day(1), "status": "scheduled" })),
    ));
    check(
        &app,
        &[
            ("period=past", &["wczoraj"]),
            ("period=current", &["dzis", "trwa"]),
            ("period=upcoming", &["jutro"]),
            ("period=past,upcoming", &["jutro", "wczoraj"]),
            ("period=past,current,upcoming", &["jutro", "dzis", "wczoraj", "trwa"]),
            ("period=upcoming&status=held", &[]),
        ],
    );
}

#[test]
fn an_event_is_found_by_the_partner_of_a_participant_once() {
    let participants = json!([{ "role": "mer", "partner": { "id": "rietavas" } }]);
    let both =
        json!({ "participants": participants, "partners": references(&["rietavas", "gulbene"]) });
    let app = TestApp::with(&format!(
        "{}{}{}{}",
        made_up::partner("rietavas", json!({})),
        made_up::partner("gulbene", json!({})),
        made_up::event("a", json!({ "participants": participants })),
        made_up::event("b", both),
    ));
    check(
        &app,
        &[
            ("partner=rietavas", &["b", "a"]),
            ("partner=gulbene,rietavas", &["b", "a"]),
            ("partner=gulbene", &["b"]),
        ],
    );
}

#[test]
fn references_of_one_kind_are_alternatives_and_kinds_come_together() {
    let about = |agreements: &[&str], projects: &[&str]| json!({ "agreements": references(agreements), "projects": references(projects) });
    let app = TestApp::with(&format!(
        "{}{}{}{}{}{}",
        made_up::agreement("umowa", json!({})),
        made_up::agreement("karta", json!({})),
        made_up::project("szlak", json!({})),
        made_up::event("a", about(&["umowa"], &[])),
        made_up::event("b", about(&["karta"], &["szlak"])),
        made_up::event("c", about(&["umowa", "karta"], &["szlak"])),
    ));
    check(
        &app,
        &[
            ("agreement=umowa,karta", &["c", "b", "a"]),
            ("agreement=karta", &["c", "b"]),
            ("agreement=umowa&project=szlak", &["c"]),
            ("agreement=umowa,karta&project=szlak", &["c", "b"]),
            ("project=umowa", &[]),
        ],
    );
}
