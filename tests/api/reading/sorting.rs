//! In which order lists are: dictionary order, several fields, both directions.

use serde_json::json;

use crate::support::{TestApp, made_up};

/// Towns in the order of a Polish dictionary.
const TOWNS: [&str; 10] = [
    "Czechowice",
    "Ćmielów",
    "Lublin",
    "lubsko",
    "Lwów",
    "Łódź",
    "Zamość",
    "Źródła",
    "Żary",
    "Озёрск",
];

fn towns(municipality: &str) -> String {
    let named = |(number, name): (usize, &&str)| {
        made_up::partner(
            &format!("p{}", (number * 7) % 10),
            json!({ "translations": { "pl": { "name": name } } }),
        )
    };
    TOWNS.iter().enumerate().map(named).collect::<String>() + municipality
}

fn names(app: &TestApp, path: &str) -> Vec<String> {
    let page = app.json(path);
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn names_are_in_the_order_of_a_polish_dictionary() {
    let app = TestApp::with(&towns(&made_up::municipality()));
    assert_eq!(names(&app, "/partners"), TOWNS);
    assert_eq!(
        names(&app, "/partners?sort=name&lang=en"),
        TOWNS,
        "the order is that of the municipality"
    );
    let mut reversed = TOWNS;
    reversed.reverse();
    assert_eq!(names(&app, "/partners?sort=-name"), reversed);
}

#[test]
fn the_order_is_that_of_the_default_language() {
    let app = TestApp::with(&towns(&made_up::municipality_in("en")));
    let english = [
        "Ćmielów",
        "Czechowice",
        "Łódź",
        "Lublin",
        "lubsko",
        "Lwów",
        "Zamość",
        "Żary",
        "Źródła",
        "Озёрск",
    ];
    assert_eq!(names(&app, "/partners"), english);
    let polish = made_up::municipality();
    app.import(&polish);
    assert_eq!(names(&app, "/partners"), TOWNS, "another default language sorts everything anew");
}

#[test]
fn several_fields_sort_one_after_the_other_in_their_own_directions() {
    let event = |id: &str, start: &str, title: &str| {
        made_up::event(
            id,
            json!({ "startDate": start, "translations": { "pl": { "title": title } } }),
        )
    };
    let app = TestApp::with(&format!(
        "{}{}{}{}{}",
        made_up::municipality(),
        event("d", "2015-01-01", "Łódź"),
        event("c", "2015-01-01", "Lublin"),
        event("b", "2016-01-01", "Lublin"),
        event("a", "2016-01-01", "Lublin"),
    ));
    for (sort, expected) in [
        ("startDate", ["c", "d", "a", "b"]),
        ("-startDate", ["b", "a", "d", "c"]),
        ("startDate,title", ["c", "d", "a", "b"]),
        ("startDate,-title", ["d", "c", "a", "b"]),
        ("-startDate,-title", ["b", "a", "d", "c"]),
        ("title,startDate", ["c", "a", "b", "d"]),
        ("title,-startDate,createdAt", ["b", "a", "c", "d"]),
        ("-title,startDate", ["d", "c", "b", "a"]),
        ("createdAt", ["d", "c", "b", "a"]),
        ("-updatedAt", ["a", "b", "c", "d"]),
    ] {
        assert_eq!(app.ids(&format!("/events?sort={sort}")), expected, "{sort}");
    }
}

#[test]
fn records_without_the_value_come_first_or_last() {
    let app = TestApp::new();
    assert_eq!(
        app.ids("/partners?sort=partnerSince"),
        ["gulbene", "rietavas", "mauron", "oziersk"]
    );
    assert_eq!(
        app.ids("/partners?sort=-partnerSince,name"),
        ["oziersk", "mauron", "gulbene", "rietavas"]
    );
    assert_eq!(app.ids("/agreements?sort=signedOn")[0], "umowa-o-partnerstwie-rietavas");
}

#[test]
fn a_change_moves_a_record_in_the_order_of_changes() {
    let app = TestApp::with(&["a", "b", "c"].map(|id| made_up::partner(id, json!({}))).concat());
    app.import(&made_up::partner("a", json!({ "status": "ended" })));
    assert_eq!(app.ids("/partners?sort=-updatedAt"), ["a", "c", "b"]);
    assert_eq!(app.ids("/partners?sort=-createdAt"), ["c", "b", "a"]);
}

#[test]
fn what_is_no_order_is_refused() {
    let app = TestApp::new();
    for (sort, code) in [
        ("start", "invalid-value"),
        ("startdate", "invalid-value"),
        ("+startDate", "invalid-value"),
        ("--startDate", "invalid-value"),
        ("startDate,", "invalid-value"),
        ("startDate,-startDate", "repeated"),
        ("startDate%20desc", "invalid-value"),
        ("startDate,endDate,title,createdAt", "too-many"),
        ("id", "invalid-value"),
    ] {
        let answer = app.refused(&format!("/events?sort={sort}"));
        assert_eq!(answer.faults(), [("sort".to_owned(), code.to_owned())], "{sort}");
    }
    assert!(app.refused("/events?sort=start").details().contains("did you mean “startDate”"));
}
