//! Values that are wrong: each is refused with the parameter's name, and the answer says what would be valid.

use crate::support::TestApp;

/// Asks with each value; each must be refused with this code, in words that have `hint` in them.
fn refused(app: &TestApp, path: &str, name: &str, values: &[&str], hint: &str) {
    for value in values {
        let answer = app.refused(&format!("{path}?{name}={value}"));
        let faults = answer.faults();
        assert!(!faults.is_empty(), "{name}={value}");
        for fault in faults {
            assert_eq!(fault, (name.to_owned(), "invalid-value".to_owned()), "{name}={value}");
        }
        assert!(answer.details().contains(hint), "{name}={value}: {}", answer.details());
    }
}

#[test]
fn limits_are_whole_numbers_from_1_to_100() {
    let app = TestApp::new();
    let bad = [
        "0",
        "101",
        "-1",
        "1.5",
        "1e3",
        "0x10",
        "%2B5",
        "+5",
        "ten",
        "9223372036854775808",
        "99999999999",
        "%D9%A1",
        "1,2",
        "NaN",
        "1%20",
    ];
    for list in ["/partners", "/events", "/agreements", "/projects", "/programmes"] {
        refused(&app, list, "limit", &bad, "is not a whole number from 1 to 100");
    }
    assert!(app.refused("/search?q=a&limit=101").details().contains("from 1 to 100"));
}

/// What is not a day of the calendar, separated by blanks.
const NO_DATES: &str = "2015-02-30 2015-02-29 2015-13-01 2015-00-10 2015-06-00 20150203 2015-2-3 2015-6 15 \
     2015-02-03T10:00 2015-02-03T10:00:00Z 0000-01-01 1899-12-31 2200-01-01 16.06.2015 today \
     2015-06-16%20 %2B02015-06-16 -2015-06-16 2015-06-16,2015-06-17 2015/06/16 2015-W25-2 2015-167 \
     2015-06-16%5BEurope%2FWarsaw%5D %D9%A2015-06-16";

#[test]
fn dates_are_days_of_the_calendar() {
    let app = TestApp::new();
    let bad: Vec<&str> = NO_DATES.split(' ').collect();
    for (path, name) in [
        ("/events", "from"),
        ("/events", "to"),
        ("/agreements", "signedFrom"),
        ("/agreements", "signedTo"),
        ("/projects", "from"),
        ("/projects", "to"),
    ] {
        refused(&app, path, name, &bad, "written like 2015, 2015-06 or 2015-06-16");
        for good in ["2016-02-29", "1900-01-01", "2199-12-31", "2016", "2016-02"] {
            assert_eq!(
                app.get(&format!("{path}?{name}={good}")).status,
                200,
                "{path}?{name}={good}"
            );
        }
    }
}

#[test]
fn an_end_before_its_beginning_is_refused() {
    let app = TestApp::new();
    for (path, low, high) in [
        ("/events", "from", "to"),
        ("/projects", "from", "to"),
        ("/agreements", "signedFrom", "signedTo"),
    ] {
        let answer = app.refused(&format!("{path}?{low}=2015-06-17&{high}=2015-06-16"));
        assert_eq!(answer.faults(), [(high.to_owned(), "before-start".to_owned())]);
        assert_eq!(app.get(&format!("{path}?{low}=2015-06-16&{high}=2015-06-16")).status, 200);
    }
}

#[test]
fn closed_lists_name_the_nearest_value_or_all() {
    let app = TestApp::new();
    refused(&app, "/events", "kind", &["visti", "Visit", "visits"], "did you mean “visit”?");
    refused(&app, "/events", "kind", &["visti,meetng"], "did you mean “meeting”?");
    refused(
        &app,
        "/events",
        "kind",
        &["zzzz", "visit,", ",visit", "visit,,meeting"],
        "visit, meeting, conference",
    );
    refused(&app, "/events", "period", &["now", "today"], "past, current, upcoming");
    refused(&app, "/events", "direction", &["in"], "incoming, outgoing, online");
    refused(&app, "/events", "direction", &["incomming"], "did you mean “incoming”?");
    refused(&app, "/events", "topic", &["sports"], "did you mean “sport”?");
    refused(&app, "/partners", "status", &["actve"], "did you mean “active”?");
    refused(
        &app,
        "/agreements",
        "kind",
        &["letterofintent", "letter-of-intent"],
        "did you mean “letterOfIntent”?",
    );
    refused(
        &app,
        "/programmes",
        "instrument",
        &["erasmus", "ERASMUS%2B"],
        "did you mean “Erasmus+”?",
    );
    refused(
        &app,
        "/projects",
        "status",
        &["held"],
        "planned, ongoing, completed, cancelled, unknown",
    );
}

#[test]
fn countries_are_two_capital_letters_of_iso_3166() {
    let app = TestApp::new();
    for path in ["/events", "/partners"] {
        refused(
            &app,
            path,
            "country",
            &["pl", "POL", "P", "XX", "Polska", "PL,ru", "PL,", "P%C5%81"],
            "two capital letters",
        );
    }
}

#[test]
fn ids_and_identifiers_have_their_form() {
    let app = TestApp::new();
    let bad = ["Oziersk", "-a", "a-", "a--b", "a_b", "a/b", "%C5%82", "..", "a%20", "a,", "%2A"];
    for (path, name) in [
        ("/events", "partner"),
        ("/events", "agreement"),
        ("/events", "project"),
        ("/events", "programme"),
        ("/agreements", "partner"),
        ("/projects", "programme"),
    ] {
        refused(&app, path, name, &bad, "lowercase letters, digits and single hyphens");
        refused(&app, path, name, &[&"a".repeat(65)], "at most 64 characters");
        assert_eq!(app.get(&format!("{path}?{name}={}", "a".repeat(64))).status, 200);
    }
    for path in ["/events", "/partners", "/agreements", "/projects", "/programmes"] {
        refused(
            &app,
            path,
            "identifier",
            &[
                "Q1",
                "wikidata",
                "wikidata:",
                ":Q1",
                "Wikidata:Q1",
                "wiki%20data:Q1",
                "wikidata:Q1,",
            ],
            "the form scheme:value",
        );
    }
    assert_eq!(
        app.get("/partners?identifier=wikidata:a:b%27%22").status,
        200,
        "a value is any text"
    );
    let long = "%C5%82".repeat(200);
    assert_eq!(
        app.get(&format!("/partners?identifier=wikidata:{long}")).status,
        200,
        "as long as in a document"
    );
    let answer = app.refused(&format!("/partners?identifier=wikidata:{long}x"));
    assert_eq!(answer.faults(), [("identifier".to_owned(), "invalid-value".to_owned())]);
    assert!(answer.details().contains("more than 200 characters"), "{}", answer.details());
}

#[test]
fn years_are_four_digits() {
    let app = TestApp::new();
    refused(
        &app,
        "/programmes",
        "year",
        &["1949", "2200", "14", "2014,2015", "-2014", "2014.0", "MMXIV"],
        "from 1950 to 2199",
    );
    assert_eq!(app.get("/programmes?year=1950").status, 200);
}
