//! `q`: how words are found, whatever their case, diacritics, script or grammatical form.

use serde_json::json;

use crate::support::{TestApp, made_up};

/// Asks each list for words; each word with the ids that it must find.
fn check(app: &TestApp, cases: &[(&str, &[&str])]) {
    for (path, expected) in cases {
        assert_eq!(app.ids(path), *expected, "{path}");
    }
}

#[test]
fn words_are_found_in_any_case_and_without_diacritics() {
    check(
        &TestApp::new(),
        &[
            ("/partners?q=oziersk", &["oziersk"]),
            ("/partners?q=OZIERSK", &["oziersk"]),
            ("/partners?q=zwiazek", &["mauron"]),
            ("/partners?q=ZWI%C4%84ZEK", &["mauron"]),
            ("/partners?q=Broceliande", &["mauron"]),
            ("/partners?q=reitavs", &["rietavas"]),
            ("/partners?q=R%C4%97itavs", &["rietavas"]),
            (
                "/projects?q=Ketrzyn&sort=title",
                &["stadiony-sportowe", "zdrowie-jest-najwazniejsze"],
            ),
            ("/events?q=lotwy&partner=gulbene", &["2016-06-06-wizyta-grupy-z-lotwy-gulbene"]),
        ],
    );
}

#[test]
fn partners_are_found_by_former_and_foreign_names_in_any_script() {
    check(
        &TestApp::new(),
        &[
            ("/partners?q=oziorsk", &["oziersk"]),
            ("/partners?q=%D0%9E%D0%B7%D1%91%D1%80%D1%81%D0%BA", &["oziersk"]),
            ("/partners?q=%D0%BE%D0%B7%D0%B5%D1%80%D1%81%D0%BA", &["oziersk"]),
            ("/partners?q=Darkehmen", &["oziersk"]),
            ("/partners?q=Angerapp", &["oziersk"]),
            ("/partners?q=Schwanenburg", &["gulbene"]),
            ("/partners?q=%D0%93%D1%83%D0%BB%D0%B1%D0%B5%D0%BD%D0%B5", &["gulbene"]),
            ("/partners?q=Maoron", &["mauron"]),
        ],
    );
}

#[test]
fn words_are_found_in_other_grammatical_forms() {
    check(
        &TestApp::new(),
        &[
            ("/partners?q=Ozierska", &["oziersk"]),
            ("/partners?q=Ozierskiem", &["oziersk"]),
            (
                "/events?q=umowa&kind=signing",
                &["2015-05-20-podpisanie-umowy-o-partnerstwie-oziersk"],
            ),
            ("/events?q=%C5%82otwa", &["2016-06-06-wizyta-grupy-z-lotwy-gulbene"]),
            ("/projects?q=stadion", &["stadiony-sportowe"]),
            ("/projects?q=stadionowi", &["stadiony-sportowe"]),
        ],
    );
}

#[test]
fn every_word_counts_and_a_beginning_is_enough() {
    check(
        &TestApp::new(),
        &[
            ("/partners?q=gmin%20mau", &["mauron"]),
            ("/partners?q=gmin+mau", &["mauron"]),
            ("/partners?q=mau+oziersk", &[]),
            ("/partners?q=schwan", &["gulbene"]),
            ("/partners?q=darkeh", &["oziersk"]),
            ("/partners?q=arkehmen", &[]),
            ("/events?q=wodno-%C5%9Bciek", &["2017-05-20-wizyta-delegacji-oziersk-rietavas"]),
            ("/events?q=2017", &["2017-05-20-wizyta-delegacji-oziersk-rietavas"]),
        ],
    );
}

#[test]
fn punctuation_alone_is_no_word() {
    let app = TestApp::new();
    for q in [
        "%22",
        "*",
        "-",
        "'",
        "%5E",
        "%25",
        "_",
        "%26%7C!",
        ":*",
        "()",
        "%3B--",
        "%E2%80%9E%E2%80%9D",
        "...",
    ] {
        for path in ["/partners", "/search"] {
            let answer = app.refused(&format!("{path}?q={q}"));
            assert_eq!(answer.faults(), [("q".to_owned(), "invalid-value".to_owned())], "{q}");
        }
    }
}

/// Words with the syntax of FTS5, LIKE, tsquery and SQL around them, separated by blanks.
const SYNTAX: &str = "a%20AND a+AND+b NEAR(a -a a'b %5Ea a%25 a_b a%26b a%7Cb !a a:* %22a %22a%22 a* terms:a \
     a%20OR%20b NOT%20a (a a) {a} a%5C a';DROP%20TABLE%20event;--a a%3C-%3Eb a%2Bb a::tsquery $1a \
     %3Fa a%00";

#[test]
fn the_syntax_of_the_databases_is_nothing_but_words() {
    let app = TestApp::with(&format!(
        "{}{}",
        made_up::partner(
            "a-i-b",
            json!({ "translations": { "pl": { "name": "and near a'b not or" } } })
        ),
        made_up::partner("inny", json!({}))
    ));
    for q in SYNTAX.split(' ') {
        let answer = app.get(&format!("/partners?q={q}"));
        let expected: &[u16] = if q == "a%00" { &[400] } else { &[200] };
        assert!(expected.contains(&answer.status), "{q}: {}", answer.text());
        assert!(
            answer.status == 400 || !answer.text().contains("\"inny\""),
            "{q} is no more than its words"
        );
    }
    assert_eq!(app.ids("/partners?q=a%20AND"), ["a-i-b"], "AND is a word");
    assert!(app.ids("/partners?q=a%20OR%20inny").is_empty(), "OR is a word");
    assert!(app.ids("/partners?q=NOT%20a%20inny").is_empty(), "NOT is a word");
    assert_eq!(app.ids("/partners?q=inny"), ["inny"], "and the table is still there");
}

#[test]
fn a_search_has_at_most_sixteen_words() {
    let app = TestApp::new();
    let words =
        |count: usize| (0..count).map(|number| format!("w{number}")).collect::<Vec<_>>().join("+");
    assert_eq!(app.get(&format!("/events?q={}", words(16))).status, 200);
    let answer = app.refused(&format!("/events?q={}", words(17)));
    assert_eq!(answer.faults(), [("q".to_owned(), "invalid-value".to_owned())]);
    assert!(answer.details().contains("16"), "{}", answer.details());
    assert_eq!(
        app.get(&format!("/events?q={}", "a".repeat(3_000))).status,
        200,
        "a very long word"
    );
}

#[test]
fn a_text_that_changed_is_found_by_its_new_words_only() {
    let named =
        |name: &str| made_up::partner("x", json!({ "translations": { "pl": { "name": name } } }));
    let app = TestApp::with(&named("Stary"));
    assert_eq!(app.ids("/partners?q=stary"), ["x"]);
    app.import(&named("Nowy"));
    assert!(app.ids("/partners?q=stary").is_empty());
    assert_eq!(app.ids("/partners?q=nowy"), ["x"]);
}
