//! A data set in which reading a whole collection differs from collecting and sorting the most that is allowed: ten
//! thousand events, and five thousand records of each other collection. A value of each filter is common, one is rare,
//! and one is absent.

use diesel::{Connection as _, connection::SimpleConnection as _};
use serde_json::{Value, json};
use twinning::{
    db::{DbConnection, connect::OpenMode},
    import::run,
    index::full_text,
    store::open::open_migrated,
};

use crate::support::{
    database::TestDatabase,
    made_up::{self, references},
    plans,
};

/// How many records are imported. An import takes a millisecond for each, so the rest are copies.
const EVENTS: usize = 1_000;
const OTHERS: usize = 200;

/// How many copies are made of each event, and of each other record.
const COPIES: [usize; 2] = [9, 24];

/// The columns that a copy shares with its original, but for `seq`, `path` and `id_key`.
const COPIED: [(&str, &str); 5] = [
    (
        "event",
        "state, kind, direction, status, country, start_key, end_key, title_key, created_key, updated_key",
    ),
    ("partner", "state, kind, status, country, since_key, name_key, created_key, updated_key"),
    ("project", "state, status, start_key, end_key, last_key, title_key, created_key, updated_key"),
    (
        "agreement",
        "state, kind, status, signed_key, signed_last_key, title_key, created_key, updated_key",
    ),
    (
        "programme",
        "state, instrument, first_year, last_year, start_key, name_key, created_key, updated_key",
    ),
];

/// The data set on this database.
pub fn filled(database: TestDatabase) -> TestDatabase {
    let mut connection = open_migrated(&database.url, OpenMode::Create).unwrap();
    let report = run::run(&mut connection, lines().as_bytes(), false, "test").unwrap();
    assert_eq!(report.refused, 0, "{report}");
    connection.transaction(multiply).unwrap();
    full_text::optimize(&mut connection).unwrap();
    plans::analyze(&mut connection);
    drop(connection);
    database
}

fn lines() -> String {
    let others = (0..OTHERS).map(|number| {
        [
            made_up::partner(&format!("p{number}"), partner(number)),
            made_up::programme(&format!("m{number}"), programme(number)),
        ]
        .concat()
    });
    let referring = (0..OTHERS).map(|number| {
        [
            made_up::agreement(&format!("a{number}"), agreement(number)),
            made_up::project(&format!("j{number}"), project(number)),
        ]
        .concat()
    });
    let events = (0..EVENTS).map(|number| made_up::event(&format!("e{number}"), event(number)));
    others.chain(referring).chain(events).collect()
}

/// Half of the numbers have the common word, one has the rare one.
fn words(number: usize) -> String {
    let word = match number {
        2 => "rzadkie",
        _ if number.is_multiple_of(2) => "spotkanie",
        _ => "wizyta",
    };
    // Not in the order of the dates.
    format!("{} {word}", number * 7_919 % 1_000)
}

/// One of the choices: the first for most numbers, the second for three in ten, and the last for one alone.
fn choice(number: usize, [most, some, one]: [&'static str; 3]) -> &'static str {
    match number {
        3 => one,
        _ if number * 31 % 100 < 30 => some,
        _ => most,
    }
}

/// A common record for four in ten, a rare one for one alone, and others.
fn other(prefix: &str, number: usize) -> String {
    match number {
        4 => format!("{prefix}{}", OTHERS - 1),
        _ if number * 17 % 10 < 4 => format!("{prefix}0"),
        _ => format!("{prefix}{}", 1 + number % (OTHERS - 2)),
    }
}

fn topics(number: usize) -> Value {
    match number {
        5 => json!(["waste"]),
        _ => json!([choice(number * 13 + 7, ["culture", "sport", "youth"])]),
    }
}

fn identifiers(number: usize) -> Value {
    json!([{ "scheme": "wikidata", "value": format!("Q{}", number + 1) }])
}

fn day(number: usize) -> String {
    format!("{}-{:02}-{:02}", 1950 + number * 37 % 140, number % 12 + 1, number % 28 + 1)
}

/// Four in ten at a few places, one alone on an island, and the others all over Europe.
fn location(number: usize) -> Value {
    let at =
        |latitude: usize, longitude: usize| json!({ "latitude": latitude, "longitude": longitude });
    match number {
        6 => json!({ "latitude": -37, "longitude": -12 }),
        _ if number * 17 % 10 < 4 => at(54, 20 + number % 4),
        _ => at(36 + number * 7 % 30, number * 11 % 40),
    }
}

fn partner(number: usize) -> Value {
    json!({
        "translations": { "pl": { "name": words(number) } },
        "kind": choice(number, ["municipality", "county", "region"]),
        "status": choice(number + 9, ["active", "ended", "suspended"]),
        "country": choice(number + 20, ["LT", "DE", "ZW"]),
        "location": location(number),
        "partnerSince": day(number),
        "identifiers": identifiers(number),
    })
}

fn programme(number: usize) -> Value {
    let start = 1960 + number * 37 % 130;
    json!({
        "translations": { "pl": { "name": words(number) } },
        "instrument": choice(number, ["ERDF", "Interreg", "LIFE"]),
        "periodStart": start,
        "periodEnd": start + 6,
        "identifiers": identifiers(number),
    })
}

fn agreement(number: usize) -> Value {
    json!({
        "translations": { "pl": { "title": words(number) } },
        "kind": choice(number, ["partnership", "charter", "letterOfIntent"]),
        "status": choice(number + 9, ["inForce", "expired", "terminated"]),
        "signedOn": day(number),
        "partners": references(&[&other("p", number)]),
        "topics": topics(number),
        "identifiers": identifiers(number),
    })
}

fn project(number: usize) -> Value {
    json!({
        "translations": { "pl": { "title": words(number) } },
        "status": choice(number, ["ongoing", "completed", "planned"]),
        "startDate": day(number),
        "endDate": day(number),
        "programme": { "id": other("m", number * 3) },
        "organisations": [{ "name": "P", "role": "partner", "partner": { "id": other("p", number) } }],
        "topics": topics(number),
        "identifiers": identifiers(number),
    })
}

fn event(number: usize) -> Value {
    json!({
        "translations": { "pl": { "title": words(number) } },
        "kind": choice(number, ["visit", "meeting", "training"]),
        "direction": choice(number + 9, ["incoming", "outgoing", "online"]),
        "status": choice(number + 20, ["held", "scheduled", "cancelled"]),
        "place": { "name": "Miejsce", "country": choice(number + 40, ["LT", "DE", "ZW"]), "location": location(number) },
        "startDate": day(number),
        "partOf": whole(number),
        "partners": references(&[&other("p", number)]),
        "agreements": references(&[&other("a", number + 3)]),
        "projects": references(&[&other("j", number + 6)]),
        "programmes": references(&[&other("m", number + 9)]),
        "topics": topics(number),
        "identifiers": identifiers(number),
    })
}

/// One event for four in ten of those after it, a rare one for one alone, and none for others.
fn whole(number: usize) -> Value {
    match number {
        8 => json!({ "id": format!("e{}", OTHERS - 1) }),
        1.. if number * 17 % 10 < 4 => json!({ "id": "e0" }),
        _ => Value::Null,
    }
}

/// Copies every record and what is derived from it.
fn multiply(connection: &mut DbConnection) -> diesel::QueryResult<()> {
    let [of_events, of_others] = COPIES;
    let copies = format!(
        "WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {of_others}) INSERT INTO"
    );
    let from_copies = |number: &str| {
        format!("copy WHERE k <= {of_events} OR {number} NOT IN (SELECT seq FROM event)")
    };
    let id_key = connection
        .choose("CAST(id_key || '-c' || k AS BLOB)", "id_key || convert_to('-c' || k, 'UTF8')");
    let seq = "seq + k * 100000";
    let mut statements = vec![format!(
        "{copies} record (seq, path, type, id, revision, public_revision, state, created_at, updated_at, names, \
         document, type_rank, type_key, name_key, id_key) \
         SELECT {seq}, path || '-c' || k, type, id || '-c' || k, revision + k * 100000, \
         public_revision + k * 100000, state, created_at, updated_at, names, document, type_rank, type_key, name_key, \
         {id_key} FROM record, {}",
        from_copies("seq")
    )];
    for (table, columns) in COPIED {
        let (path, copy) = match table {
            "partner" | "programme" => ("path, ", "path || '-c' || k, "),
            _ => ("", ""),
        };
        statements.push(format!(
            "{copies} {table} (seq, {path}{columns}, id_key) \
             SELECT {seq}, {copy}{columns}, {id_key} FROM {table}, {}",
            from_copies("seq")
        ));
    }
    statements.push(format!(
        "{copies} link (target, source_rank, state, order_key, id_key, seq) \
         SELECT target, source_rank, state, order_key, {id_key}, {seq} FROM link, {}",
        from_copies("seq")
    ));
    statements.push(format!(
        "{copies} identifier (scheme, value, seq) SELECT scheme, value, {seq} FROM identifier, {}",
        from_copies("seq")
    ));
    statements.push(format!(
        "{copies} location (seq, type_rank, latitude, longitude, x, y, z, cell) \
         SELECT {seq}, type_rank, latitude, longitude, x, y, z, cell FROM location, {}",
        from_copies("seq")
    ));
    let copied_terms = if connection.choose(true, false) {
        // The table of FTS5 does not keep the texts, but its vocabulary tells the terms of each record.
        format!(
            "CREATE VIRTUAL TABLE temp.spelled USING fts5vocab('main', 'search_term', 'instance'); \
             {copies} search_term (rowid, terms) SELECT doc + k * 100000, terms FROM \
             (SELECT doc, group_concat(term, ' ') AS terms FROM temp.spelled GROUP BY doc), {}; \
             DROP TABLE temp.spelled",
            from_copies("doc")
        )
    } else {
        format!(
            "{copies} search_term (seq, terms) SELECT {seq}, terms FROM search_term, {}",
            from_copies("seq")
        )
    };
    statements.push(copied_terms);
    statements.push(format!(
        "UPDATE tally SET records = records * CASE type WHEN 'events' THEN {} ELSE {} END; \
         UPDATE dataset SET revision = (SELECT max(revision) FROM record), \
         public_revision = (SELECT max(public_revision) FROM record)",
        of_events + 1,
        of_others + 1
    ));
    connection.batch_execute(&statements.join(";\n"))
}
