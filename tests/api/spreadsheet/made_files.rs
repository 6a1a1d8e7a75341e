//! Files as towns keep them, made by rule: every cell is in the record or in the report, and nothing else is.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use twinning::{check, import::report::ImportReport, model::record_type::RecordType};

use crate::support::{TestApp, export::export, made_up, sheets::put};

/// A cell: its column, what a clerk writes, and what the record has of it, by place.
type Cell = (&'static str, String, Vec<(&'static str, Value)>);

/// A name of syllables, another one for each number.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ba", "ko", "ri", "mu", "te", "ła", "szy", "gro", "ńe", "vil"];
    let digits = [number / 100 % 10, number / 10 % 10, number % 10];
    let name: String = digits.iter().map(|digit| SYLLABLES[*digit]).collect();
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A cell whose value is at one place.
fn cell(
    column: &'static str,
    text: impl Into<String>,
    place: &'static str,
    value: impl Into<Value>,
) -> Cell {
    (column, text.into(), vec![(place, value.into())])
}

/// The sheet of these rows, and what each record has: its values by place.
fn sheet(rows: &[Vec<Cell>]) -> (String, Vec<BTreeMap<String, Value>>) {
    let quoted = |text: &str| format!("\"{text}\"");
    let line = |cells: Vec<String>| format!("{}\r\n", cells.join(";"));
    let header = line(rows[0].iter().map(|(column, ..)| (*column).to_owned()).collect());
    let body = rows.iter().map(|row| line(row.iter().map(|(_, text, _)| quoted(text)).collect()));
    let values = |row: &Vec<Cell>| {
        let places = row.iter().flat_map(|(.., places)| places);
        places.map(|(place, value)| ((*place).to_owned(), value.clone())).collect()
    };
    (header + &body.collect::<String>(), rows.iter().map(values).collect())
}

/// The values of a record by their place.
fn leaves(value: &Value, place: &str, all: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(name, _)| {
                !place.is_empty() || !matches!(name.as_str(), "id" | "type" | "state")
            }) {
                leaves(field, &format!("{place}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                leaves(item, &format!("{place}/{at}"), all);
            }
        }
        _ => drop(all.insert(place.to_owned(), value.clone())),
    }
}

fn records(app: &TestApp, kind: &str) -> BTreeMap<String, BTreeMap<String, Value>> {
    let lines = export(&app.database);
    let records = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_kind = records.filter(|record| record["type"] == kind);
    let with_leaves = of_kind.map(|record| {
        let mut all = BTreeMap::new();
        leaves(&record, "", &mut all);
        (record["id"].as_str().unwrap().to_owned(), all)
    });
    with_leaves.collect()
}

#[track_caller]
fn all_unchanged(report: &ImportReport, rows: usize) {
    let counts = (report.created, report.replaced, report.unchanged, report.refused);
    assert_eq!(counts, (0, 0, u64::try_from(rows).unwrap(), 0), "{report}");
}

/// Imports the rows, and holds what is stored against what they say; then the same file, and what the service gives.
#[track_caller]
fn import(app: &TestApp, kind: RecordType, collection: &str, rows: &[Vec<Cell>]) {
    let (file, expected) = sheet(rows);
    let before = records(app, collection).len();
    let report = put(&app.database, kind, &file, false);
    assert_eq!((report.created, report.refused), (rows.len() as u64, 0), "{report}");
    assert_eq!(report.rows.len(), rows.len());
    let stored = records(app, collection);
    for (row, expected) in report.rows.iter().zip(&expected) {
        assert_eq!(&stored[row.id.as_ref().unwrap()], expected, "row {}", row.row);
    }
    assert_eq!(stored.len(), before + rows.len());
    all_unchanged(&put(&app.database, kind, &file, false), rows.len());
    for format in ["csv", "xlsx"] {
        let file = app.get(&format!("/{collection}?format={format}"));
        all_unchanged(&put(&app.database, kind, &file.bytes, false), stored.len());
    }
    let (_, faults) = check::run(&mut app.database.connection()).unwrap();
    assert_eq!(faults, Vec::<String>::new());
}

/// 150 towns: the first two became the third.
fn towns() -> Vec<Vec<Cell>> {
    let countries = [("Litwa", "LT"), ("Rosja", "RU"), ("Łotwa", "LV"), ("niemcy", "DE")];
    let dates = [("1992", "1992"), ("03.1995", "1995-03"), ("7.05.2001", "2001-05-07")];
    let town = |at: usize| {
        let (country, date) = (countries[at % 4], dates[at % 3]);
        let is_merged = at < 2;
        let last = [("zawieszone", "suspended"), ("zakończone", "ended")][usize::from(is_merged)];
        let successor = if is_merged {
            let ids = vec![("/successors/0/id", json!(slug(&name(2))))];
            ("successors", name(2), ids)
        } else {
            ("successors", String::new(), Vec::new())
        };
        vec![
            cell("name.pl", name(at), "/translations/pl/name", name(at)),
            cell("kind", "gmina lub miasto", "/kind", "municipality"),
            cell("country", country.0, "/country", country.1),
            cell("partnerSince", date.0, "/partnerSince", date.1),
            cell("statusChanges.1.status", "aktywne", "/statusChanges/0/status", "active"),
            cell("statusChanges.1.on", date.0, "/statusChanges/0/on", date.1),
            (
                "statusChanges.2.status",
                last.0.to_owned(),
                vec![
                    ("/statusChanges/1/status", json!(last.1)),
                    // The status follows from the last change.
                    ("/status", json!(last.1)),
                ],
            ),
            cell("statusChanges.2.on", "2022-03", "/statusChanges/1/on", "2022-03"),
            cell(
                "location.latitude",
                format!("54,{at}1"),
                "/location/latitude",
                format!("54.{at}1").parse::<f64>().unwrap(),
            ),
            cell("location.longitude", "21,5", "/location/longitude", 21.5),
            (
                "identifiers",
                format!("wikidata:Q{}", 1_000 + at),
                vec![
                    ("/identifiers/0/scheme", json!("wikidata")),
                    ("/identifiers/0/value", json!(format!("Q{}", 1_000 + at))),
                ],
            ),
            successor,
        ]
    };
    (0..150).map(town).collect()
}

/// The id that is made from a name.
fn slug(name: &str) -> String {
    name.to_lowercase().replace('ł', "l").replace('ń', "n")
}

/// 700 projects in three currencies, led by organisations that are no partners.
fn projects() -> Vec<Vec<Cell>> {
    let amounts = [
        ("649094.160", "649094.16", "PLN"),
        ("1 234 567,89", "1234567.89", "LVL"),
        ("12\u{a0}000", "12000.00", "EUR"),
    ];
    let project = |at: usize| {
        let (written, amount, currency) = amounts[at % 3];
        let (title, lead) =
            (format!("Projekt {} {at}", name(at)), format!("Fundacja {}", name(at)));
        vec![
            cell("title.pl", &title, "/translations/pl/title", title.clone()),
            cell("status", "Zakończony", "/status", "completed"),
            cell("startDate", "03.2015", "/startDate", "2015-03"),
            cell("endDate", "31.12.2017", "/endDate", "2017-12-31"),
            cell("programme", "Program Małych Miast", "/programme/id", "male-miasta"),
            cell("organisations.1.name", &lead, "/organisations/0/name", lead.clone()),
            cell("organisations.1.role", "lider projektu", "/organisations/0/role", "lead"),
            cell("organisations.2.name", name(at % 150), "/organisations/1/name", name(at % 150)),
            cell("organisations.2.role", "partner", "/organisations/1/role", "partner"),
            cell(
                "organisations.2.partner",
                name(at % 150),
                "/organisations/1/partner/id",
                slug(&name(at % 150)),
            ),
            cell("budget.total.amount", written, "/budget/total/amount", amount),
            cell("budget.total.currency", currency, "/budget/total/currency", currency),
            cell("budget.euRate", "85.00000000", "/budget/euRate", "85"),
        ]
    };
    (0..700).map(project).collect()
}

/// 100 grants with a place, a funder and contributions.
fn grants() -> Vec<Vec<Cell>> {
    let grant = |at: usize| {
        let title = format!("Dotacja {at}");
        vec![
            cell("title.pl", &title, "/translations/pl/title", title.clone()),
            cell("status", "w realizacji", "/status", "ongoing"),
            cell("place.name", name(at), "/place/name", name(at)),
            cell("place.country", "Polska", "/place/country", "PL"),
            cell("organisations.1.name", "Fundusz", "/organisations/0/name", "Fundusz"),
            cell("organisations.1.role", "grantodawca", "/organisations/0/role", "funder"),
            cell("organisations.2.name", name(at), "/organisations/1/name", name(at)),
            cell("organisations.2.role", "beneficjent", "/organisations/1/role", "beneficiary"),
            cell("budget.total.amount", "1000,5", "/budget/total/amount", "1000.50"),
            cell("budget.total.currency", "euro", "/budget/total/currency", "EUR"),
            cell("budget.contributions.1.from", "UE", "/budget/contributions/0/from", "UE"),
            cell(
                "budget.contributions.1.kind",
                "Unia Europejska",
                "/budget/contributions/0/kind",
                "eu",
            ),
            cell(
                "budget.contributions.1.amount.amount",
                "850",
                "/budget/contributions/0/amount/amount",
                "850.00",
            ),
            cell(
                "budget.contributions.1.amount.currency",
                "EUR",
                "/budget/contributions/0/amount/currency",
                "EUR",
            ),
        ]
    };
    (0..100).map(grant).collect()
}

/// A calendar: after every nine concerts the festival that they are a part of.
fn calendar() -> Vec<Vec<Cell>> {
    let event = |at: usize| {
        let festival = |at: usize| format!("Festiwal {}", name(at / 10));
        let is_whole = at % 10 == 9;
        let title = if is_whole { festival(at) } else { format!("Koncert {at}") };
        let whole = if is_whole {
            ("partOf", String::new(), Vec::new())
        } else {
            let id = format!("festiwal-{}", slug(&name(at / 10)));
            cell("partOf", festival(at), "/partOf/id", id)
        };
        vec![
            cell("title.pl", &title, "/translations/pl/title", title.clone()),
            cell("kind", "kultura", "/kind", "culture"),
            cell("status", "planowane", "/status", "scheduled"),
            cell("startDate", "5.06.2199", "/startDate", "2199-06-05"),
            cell("endDate", "6.06.2199", "/endDate", "2199-06-06"),
            cell("startTime", "22:30", "/startTime", "22:30"),
            cell("endTime", "00:15", "/endTime", "00:15"),
            cell("timeZone", "Europe/Vilnius", "/timeZone", "Europe/Vilnius"),
            (
                "partners",
                format!("{}; {}", name(at), name(at + 1)),
                vec![
                    ("/partners/0/id", json!(slug(&name(at)))),
                    ("/partners/1/id", json!(slug(&name(at + 1)))),
                ],
            ),
            whole,
        ]
    };
    (0..60).map(event).collect()
}

#[test]
fn every_cell_is_in_the_record_and_nothing_else_is() {
    let app = TestApp::with(
        &(made_up::municipality()
            + &made_up::programme(
                "male-miasta",
                json!({ "translations": { "en": { "name": "Small Towns" }, "pl": { "name": "Program Małych Miast" } } }),
            )),
    );
    import(&app, RecordType::Partners, "partners", &towns());
    import(&app, RecordType::Projects, "projects", &projects());
    import(&app, RecordType::Projects, "projects", &grants());
    import(&app, RecordType::Events, "events", &calendar());
}
