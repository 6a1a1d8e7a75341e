//! Everything that is wrong with a body is told in one answer, and nothing else is.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use twinning::{
    model::{record_type::RecordType, registry, validation::InvalidDocument},
    values::traits::ClosedList as _,
};

use crate::support::{TestApp, export::DATA, oracle::DOCUMENT};

/// One thing that is done to a document, and the place that is wrong with it then.
#[derive(Clone, Debug)]
struct Break {
    place: String,
    value: Option<Value>,
    told: String,
}

const ABSENT: &str = "no-such-record";

/// The members that a record of this type has to have.
fn needed(kind: RecordType) -> BTreeSet<&'static str> {
    let name = match kind {
        RecordType::Municipality => "MunicipalityInput",
        RecordType::Programmes => "ProgrammeInput",
        RecordType::Partners => "PartnerInput",
        RecordType::Projects => "ProjectInput",
        RecordType::Agreements => "AgreementInput",
        RecordType::Events => "EventInput",
    };
    let names = DOCUMENT["components"]["schemas"][name]["required"].as_array().unwrap();
    names.iter().map(|name| name.as_str().unwrap()).collect()
}

fn step(place: &str, name: &str) -> String {
    format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Everything that can be broken at `place` and below it.
fn breaks(place: &str, value: &Value, found: &mut Vec<Break>) {
    let name = place.rsplit('/').next().unwrap();
    let mut add = |place: &str, value: Option<Value>, told: &str| {
        found.push(Break { place: place.to_owned(), value, told: told.to_owned() });
    };
    if !place.is_empty() {
        add(place, Some(if value.is_string() { json!(7.5) } else { json!("zzzz") }), place);
    }
    if ["scheme", "latitude"].contains(&name) {
        add(place, None, place);
    }
    match value {
        Value::Object(members) => {
            add(&step(place, "zzz"), Some(json!(1)), &step(place, "zzz"));
            for (name, value) in members {
                breaks(&step(place, name), value, found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                breaks(&step(place, &at.to_string()), item, found);
            }
        }
        Value::String(_) => {
            let above = place.rsplit_once('/').map_or("", |(above, _)| above);
            match name {
                "kind" | "status" | "direction" | "state" | "instrument" | "role"
                    if above.is_empty() =>
                {
                    add(place, Some(json!("zzzz")), place);
                }
                "website" | "url" | "webPage" => {
                    add(place, Some(json!("not a web address")), place);
                }
                "startDate" | "endDate" | "publishedOn" | "asOf" => {
                    add(place, Some(json!("2015-02-30")), place);
                }
                // Each another one: the same reference twice is a fault of its own.
                "id" => {
                    let id = format!("{ABSENT}{}", place.to_lowercase().replace('/', "-"));
                    add(place, Some(json!(id)), place);
                }
                "amount" => add(place, Some(json!("1.2345")), above),
                "name" | "title" | "summary" | "purpose" | "description" | "quote" => {
                    add(place, Some(json!("")), place);
                    add(place, Some(json!("a\u{1}b")), place);
                    add(place, Some(json!("x".repeat(20_001))), place);
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// What is wrong with the first place may be told of the second: they are not broken together.
fn depend(one: &Break, other: &Break) -> bool {
    let within =
        |outer: &str, inner: &str| inner == outer || inner.starts_with(&format!("{outer}/"));
    let near = |a: &Break, b: &Break| within(&a.place, &b.place) || within(&a.told, &b.told);
    near(one, other) || near(other, one)
}

fn broken(document: &Map<String, Value>, breaks: &[Break]) -> Map<String, Value> {
    let mut value = Value::Object(document.clone());
    for Break { place, value: new, .. } in breaks {
        let (parent, name) = place.rsplit_once('/').unwrap();
        let name = name.replace("~1", "/").replace("~0", "~");
        match (value.pointer_mut(parent).unwrap(), new) {
            (Value::Object(members), Some(new)) => drop(members.insert(name, new.clone())),
            (Value::Object(members), None) => drop(members.shift_remove(&name)),
            (Value::Array(items), Some(new)) => items[name.parse::<usize>().unwrap()] = new.clone(),
            _ => unreachable!(),
        }
    }
    let Value::Object(fields) = value else { unreachable!() };
    fields
}

/// The places that are told; a reference that leads nowhere is told by who has the database.
fn told(kind: RecordType, fields: Map<String, Value>) -> Vec<String> {
    let (faults, links) = match registry::read(kind, fields) {
        Ok(document) => (Vec::new(), document.links()),
        Err(InvalidDocument { faults, links }) => (faults, links),
    };
    let links =
        links.into_iter().filter(|link| link.id.starts_with(ABSENT)).map(|link| link.pointer);
    let mut told: Vec<String> =
        faults.into_iter().map(|fault| fault.pointer.unwrap()).chain(links).collect();
    told.sort();
    told
}

/// The documents of Gmina Kętrzyn, without type and id, and all that can be broken of each.
fn documents() -> Vec<(RecordType, Map<String, Value>, Vec<Break>)> {
    let document = |line: &str| {
        let mut fields: Map<String, Value> = serde_json::from_str(line).unwrap();
        let kind =
            RecordType::read(fields.shift_remove("type").unwrap().as_str().unwrap()).unwrap();
        fields.shift_remove("id");
        let mut found = Vec::new();
        breaks("", &Value::Object(fields.clone()), &mut found);
        found.extend(needed(kind).into_iter().map(|name| {
            let place = format!("/{name}");
            Break { place: place.clone(), value: None, told: place }
        }));
        (kind, fields, found)
    };
    DATA.lines().map(document).collect()
}

#[test]
fn each_fault_is_told_at_its_place() {
    let mut tried = 0;
    for (kind, document, breaks) in documents() {
        for one in breaks {
            let told = told(kind, broken(&document, std::slice::from_ref(&one)));
            assert_eq!(told, std::slice::from_ref(&one.told), "{kind:?} {one:?}");
            tried += 1;
        }
    }
    assert!(tried > 1_000, "only {tried}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_faults_are_told_at_once(
        at in any::<prop::sample::Index>(),
        chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
    ) {
        let documents = documents();
        let (kind, document, breaks) = at.get(&documents);
        let mut together: Vec<Break> = Vec::new();
        for one in chosen.iter().map(|index| index.get(breaks)) {
            if together.iter().all(|other| !depend(one, other)) {
                together.push(one.clone());
            }
        }
        let expected: BTreeSet<String> = together.iter().map(|one| one.told.clone()).collect();
        let told = told(*kind, broken(document, &together));
        prop_assert_eq!(told, expected.into_iter().collect::<Vec<_>>(), "{:?}", together);
    }
}

/// A body with a fault of every kind.
#[test]
fn one_answer_has_faults_of_every_kind() {
    let app = TestApp::new();
    let body = json!({
        "type": "events", "id": "No id",
        "translations": {"pl": {"title": "Wizyta", "sumary": "x"}},
        "kind": "visti", "status": "held", "startDate": "2015-06-16", "endDate": "2015-06-01",
        "partners": [{"id": "oziersk"}, {"id": ABSENT}, {"id": "Bad Id"}],
        "projects": "x",
        "website": "https://example.org/",
        "participants": [{"role": "wójt", "partner": {"id": "nobody"}}, {"name": "A"}],
    });
    let answer = app.editor().post("/events", &body);
    assert_eq!(
        answer.places(),
        [
            "/endDate before-start",
            "/id invalid-value",
            "/kind invalid-value",
            "/participants/0/partner/id unknown-reference",
            "/participants/1/role missing",
            "/partners/1/id unknown-reference",
            "/partners/2/id invalid-value",
            "/projects invalid-value",
            "/translations/pl/sumary unknown-field",
            "/website unknown-field",
        ],
        "{}",
        answer.text()
    );
    assert_eq!(app.json("")["revision"], 21);
}

/// What follows from a fault alone is no fault of its own.
#[test]
fn no_fault_is_told_twice() {
    let base = json!({
        "translations": {"pl": {"title": "A"}}, "kind": "visit", "direction": "incoming", "status": "held",
        "startDate": "2015-06-16", "endDate": "2015-06-20",
    });
    for (changes, expected) in [
        (json!({"startDate": "x"}), vec!["/startDate"]),
        (json!({"startDate": null}), vec!["/startDate"]),
        (json!({"endDate": 1}), vec!["/endDate"]),
        (json!({"startDate": "x", "endDate": "y"}), vec!["/endDate", "/startDate"]),
        (json!({"datePrecision": "day"}), vec!["/datePrecision"]),
        (json!({"startTime": "x", "startDate": "2015"}), vec!["/startTime"]),
        (json!({"endTime": "10:00", "endDate": "2015"}), vec!["/endTime", "/endTime"]),
        (json!({"translations": {"pl": {"title": ""}}}), vec!["/translations/pl/title"]),
        (json!({"translations": {"pl": {"titel": "A"}}}), vec!["/translations/pl/titel"]),
        (json!({"translations": {"PL": {"title": "A"}}}), vec![]),
        (
            json!({"translations": {"PL": {"title": "A"}, "pl": {"title": "B"}}}),
            vec!["/translations"],
        ),
        (json!({"translations": {"polski": {"title": "A"}}}), vec!["/translations"]),
        (json!({"translations": []}), vec!["/translations"]),
        (json!({"translations": {}}), vec!["/translations"]),
        (json!({"topics": ["x", "sport", "y"]}), vec!["/topics/0", "/topics/2"]),
        (json!({"endDate": null, "id": null, "title": null}), vec![]),
        (json!({"enddate": null}), vec!["/enddate"]),
        (json!({"place": {"name": "A", "city": null}}), vec!["/place/city"]),
        (json!({"participants": [{"role": "r", "nmae": null}]}), vec!["/participants/0/nmae"]),
    ] {
        let mut fields = base.as_object().unwrap().clone();
        fields.extend(changes.as_object().unwrap().clone());
        assert_eq!(told(RecordType::Events, fields), expected, "{changes}");
    }
    let municipality = json!({"translations": {"pl": {"name": "M"}}, "country": "PL"});
    for (languages, expected) in [
        (json!({"defaultLanguage": "pl", "languages": ["en"]}), vec!["/languages"]),
        (json!({"defaultLanguage": "polski", "languages": ["en"]}), vec!["/defaultLanguage"]),
        (json!({"defaultLanguage": "PL", "languages": ["pl"]}), vec![]),
        (json!({"defaultLanguage": "pl", "languages": ["p"]}), vec!["/languages/0"]),
        (json!({"defaultLanguage": "pl", "languages": ["pl", "PL"]}), vec!["/languages/1"]),
        (json!({"defaultLanguage": "pl", "languages": []}), vec!["/languages"]),
        (json!({"languages": ["en"]}), vec!["/defaultLanguage"]),
        (json!({"defaultLanguage": "pl"}), vec!["/languages"]),
    ] {
        let mut fields = municipality.as_object().unwrap().clone();
        fields.extend(languages.as_object().unwrap().clone());
        assert_eq!(told(RecordType::Municipality, fields), expected, "{languages}");
    }
}

/// A partner with this many members that a partner does not have, or with this many languages that there are not.
fn flooded(members: usize, in_translations: bool) -> Map<String, Value> {
    let unknown = (0..members).map(|number| (number.to_string(), json!(1)));
    let mut body = json!({"kind": "municipality", "status": "active", "country": "LT"});
    body["translations"] = json!({"pl": {"name": "A"}});
    let place = if in_translations { &mut body["translations"] } else { &mut body };
    place.as_object_mut().unwrap().extend(unknown);
    let Value::Object(fields) = body else { unreachable!() };
    fields
}

#[test]
fn the_time_that_faults_take_grows_no_faster_than_their_number() {
    let quickest = |members: usize, in_translations: bool, tries: usize| -> Duration {
        let took = (0..tries).map(|_| {
            let fields = flooded(members, in_translations);
            let began = Instant::now();
            let refusal = registry::read(RecordType::Partners, fields).err().unwrap();
            assert!(refusal.faults.len() > 500, "no more than a response lists are looked for");
            began.elapsed()
        });
        took.min().unwrap()
    };
    for in_translations in [false, true] {
        let (few, many) =
            (quickest(2_000, in_translations, 5), quickest(20_000, in_translations, 2));
        assert!(many < few * 25, "ten times as many took {many:?} instead of {few:?}");
    }
}

/// Names that no field has, at two places of a patch that differ in what is valid there.
fn patch_of_unknown(names: usize, value: &Value, is_nested: bool) -> Value {
    let unknown = (0..names).map(|number| (format!("{number:044}"), value.clone()));
    let unknown = Value::Object(unknown.collect());
    if is_nested { json!({"translations": {"pl": unknown}}) } else { unknown }
}

#[test]
fn what_a_patch_has_beyond_the_faults_that_are_listed_takes_little_time() {
    let app = TestApp::new();
    let editor = app.editor();
    let quickest = |names: usize, value: &Value, is_nested: bool, tries: usize| -> Duration {
        let took = (0..tries).map(|_| {
            let patch = patch_of_unknown(names, value, is_nested);
            let began = Instant::now();
            let answer = editor.change("PATCH", "/partners/oziersk", &patch);
            assert_eq!(
                (answer.status, answer.json()["errors"].as_array().unwrap().len()),
                (400, names.min(501))
            );
            began.elapsed()
        });
        took.min().unwrap()
    };
    for (value, is_nested) in [(json!(null), false), (json!(1), false), (json!(null), true)] {
        let (listed, many) =
            (quickest(500, &value, is_nested, 4), quickest(19_900, &value, is_nested, 2));
        assert!(
            many < listed * 15,
            "40 times as many as are listed took {many:?} instead of {listed:?}"
        );
    }
}

#[test]
fn a_body_of_nothing_but_faults_is_answered() {
    let app = TestApp::empty();
    let answer = app.editor().post("/partners", &Value::Object(flooded(15_000, false)));
    assert_eq!(answer.status, 400, "{}", answer.text());
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    assert_eq!(errors.len(), 501);
    let shortest =
        errors.iter().map(|error| error["detail"].as_str().unwrap().len()).take(500).min();
    assert!(shortest > Some(100), "each that is listed says what there is");
}
