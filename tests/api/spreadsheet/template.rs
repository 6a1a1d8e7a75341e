//! The template: every field has a column and a line of help, and what is filled in is what is imported.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use twinning::{
    cli::template,
    model::{record_type::RecordType, registry, validation::READ_ONLY},
    spreadsheet::writer::{self, Delimiter},
    values::{
        language::Language,
        traits::{ClosedList, TextValue},
    },
};

use crate::support::{
    TestApp,
    export::{DATA, export},
    made_up::{agreement, event},
    sheets::{put, record},
};

fn template(kind: RecordType, languages: &[&str]) -> String {
    let languages: Vec<Language> =
        languages.iter().map(|tag| Language::read(tag).unwrap()).collect();
    template::text(kind, &languages, 2, Delimiter::Semicolon).unwrap()
}

fn header(template: &str) -> Vec<&str> {
    template.trim_start_matches('\u{feff}').lines().next().unwrap().split(';').collect()
}

#[test]
fn a_template_opens_in_excel_and_has_help_for_each_column() {
    for kind in RecordType::ALL {
        let text = template(*kind, &["pl", "en"]);
        assert!(text.starts_with("\u{feff}id;state;"), "{text}");
        assert!(text.lines().count() == text.matches("\r\n").count() && text.ends_with("\r\n"));
        let help: Vec<&str> =
            text.lines().skip(1).map(|line| line.trim_start_matches('"')).collect();
        assert!(help.iter().all(|line| line.starts_with('#')), "{text}");
        for column in header(&text) {
            let line = help.iter().find(|line| line.starts_with(&format!("# {column}: ")));
            let line = line.unwrap_or_else(|| panic!("no help for {column}"));
            assert!(line.len() > column.len() + 12, "{line}");
        }
        let app = TestApp::new();
        assert_eq!(put(&app.database, *kind, &text, false).rows, [], "help is no record");
    }
    let events = template(RecordType::Events, &["lt"]);
    assert!(events.contains("title.lt;summary.lt;") && !events.contains("title.pl"), "{events}");
    assert!(
        events.contains("# kind: The kind of event. Required. One of, or its name: visit, meeting"),
        "{events}"
    );
}

/// The places of a document: its pointers, without the numbers of items and the languages.
fn places(value: &Value, place: &str, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let by_language = ["/translations", "/alt", "/note"];
                let name =
                    if by_language.iter().any(|end| place.ends_with(end)) { "*" } else { name };
                places(field, &format!("{place}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for item in items {
                places(item, &format!("{place}/*"), all);
            }
        }
        _ => drop(all.insert(place.to_owned())),
    }
}

/// The places that a schema has.
fn schema_places(root: &Value, schema: &Value, place: &str, all: &mut Vec<String>) {
    let schema =
        schema["$ref"].as_str().map_or(schema, |pointer| root.pointer(&pointer[1..]).unwrap());
    if let Some(fields) = schema["properties"].as_object() {
        for (name, field) in fields.iter().filter(|(_, field)| field["readOnly"] != true) {
            schema_places(root, field, &format!("{place}/{name}"), all);
        }
    } else if schema["additionalProperties"].is_object() {
        schema_places(root, &schema["additionalProperties"], &format!("{place}/*"), all);
    } else if schema["items"].is_object() {
        schema_places(root, &schema["items"], &format!("{place}/*"), all);
    } else {
        all.push(place.to_owned());
    }
}

/// A cell that a column can have.
fn example(column: &str) -> &'static str {
    match column
        .rsplit('.')
        .find(|part| part.parse::<u8>().is_err() && part.len() != 2)
        .unwrap_or(column)
    {
        "kind" if column.starts_with("aliases") => "official",
        "state" => "draft",
        "country" => "PL",
        "region" => "PL-28",
        "latitude" | "longitude" => "22,5",
        "count" => "1 200",
        "approximate" | "head" | "inferred" | "own" | "decorative" => "tak",
        "amount" if column.contains("total") => "10 000,00",
        "amount" if column.contains("eu") => "8 550,00",
        "amount" => "1,50",
        "currency" => "EUR",
        "euRate" => "85,5",
        "periodStart" | "periodEnd" => "2014",
        "topics" => "sport, socialCare",
        "languages" => "pl, en",
        "defaultLanguage" | "language" => "pl",
        "email" => "urzad@example.org",
        "identifiers" => "wikidata:Q1, contract:5 A",
        "partners" | "successors" | "partner" => "oziersk",
        "partOf" => "calosc",
        "renews" | "annexTo" | "agreements" => "umowa",
        "projects" => "stadiony-sportowe, zdrowie-jest-najwazniejsze",
        "programme" | "programmes" => "pl-ru-2014-2020",
        "role" if column.starts_with("organisations") => "lead",
        "kind" if column.starts_with("media") => "document",
        "kind" if column.starts_with("budget") => "own",
        "mediaType" => "application/pdf",
        "width" | "height" => "800",
        "startTime" => "17:30",
        "endTime" => "19:00",
        "timeZone" => "Europe/Kaliningrad",
        "noteLanguage" => "en",
        "instrument" => "Erasmus+",
        "direction" => "online",
        "url" | "website" | "webPage" | "registrationUrl" => "https://example.org/a?b=c;d",
        _ if column.contains("Date") || column.ends_with("On") || column.ends_with("asOf") => {
            "16.06.2015"
        }
        "partnerSince" | "partnerUntil" | "validFrom" | "validUntil" => "16.06.2015",
        _ => "Zażółć; „gęślą” \"jaźń\"",
    }
}

#[test]
fn a_filled_template_has_every_field_there_is() {
    let app = TestApp::new();
    app.import(&agreement("umowa", json!({})));
    app.import(&event("calosc", json!({})));
    for kind in RecordType::ALL {
        let (own_kind, status, id) = match kind {
            RecordType::Municipality => ("", "", "gmina-ketrzyn"),
            RecordType::Programmes => ("", "open", "program"),
            RecordType::Partners => ("county", "active", "partner"),
            RecordType::Projects => ("", "ongoing", "projekt"),
            RecordType::Agreements => ("charter", "inForce", "karta"),
            RecordType::Events => ("visit", "held", "wizyta"),
        };
        let text = template(*kind, &["pl", "en"]);
        let cell = |column: &str| match column {
            "id" => id,
            "kind" => own_kind,
            "status" => status,
            column if column.ends_with(".status") => status,
            column if column.rsplit('.').next() == Some("on") => "16.06.2015",
            "state" if *kind == RecordType::Municipality => "published",
            other => example(other),
        };
        let mut sheet = text.clone();
        writer::row(&mut sheet, Delimiter::Semicolon, header(&text).into_iter().map(cell));
        let report = put(&app.database, *kind, &sheet, false);
        assert!(report.applied, "{kind:?}: {report}");
        let mut stored = record(&app.database, id);
        stored.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
        let mut there = BTreeSet::new();
        places(&Value::Object(stored.clone()), "", &mut there);
        let schema = registry::info(*kind).schema().unwrap().root();
        let mut expected = Vec::new();
        schema_places(schema, schema, "", &mut expected);
        for place in expected {
            assert!(there.contains(&place), "{kind:?} has no {place}: {stored:?}");
        }
    }
}

#[test]
fn every_record_flattened_and_imported_is_unchanged() {
    let app = TestApp::new();
    for kind in RecordType::ALL {
        let records: Vec<(String, Value)> = DATA
            .lines()
            .map(|line| serde_json::from_str::<Map<String, Value>>(line).unwrap())
            .filter(|record| record["type"] == kind.as_str())
            .map(|mut record| {
                record.shift_remove("type");
                (
                    record.shift_remove("id").unwrap().as_str().unwrap().to_owned(),
                    Value::Object(record),
                )
            })
            .collect();
        for delimiter in Delimiter::ALL {
            let sheet = writer::records(*kind, &records, *delimiter).unwrap();
            let report = put(&app.database, *kind, &sheet, false);
            assert_eq!(
                (report.unchanged, report.refused + report.replaced + report.created),
                (records.len() as u64, 0),
                "{kind:?}: {report}"
            );
        }
    }
    assert_eq!(export(&app.database), DATA);
    // And into a database that has none of them, each collection after those that it refers to.
    let empty = TestApp::empty();
    for kind in RecordType::ALL {
        let records: Vec<(String, Value)> = DATA
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|record| record["type"] == kind.as_str())
            .map(|record| (record["id"].as_str().unwrap().to_owned(), record))
            .collect();
        let sheet = writer::records(*kind, &records, Delimiter::Semicolon).unwrap();
        let report = put(&empty.database, *kind, &sheet, false);
        assert!(report.applied, "{kind:?}: {report}");
    }
    assert_eq!(export(&empty.database), DATA);
}

#[test]
fn the_service_gives_templates_in_both_formats() {
    let app = TestApp::new();
    for kind in RecordType::ALL {
        for (query, extension) in [("", "xlsx"), ("?format=csv&languages=pl,lt", "csv")] {
            let answer = app.get(&format!("/templates/{}{query}", kind.as_str()));
            assert_eq!(answer.status, 200, "{kind:?}: {}", answer.text());
            let name = format!("attachment; filename=\"{}-template.{extension}\"", kind.as_str());
            assert_eq!(answer.header("content-disposition"), name);
            let report = put(&app.database, *kind, &answer.bytes, false);
            assert_eq!((report.rows.len(), report.refused), (0, 0), "{kind:?}: {report}");
            let read = serde_json::to_value(&report).unwrap()["file"].clone();
            assert_eq!((&read["format"], &read["otherSheets"]), (&json!(extension), &Value::Null));
        }
    }
    let text = app.get("/templates/events?format=csv&languages=lt&items=3").text();
    assert!(text.contains(";title.lt;") && text.contains(";participants.3.role;"), "{text}");
    assert_eq!(app.get("/templates/event").status, 404);
    for (query, place) in
        [("format=pdf", "format"), ("delimiter=tab", "delimiter"), ("items=0", "items")]
    {
        assert_eq!(app.refused(&format!("/templates/events?{query}")).faults()[0].0, place);
    }
}
