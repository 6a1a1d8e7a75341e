//! What the lists of partners, agreements, projects and programmes can be asked.

use serde_json::json;

use crate::support::{
    TestApp,
    made_up::{self, agreement, references},
};

/// Asks by each address, and compares the ids and the total.
fn check(app: &TestApp, cases: &[(&str, &[&str])]) {
    for (path, expected) in cases {
        let page = app.json(path);
        assert_eq!(crate::support::app::ids(&page), *expected, "{path}");
        assert_eq!(page["pagination"]["total"], expected.len(), "{path}");
    }
}

#[test]
fn partners_are_found_by_country_kind_and_status() {
    check(
        &TestApp::new(),
        &[
            ("/partners", &["gulbene", "oziersk", "rietavas", "mauron"]),
            ("/partners?country=LT,LV", &["gulbene", "rietavas"]),
            ("/partners?kind=association", &["mauron"]),
            ("/partners?kind=association,municipality&country=FR", &["mauron"]),
            ("/partners?kind=municipality&country=FR", &[]),
            ("/partners?status=unknown&country=RU", &["oziersk"]),
            ("/partners?status=active,ended", &[]),
            ("/partners?identifier=oktmo:27516000001", &["oziersk"]),
            ("/partners?identifier=oktmo:27516000001,iso-3166-2:LT-39", &["oziersk", "rietavas"]),
            ("/partners?identifier=oktmo:2751600000", &[]),
            ("/partners?identifier=wikidata:27516000001", &[]),
        ],
    );
}

#[test]
fn partners_and_programmes_have_the_topics_of_what_refers_to_them() {
    check(
        &TestApp::new(),
        &[
            ("/partners?topic=water", &["oziersk", "rietavas"]),
            ("/partners?topic=health", &["oziersk"]),
            ("/partners?topic=tourism", &["gulbene", "oziersk", "mauron"]),
            ("/partners?topic=safety,transport", &[]),
            ("/partners?topic=water&country=LT", &["rietavas"]),
            ("/programmes?topic=health", &["lt-pl-ru-2007-2013"]),
            (
                "/programmes?topic=water&sort=name",
                &["erasmus-plus-2014-2020", "europe-for-citizens-2014-2020", "pl-ru-2014-2020"],
            ),
        ],
    );
}

#[test]
fn a_draft_gives_no_topic_to_what_it_refers_to() {
    let own =
        json!({ "state": "draft", "partners": references(&["rietavas"]), "topics": ["water"] });
    let lines =
        format!("{}{}", made_up::partner("rietavas", json!({})), made_up::event("szkic", own));
    check(&TestApp::with(&lines), &[("/partners?topic=water", &[])]);
}

#[test]
fn agreements_are_found_by_partner_day_kind_status_and_topic() {
    const CHARTER: &str = "karta-braterstwa-mauron-2003";
    const INTENT: &str = "list-intencyjny-oziersk-2009";
    const OZIERSK: &str = "umowa-o-partnerstwie-oziersk-2015";
    const RIETAVAS: &str = "umowa-o-partnerstwie-rietavas";
    check(
        &TestApp::new(),
        &[
            ("/agreements", &[OZIERSK, INTENT, CHARTER, RIETAVAS]),
            ("/agreements?partner=oziersk", &[OZIERSK, INTENT]),
            ("/agreements?partner=mauron,rietavas", &[CHARTER, RIETAVAS]),
            ("/agreements?signedFrom=2009-09-05", &[OZIERSK, INTENT]),
            ("/agreements?signedFrom=2009-09-06", &[OZIERSK]),
            ("/agreements?signedTo=2009-09-05", &[INTENT, CHARTER]),
            ("/agreements?signedTo=2009-09-04", &[CHARTER]),
            ("/agreements?signedFrom=2003-05-31&signedTo=2003-05-31", &[CHARTER]),
            ("/agreements?kind=partnership", &[OZIERSK, RIETAVAS]),
            ("/agreements?kind=charter,letterOfIntent&partner=oziersk", &[INTENT]),
            ("/agreements?status=unknown&kind=charter", &[CHARTER]),
            ("/agreements?status=inForce", &[]),
            ("/agreements?topic=youth,health", &[INTENT, RIETAVAS]),
            ("/agreements?q=Puzyrowskij", &[OZIERSK]),
        ],
    );
}

#[test]
fn an_agreement_of_a_month_is_signed_on_any_of_its_days() {
    let june = json!({ "signedOn": "2015-06" });
    let app = TestApp::with(&[agreement("june", june), agreement("undated", json!({}))].concat());
    check(
        &app,
        &[
            ("/agreements?signedFrom=2015-06-30", &["june"]),
            ("/agreements?signedFrom=2015-07-01", &[]),
            ("/agreements?signedTo=2015-06-01", &["june"]),
            ("/agreements?signedTo=2015-05-31", &[]),
            ("/agreements?signedFrom=2015-06&signedTo=2015-06", &["june"]),
            ("/agreements?signedFrom=2015&signedTo=2015", &["june"]),
            ("/agreements?signedTo=2015-05", &[]),
            ("/agreements?signedFrom=2016", &[]),
        ],
    );
}

#[test]
fn projects_are_found_by_programme_partner_status_and_topic() {
    const STADIUMS: &str = "stadiony-sportowe";
    const HEALTH: &str = "zdrowie-jest-najwazniejsze";
    check(
        &TestApp::new(),
        &[
            ("/projects", &[HEALTH, STADIUMS]),
            ("/projects?programme=lt-pl-ru-2007-2013", &[HEALTH, STADIUMS]),
            ("/projects?programme=pl-ru-2014-2020", &[]),
            ("/projects?partner=oziersk&topic=sport", &[STADIUMS]),
            ("/projects?status=completed&q=zdrowie", &[HEALTH]),
            ("/projects?status=planned,ongoing", &[]),
            ("/projects?identifier=contract:ILPR.02.02.00-28-126/10-00", &[STADIUMS]),
            ("/projects?from=2015-05-31&to=2015-06-30", &[HEALTH, STADIUMS]),
            ("/projects?from=2015-06-01", &[STADIUMS]),
        ],
    );
}

#[test]
fn a_project_without_a_beginning_or_an_end_may_go_on() {
    let app = TestApp::with(&format!(
        "{}{}{}{}",
        made_up::project("cale", json!({ "startDate": "2012-01-01", "endDate": "2013-12-31" })),
        made_up::project("bez-konca", json!({ "startDate": "2014-01-01" })),
        made_up::project("bez-poczatku", json!({ "endDate": "2011-06-30" })),
        made_up::project("rok", json!({ "startDate": "2016", "endDate": "2016" })),
    ));
    check(
        &app,
        &[
            ("/projects", &["rok", "bez-konca", "cale", "bez-poczatku"]),
            ("/projects?from=2014-01-01", &["rok", "bez-konca"]),
            ("/projects?to=2011-12-31", &["bez-poczatku"]),
            ("/projects?from=2011-07-01&to=2013-12-31", &["cale"]),
            ("/projects?from=1999-01-01&to=1999-12-31", &["bez-poczatku"]),
            ("/projects?from=2016-12-31&to=2016-12-31", &["rok", "bez-konca"]),
            ("/projects?from=2017-01-01", &["bez-konca"]),
            ("/projects?from=2016&to=2016", &["rok", "bez-konca"]),
            ("/projects?from=2011-07&to=2013", &["cale"]),
        ],
    );
}

#[test]
fn programmes_are_found_by_instrument_and_by_a_year_of_their_period() {
    check(
        &TestApp::new(),
        &[
            ("/programmes?instrument=ENI-CBC,ENPI-CBC", &["pl-ru-2014-2020", "lt-pl-ru-2007-2013"]),
            ("/programmes?instrument=Erasmus%2B", &["erasmus-plus-2014-2020"]),
            ("/programmes?instrument=Europe%20for%20Citizens", &["europe-for-citizens-2014-2020"]),
            (
                "/programmes?instrument=Europe+for+Citizens&year=2014",
                &["europe-for-citizens-2014-2020"],
            ),
            ("/programmes?year=2013", &["lt-pl-ru-2007-2013"]),
            ("/programmes?year=2007", &["lt-pl-ru-2007-2013"]),
            ("/programmes?year=2006", &[]),
            ("/programmes?year=2020&instrument=ENI-CBC", &["pl-ru-2014-2020"]),
            ("/programmes?year=2021", &[]),
        ],
    );
    let open = made_up::programme("otwarty", json!({ "periodEnd": null, "periodStart": 2021 }));
    let open = open.replace("\"periodEnd\":null,", "");
    let app = TestApp::with(&open);
    check(&app, &[("/programmes?year=2199", &["otwarty"]), ("/programmes?year=2020", &[])]);
}

#[test]
fn an_identifier_is_found_whatever_it_contains() {
    let written = ["WND-1.01/20, poz. 3", "a,b", "\"quoted\"", "5\" x, 6", "a:b&c=d", ","];
    let lines: Vec<String> = written
        .iter()
        .enumerate()
        .map(|(number, value)| {
            let identifiers = json!([{ "scheme": "contract", "value": value }]);
            made_up::partner(&format!("p{number}"), json!({ "identifiers": identifiers }))
        })
        .collect();
    let app = TestApp::with(&lines.concat());
    let quoted = |value: &str| format!("\"contract:{}\"", value.replace('"', "\"\""));
    let encoded =
        |text: &str| text.bytes().fold(String::new(), |all, byte| all + &format!("%{byte:02X}"));
    for (number, value) in written.iter().enumerate() {
        let query = format!("/partners?identifier={}", encoded(&quoted(value)));
        assert_eq!(app.ids(&query), [format!("p{number}")], "{value}");
    }
    let all = written.map(quoted).join(",");
    assert_eq!(app.ids(&format!("/partners?identifier={}", encoded(&all))).len(), written.len());
    for broken in ["\"contract:a", "\"contract:a\"b", "contract:a,\""] {
        let answer = app.get(&format!("/partners?identifier={}", encoded(broken)));
        assert_eq!(answer.status, 400, "{broken}: {}", answer.text());
        assert!(answer.text().contains("quotation mark"), "{}", answer.text());
    }
}
