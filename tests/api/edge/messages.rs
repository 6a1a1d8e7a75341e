//! The language of what problems say: that of `Accept-Language`, out of Polish and English.

use serde_json::{Value, json};

use crate::support::{TestApp, client::Answer, made_up::event};

const POLISH: (&str, &str) = ("Accept-Language", "pl");

/// An event with another value of a field.
fn event_with(field: &str, value: Value) -> Value {
    let mut event: Value = serde_json::from_str(&event("a", json!({}))).unwrap();
    let fields = event.as_object_mut().unwrap();
    fields.remove("id");
    fields.insert(field.to_owned(), value);
    event
}

#[track_caller]
fn is_in(answer: &Answer, language: &str, title: &str, details: &[&str]) {
    assert_eq!(answer.header("content-language"), language, "{}", answer.text());
    let varies = answer.headers.get_all("vary").iter();
    assert!(varies.into_iter().any(|value| value == "accept-language"), "{:?}", answer.headers);
    assert_eq!(answer.json()["title"], title);
    let said = answer.details();
    for words in details {
        assert!(said.contains(words), "“{words}” is not in: {said}");
    }
}

#[test]
fn the_best_language_of_the_reader_that_there_is_is_spoken() {
    let app = TestApp::new();
    for (accepted, language) in [
        ("pl", "pl"),
        ("pl-PL", "pl"),
        ("PL", "pl"),
        ("pl, en;q=0.9", "pl"),
        ("de, pl;q=0.5, en;q=0.4", "pl"),
        ("en, pl;q=0.9", "en"),
        ("pl;q=0.1, en-GB", "en"),
        ("pl;q=0, de", "en"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        ("plx", "en"),
    ] {
        let answer = app.get_with("/nothing", &[("Accept-Language", accepted)]);
        let title = if language == "pl" { "Nie znaleziono" } else { "Not found" };
        is_in(&answer, language, title, &[]);
    }
    let without = app.get_with("/nothing", &[]);
    is_in(&without, "en", "Not found", &["There is nothing at this URL"]);
}

#[test]
fn what_is_wrong_with_a_question_is_said_in_polish() {
    let app = TestApp::new();
    let invalid = "Żądanie jest niepoprawne";
    for (path, title, words) in [
        ("/nothing", "Nie znaleziono", "Pod tym adresem nic nie ma"),
        ("/partners/", "Nie znaleziono", "nie kończą się ukośnikiem"),
        ("/partners/none", "Nie znaleziono", "W kolekcji „partners” nie ma rekordu „none”."),
        ("/partners/A_B", "Nie znaleziono", "poprawna wartość to identyfikator z małych liter"),
        (
            "/templates/partner",
            "Nie znaleziono",
            "„partner” to wartość niepoprawna; czy chodziło o „partners”?",
        ),
        ("/events?kind=visti", invalid, "czy chodziło o „visit”? Dopuszczalne: visit,"),
        (
            "/events?from=2015-02-30",
            invalid,
            "„2015-02-30” to wartość niepoprawna; poprawna wartość to rok, miesiąc lub dzień z lat 1900–2199",
        ),
        ("/events?from=2016&to=2015", invalid, "data 2015 jest wcześniejsza niż from=2016"),
        ("/events?limit=0", invalid, "„0” nie jest liczbą całkowitą od 1 do 100"),
        ("/events?limt=5", invalid, "nie ma tu parametru „limt”; czy chodziło o „limit”?"),
        ("/events?limit=", invalid, "brak wartości; pomiń parametr"),
        ("/events?q=%ff", invalid, "nie jest tekstem UTF-8 w kodowaniu procentowym"),
        ("/events?after=x", invalid, "nie jest kursorem wydanym przez usługę"),
        ("/events?near=54,21", invalid, "„near” wymaga odległości w kilometrach"),
        ("/events?format=csv&facets=kind", invalid, "nie ma zastosowania z format=csv"),
        ("/search", invalid, "podaj szukane słowa, na przykład q=Oziersk"),
        ("/changes?after=999999", "Konflikt", "zacznij od początku, bez `after`"),
        ("/batches", "Wymagany jest token", "twinning token create"),
    ] {
        let answer = app.get_with(path, &[POLISH]);
        is_in(&answer, "pl", title, &[words]);
        let english = app.get(path);
        assert_eq!(answer.status, english.status);
        let codes =
            |answer: &Answer| (answer.faults(), answer.places(), answer.json()["type"].clone());
        assert_eq!(codes(&answer), codes(&english), "{path}: what programs read stays");
    }
}

#[test]
fn what_is_wrong_with_a_record_is_said_in_polish() {
    let app = TestApp::new();
    let editor = app.editor();
    for (field, value, words) in [
        ("kind", json!("visti"), "czy chodziło o „visit”?"),
        ("kind", Value::Null, "brak pola „kind”"),
        ("knid", json!(1), "nie ma pola „knid”; czy chodziło o „kind”?"),
        (
            "startDate",
            json!("31.06.2027"),
            "„31.06.2027” to wartość niepoprawna; poprawna wartość to rok",
        ),
        ("endDate", json!("1999"), "data jest wcześniejsza niż startDate ("),
        (
            "translations",
            json!({}),
            "wymagane jest pole „title” w co najmniej jednym języku, na przykład {\"pl\": {\"title\": \"…\"}}",
        ),
        (
            "translations",
            json!({"polish": {"title": "A"}}),
            "klucz „polish” jest niepoprawny; poprawna wartość to znacznik języka BCP 47",
        ),
        (
            "translations",
            json!({"pl": {"title": "a\u{0}b"}}),
            "tekst zawiera znak sterujący (U+0000, pozycja w tekście: 2); dopuszczalne",
        ),
        (
            "translations",
            json!({"pl": {"title": "x".repeat(301)}}),
            "tekst jest za długi; dopuszczalna liczba znaków: 300",
        ),
        (
            "translations",
            json!({"pl": {"title": "A"}, "PL": {"title": "B"}}),
            "język pl występuje dwa razy",
        ),
        ("partners", json!([{"id": "none"}]), "w kolekcji „partners” nie ma rekordu „none”"),
        (
            "partners",
            json!([{"id": "oziersk"}, {"id": "oziersk"}]),
            "„oziersk” już występuje w /partners/0",
        ),
        ("participants", json!([{"name": "A"}]), "osobę podaje się tylko z funkcją publiczną"),
        (
            "media",
            json!([{"kind": "image", "url": "https://example.org"}]),
            "obraz wymaga tekstu alternatywnego",
        ),
    ] {
        let body = event_with(field, value);
        let answer = editor.send("POST", "/events", &[POLISH], &body);
        is_in(
            &answer,
            "pl",
            "Żądanie jest niepoprawne",
            &[words, "Poszczególne błędy są w `errors`."],
        );
        let english = editor.post("/events", &body);
        is_in(&english, "en", "The request is not valid", &["See `errors` for each fault."]);
        assert_eq!(answer.places(), english.places(), "what programs read stays");
    }
    let project = json!({
        "translations": {"pl": {"title": "A"}}, "status": "planned",
        "budget": {"total": {"amount": "1.234", "currency": "EUR"}},
    });
    let answer = editor.send("POST", "/projects", &[POLISH], &project);
    is_in(&answer, "pl", "Żądanie jest niepoprawne", &["„1.234” nie jest kwotą w walucie EUR"]);
}

#[test]
fn what_contradicts_the_state_is_said_in_polish() {
    let app = TestApp::new();
    let editor = app.editor();
    let partner = "/partners/oziersk";
    let ask = |method, path, headers: &[(&str, &str)], body: &Value| {
        editor.send(method, path, &[headers, &[POLISH]].concat(), body)
    };
    let patch = json!({"website": "https://example.org"});
    let missing = ask("PATCH", partner, &[], &patch);
    is_in(&missing, "pl", "Wymagany jest nagłówek If-Match", &["Pobierz rekord (GET)"]);
    let stale = ask("PATCH", partner, &[("If-Match", "\"0-0\"")], &patch);
    is_in(&stale, "pl", "Warunek wstępny nie jest spełniony", &["Rekord zmieniono w rewizji"]);
    let tag = editor.tag(partner);
    let referred = ask("DELETE", partner, &[("If-Match", &tag)], &Value::Null);
    is_in(&referred, "pl", "Konflikt", &["odwołują się inne rekordy", "odwołuje się do niego „"]);
    let taken = ask("POST", "/events", &[], &event_with("id", json!("dni-rietavas")));
    assert!(matches!(taken.status, 201 | 409), "{}", taken.text());
    let method = app.ask("PUT", "/api/v1/partners", &[POLISH]);
    is_in(&method, "pl", "Metoda niedozwolona", &["Metody dostępne pod tym adresem: "]);
}

#[test]
fn a_warning_is_in_the_language_of_the_reader() {
    let app = TestApp::new();
    let editor = app.editor();
    let mut past = event_with("startDate", json!("2015-06-16"));
    past["status"] = json!("scheduled");
    for (headers, words) in [
        (&[POLISH][..], "ma wartość „scheduled”, ale data startDate (2015-06-16) już minęła"),
        (&[], "is scheduled, but startDate 2015-06-16 is past"),
    ] {
        let answer = editor.send("POST", "/events", headers, &past);
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["warnings"][0]["detail"], words);
        assert_eq!(answer.json()["warnings"][0]["code"], "contradicts-date");
    }
}

#[test]
fn a_repeated_request_is_answered_as_it_was() {
    let app = TestApp::new();
    let editor = app.editor();
    let mut past = event_with("startDate", json!("2015-06-16"));
    past["status"] = json!("scheduled");
    let key = ("Idempotency-Key", "one");
    let first = editor.send("POST", "/events", &[key, POLISH], &past);
    let again = editor.send("POST", "/events", &[key], &past);
    assert_eq!((first.status, first.json()), (again.status, again.json()));
}
