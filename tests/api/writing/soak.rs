//! Many who write and many who read, at the same time: nobody's change is lost, and nobody is told of a lock.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use twinning::auth::role::TokenRole;

use crate::support::{
    client::{self, Answer},
    database::TestDatabase,
    journal,
    keeper::token,
    program::Serving,
};

const WRITERS: usize = 64;
const READERS: usize = 64;

/// How long they go on.
const DURATION: Duration = Duration::from_secs(30);

/// When a reader who was refused comes again.
const AGAIN: Duration = Duration::from_millis(200);

/// How many records they all change: few, so that they meet.
const SHARED: usize = 16;

/// A client of the running program.
struct Client<'a> {
    agent: ureq::Agent,
    serving: &'a Serving,
    token: &'a str,
}

impl<'a> Client<'a> {
    fn new(serving: &'a Serving, token: &'a str) -> Self {
        Self { agent: client::agent(), serving, token }
    }

    fn send(&self, method: &str, path: &str, if_match: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut headers =
            vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        if !if_match.is_empty() {
            headers.push(("If-Match", if_match));
        }
        let url = format!("http://{}/api/v1{path}", self.serving.address);
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        if method == "GET" {
            return self.get(&url, &headers);
        }
        client::send(&self.agent, method, &url, &headers, bytes.as_bytes())
    }

    /// Reads. Who comes when more is asked than can be answered soon is refused at once, and comes again: the more
    /// readers there are and the slower the machine, the oftener. Whatever else is told is a fault.
    fn get(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        loop {
            let answer = client::send(&self.agent, "GET", url, headers, &[]);
            if answer.status != 503 {
                return answer;
            }
            answer.is_unavailable();
            thread::sleep(AGAIN);
        }
    }

    /// Adds one to a record's number, unless somebody else was quicker.
    fn count_up(&self, path: &str) -> bool {
        let found = self.send("GET", path, "", &Value::Null);
        assert_eq!(found.status, 200, "{}", found.text());
        let mut record = found.json();
        let number: u64 = record["website"].as_str().map_or(0, number_in);
        record["website"] = json!(website(number + 1));
        let put = self.send("PUT", path, found.header("etag"), &record);
        assert!([200, 412].contains(&put.status), "{}", put.text());
        put.status == 200
    }
}

/// A number, where a record has room for one.
fn website(number: u64) -> String {
    format!("https://count.example/{number}")
}

fn number_in(website: &str) -> u64 {
    website.rsplit('/').next().unwrap().parse().unwrap()
}

fn shared(at: usize) -> String {
    format!("/partners/shared-{}", at % SHARED)
}

fn partner(name: &str) -> Value {
    json!({"translations": {"pl": {"name": name}}, "kind": "municipality", "status": "active", "country": "PL"})
}

#[test]
fn sixty_four_writers_and_readers_lose_nothing() {
    let database = TestDatabase::new();
    let serving = Serving::start(&database.argument(), &["--demo"], &[]);
    let editor = token(&database, TokenRole::Editor);
    for at in 0..SHARED {
        let made = Client::new(&serving, &editor).send("PUT", &shared(at), "", &partner("shared"));
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let over = AtomicBool::new(false);
    let counted: Mutex<BTreeMap<String, u64>> = Mutex::default();
    let created = Mutex::new(0);
    let read = Mutex::new(0_u64);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (over, counted, created, serving, editor) =
                (&over, &counted, &created, &serving, &editor);
            scope.spawn(move || {
                let client = Client::new(serving, editor);
                for at in 0_usize.. {
                    if over.load(Relaxed) {
                        break;
                    }
                    if at % 4 == 3 {
                        let made = client.send(
                            "POST",
                            "/partners",
                            "",
                            &partner(&format!("W{writer} {at}")),
                        );
                        assert_eq!(made.status, 201, "{}", made.text());
                        *created.lock().unwrap() += 1;
                    } else if client.count_up(&shared(writer + at)) {
                        *counted.lock().unwrap().entry(shared(writer + at)).or_default() += 1;
                    }
                }
            });
        }
        for reader in 0..READERS {
            let (over, serving, read) = (&over, &serving, &read);
            scope.spawn(move || {
                let (client, mut last) = (Client::new(serving, ""), 0);
                while !over.load(Relaxed) {
                    let url = format!("http://{}/api/v1", serving.address);
                    let state = client.get(&url, &[]);
                    let found = client.get(&format!("{url}/partners?q=shared"), &[]);
                    assert_eq!(
                        (state.status, found.status),
                        (200, 200),
                        "{} {}",
                        state.text(),
                        found.text()
                    );
                    assert_eq!(found.json()["pagination"]["total"], SHARED, "reader {reader}");
                    let revision = state.json()["revision"].as_i64().unwrap();
                    assert!(revision >= last, "reader {reader}: {revision} after {last}");
                    last = revision;
                    *read.lock().unwrap() += 2;
                }
            });
        }
        thread::sleep(DURATION); // what is tested is that it goes well for as long
        over.store(true, Relaxed);
    });
    let reader = Client::new(&serving, &editor);
    for (path, number) in counted.lock().unwrap().iter() {
        let record = reader.send("GET", path, "", &Value::Null).json();
        assert_eq!(record["website"], website(*number), "{path}: a change was lost");
    }
    let changes: u64 = counted.lock().unwrap().values().sum();
    let created: u64 = *created.lock().unwrap();
    eprintln!(
        "{changes} changes and {created} new records, {} answers to readers",
        read.lock().unwrap()
    );
    assert!(changes > 100 && created > 100, "{changes} {created}");
    assert_eq!(journal::is_whole(&database), 24 + SHARED as u64 + created);
    assert_eq!(journal::entries(&database).len() as u64, 24 + SHARED as u64 + created + changes);
}
