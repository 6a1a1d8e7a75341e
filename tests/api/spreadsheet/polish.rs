//! What a clerk reads whose language is Polish: the report of an import, and the help of a template.

use std::fs;

use serde_json::Value;

use crate::support::{
    TestApp,
    client::Answer,
    database::TestDatabase,
    program::{Ran, run_with},
};

const SHEET: &str =
    "title.pl;kind;direction;status;startDate\r\nŚwięto;visti;incoming;held;31.06.2027\r\n";
const POLISH: (&str, &str) = ("Accept-Language", "pl-PL, pl;q=0.9, en;q=0.8");

fn import(app: &TestApp, query: &str, headers: &[(&str, &str)], file: &str) -> Answer {
    let headers = [&[("Content-Type", "text/csv")], headers].concat();
    app.editor().raw("POST", &format!("/import?type=events{query}"), &headers, file.as_bytes())
}

fn detail(faults: &Value, column: &str) -> String {
    let fault = faults.as_array().unwrap().iter().find(|fault| fault["column"] == column);
    fault.unwrap_or_else(|| panic!("{column}: {faults:#}"))["detail"].as_str().unwrap().to_owned()
}

#[test]
fn a_report_has_its_faults_in_polish() {
    let app = TestApp::new();
    let dry = import(&app, "&dryRun=true", &[POLISH], SHEET).json();
    let faults = &dry["rows"][0]["errors"];
    assert!(
        detail(faults, "kind")
            .starts_with("„visti” to wartość niepoprawna; czy chodziło o „visit”?")
    );
    let date = detail(faults, "startDate");
    assert!(date.starts_with("„31.06.2027” to wartość niepoprawna"), "as it is written: {date}");
    let refused = import(&app, "", &[POLISH], SHEET);
    assert_eq!((refused.status, refused.header("content-language")), (400, "pl"));
    assert_eq!(detail(&refused.json()["errors"], "kind"), detail(faults, "kind"));
    let english = import(&app, "&dryRun=true", &[], SHEET).json();
    let faults = &english["rows"][0]["errors"];
    assert!(detail(faults, "kind").starts_with("“visti” is not valid; did you mean “visit”?"));
}

#[test]
fn whatever_is_wrong_with_a_file_is_said_in_polish() {
    let app = TestApp::new();
    for (file, words) in [
        ("", "brak nagłówka: wpisz nazwy kolumn"),
        ("title.pl;knd\r\n", "w kolekcji „events” nie ma kolumny „knd”; czy chodziło o „kind”?"),
        ("title.pl;kind;kind\r\n", "kolumna „kind” występuje dwa razy"),
        ("title\r\n", "po nazwie „title” podaj jeden język, na przykład title.pl"),
        ("title.pl;kind\r\n\"A;visit\r\n", "komórka zaczyna się cudzysłowem"),
        ("title.pl;kind\r\nA;visit;x\r\n", "komórka 3 zawiera „x”"),
        ("title.pl;kind\r\nA;#N/A\r\n", "„#N/A” to wynik błędnej formuły"),
        ("kind\r\nvisit\r\n", "wiersz nie ma ani identyfikatora, ani pola „title”"),
        (
            "title.pl;startDate\r\nA;2015\r\nA;2015\r\n",
            "te same dane (title: „A”, startDate: 2015) ma wiersz 2",
        ),
        ("id;kind\r\na b;visit\r\n", "poprawna wartość to identyfikator z małych liter"),
        ("id;partners\r\na;none\r\n", "w kolekcji „partners” nie ma rekordu „none”"),
        ("id;title.pl\r\na;A\r\n", "brak pola „kind”; dodaj kolumnę „kind”"),
        ("%PDF-1.7", "to jest dokument PDF: otwórz plik"),
    ] {
        let answer = import(&app, "&dryRun=true", &[POLISH], file);
        assert_eq!(answer.status, 200, "{file}: {}", answer.text());
        assert!(answer.text().replace("\\\"", "\"").contains(words), "{file}: {}", answer.text());
    }
}

fn run(locale: &[(&str, &str)], arguments: &[&str]) -> Ran {
    run_with(arguments, locale)
}

#[test]
fn commands_speak_the_language_of_the_environment() {
    let database = TestDatabase::new();
    let url = database.argument();
    let csv = database.folder.path().join("events.csv");
    fs::write(&csv, SHEET).unwrap();
    let arguments =
        ["import", csv.to_str().unwrap(), "--type", "events", "--database-url", url.as_str()];
    for (locale, is_polish) in [
        (&[("LANG", "pl_PL.UTF-8")][..], true),
        (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "pl_PL")], true),
        (&[("LC_ALL", "pl_PL.UTF-8"), ("LC_MESSAGES", "C")], true),
        (&[("LC_ALL", ""), ("LANG", "pl")], true),
        (&[("LC_ALL", "C"), ("LANG", "pl_PL.UTF-8")], false),
        (&[("LANG", "de_DE.UTF-8")], false),
        (&[], false),
    ] {
        let ran = run(locale, &arguments);
        let (row, total, line) = if is_polish {
            (
                "wiersz 2: kind: „visti” to wartość niepoprawna; czy chodziło o „visit”?",
                "Nowe: 0, zmienione: 0, bez zmian: 0, odrzucone: 1. Niczego nie zmieniono: popraw wiersze i zaimportuj ponownie.\n",
                "twinning: odrzucono 1 wiersz\n",
            )
        } else {
            (
                "row 2: kind: “visti” is not valid; did you mean “visit”?",
                "0 created, 0 replaced, 0 unchanged, 1 refused. Nothing was changed: correct the rows and import again.\n",
                "twinning: 1 row was refused\n",
            )
        };
        assert!(ran.out.contains(row) && ran.out.ends_with(total), "{locale:?}: {}", ran.out);
        assert_eq!(ran.refused(), line, "{locale:?}");
    }
}

#[test]
fn the_help_of_a_template_is_in_polish_and_its_columns_stay() {
    let app = TestApp::new();
    let polish = app.get_with("/templates/events?format=csv", &[POLISH]);
    let english = app.get("/templates/events?format=csv");
    let header = |answer: &Answer| answer.text().lines().next().unwrap().to_owned();
    assert_eq!(header(&polish), header(&english));
    assert_ne!(polish.header("etag"), english.header("etag"), "they are two answers");
    let text = polish.text();
    for line in [
        "Wiersze zaczynające się od # to pomoc i nie są importowane.",
        "# kind: Rodzaj wydarzenia. Wymagane. Jeden z kodów lub jego nazwa: visit, meeting",
        "# title.pl: Tytuł. Wymagane w co najmniej jednym języku. Dopuszczalna liczba znaków: 300.",
        "Pusta komórka pozostawia stan bez zmian",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let printed = run(&[("LANG", "pl_PL.UTF-8")], &["template", "events"]).succeeded();
    assert!(printed.contains("# kind: Rodzaj wydarzenia. Wymagane."), "{printed}");
    for words in ["Required", " One of", " Example", "At most"] {
        assert!(!text.contains(words) && !printed.contains(words), "{words}: {text}");
    }
}
