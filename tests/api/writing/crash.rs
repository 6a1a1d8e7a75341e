//! Writers that are killed: what was acknowledged is there, and nothing is there by half.

use std::{
    fs,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use twinning::auth::role::TokenRole;

use crate::support::{
    client::{self, Answer},
    database::TestDatabase,
    events::events,
    journal,
    keeper::token,
    program::{Serving, program},
};

const ROUNDS: usize = 50;

/// How many records an import has.
const IMPORTED: usize = 60;

/// How many write at the same time.
const WRITERS: usize = 4;

/// Sends a record with a key; `None` when the service did not live to answer.
fn post(serving: &Serving, token: &str, name: &str) -> Option<Answer> {
    let body = json!({
        "translations": {"pl": {"name": name}}, "kind": "municipality", "status": "active", "country": "PL",
    });
    let bearer = format!("Bearer {token}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", name),
    ];
    let url = format!("http://{}/api/v1/partners", serving.address);
    client::try_send(&client::agent(), "POST", &url, &headers, body.to_string().as_bytes()).ok()
}

/// What one writer was told before the service died.
#[derive(Default)]
struct Told {
    /// The names whose records were acknowledged, with the answer.
    acknowledged: Vec<(String, Value)>,
    /// The name of which nobody knows.
    unknown: Option<String>,
}

fn write_until_killed(serving: &Serving, token: &str, round: usize, writer: usize) -> Told {
    let mut told = Told::default();
    for number in 0.. {
        let name = format!("r{round}-w{writer}-n{number}");
        let Some(answer) = post(serving, token, &name) else {
            told.unknown = Some(name);
            break;
        };
        assert_eq!(answer.status, 201, "{}", answer.text());
        told.acknowledged.push((name, answer.json()));
    }
    told
}

/// An import beside the service, over and over with other facts.
fn import(database: &TestDatabase, round: usize) -> Child {
    let path = database.folder.path().join("import.ndjson");
    fs::write(&path, events(IMPORTED, round)).unwrap();
    let arguments = ["import", path.to_str().unwrap(), "--database-url", &database.argument()];
    program(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// One round: serve, write, import, and kill both after `lifetime`. What the writers were told is the answer.
fn round(database: &TestDatabase, token: &str, round: usize, lifetime: Duration) -> Vec<Told> {
    let serving = Serving::start(&database.argument(), &[], &[]);
    // An import holds the lock for as long as it takes: without one, writers get further.
    let mut import = (round % 2 == 1).then(|| import(database, round));
    let told = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| (writer, &serving))
            .map(|(writer, serving)| {
                scope.spawn(move || write_until_killed(serving, token, round, writer))
            })
            .collect();
        thread::sleep(lifetime); // the moment of the kill: each must do, and chance chooses it
        if let Some(import) = &mut import {
            let _ = import.kill();
        }
        serving.kill();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    if let Some(mut import) = import {
        import.wait().unwrap();
    }
    told
}

/// Everything is as it must be after a crash.
fn nothing_is_lost(database: &TestDatabase, acknowledged: &[(String, Value)]) {
    journal::is_whole(database);
    let entries = journal::entries(database);
    for (name, record) in acknowledged {
        let path = format!("partners/{}", record["id"].as_str().unwrap());
        let made = entries.iter().find(|entry| entry.path == path);
        let made = made.unwrap_or_else(|| panic!("{name} was acknowledged and is lost"));
        assert_eq!(made.revision, record["revision"].as_i64().unwrap(), "{name}");
    }
    for imported in 0..IMPORTED {
        let path = format!("events/event-{imported}");
        let changes = entries.iter().filter(|entry| entry.path == path).count();
        let others = entries.iter().filter(|entry| entry.path == "events/event-0").count();
        assert_eq!(changes, others, "an import is there by half");
    }
}

#[test]
fn fifty_kills_lose_nothing_that_was_acknowledged() {
    let database = TestDatabase::migrated();
    let token = token(&database, TokenRole::Editor);
    let mut chance = TestRunner::deterministic();
    let (mut acknowledged, mut repeated) = (Vec::new(), 0);
    let mut unknown: Vec<String> = Vec::new();
    for number in 0..ROUNDS {
        let lifetime = (0_u64..500).new_tree(&mut chance).unwrap().current();
        for told in round(&database, &token, number, Duration::from_millis(lifetime)) {
            acknowledged.extend(told.acknowledged);
            unknown.extend(told.unknown);
        }
        if number % 10 == 9 {
            nothing_is_lost(&database, &acknowledged);
        }
    }
    // Who does not know what became of a request sends it again with its key, and gets one record.
    let serving = Serving::start(&database.argument(), &[], &[]);
    for name in &unknown {
        let again = post(&serving, &token, name).unwrap();
        assert_eq!(again.status, 201, "{}", again.text());
        assert_eq!(again.json()["id"], json!(name), "made once, with its own id");
        acknowledged.push((name.clone(), again.json()));
        repeated += 1;
    }
    for (name, record) in acknowledged.iter().rev().take(200) {
        assert_eq!(
            post(&serving, &token, name).unwrap().json(),
            *record,
            "the same key, the same answer"
        );
    }
    nothing_is_lost(&database, &acknowledged);
    eprintln!("{} acknowledged, {repeated} sent again", acknowledged.len());
    assert!(acknowledged.len() > 200, "{} acknowledged", acknowledged.len());
}
