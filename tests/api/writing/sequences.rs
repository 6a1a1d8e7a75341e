//! Many changes, in any order and at the same time: every rule is kept, and no change is lost.

use std::thread;

use proptest::prelude::*;
use serde_json::{Value, json};
use twinning::check;

use crate::support::{
    TestApp,
    keeper::Keeper,
    made_up::{event, municipality, partner, project, references},
};

/// One change; the numbers choose among few records, so that changes meet.
#[derive(Clone, Copy, Debug)]
struct Change {
    what: u8,
    kind: u8,
    id: u8,
    other: u8,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0..6_u8, 0..3_u8, 0..4_u8, 0..4_u8);
    let change = change.prop_map(|(what, kind, id, other)| Change { what, kind, id, other });
    // The first makes a record: of the others none may find anything to change.
    let first = change.clone().prop_map(|change| Change { what: 0, ..change });
    (first, prop::collection::vec(change, 10..60))
        .prop_map(|(first, others)| [vec![first], others].concat())
}

impl Change {
    fn list(self) -> &'static str {
        ["partners", "projects", "events"][usize::from(self.kind)]
    }

    /// A record that refers to others.
    fn record(self) -> Value {
        let id = format!("r{}", self.id);
        let other = format!("r{}", self.other);
        let state = if self.what.is_multiple_of(2) { "published" } else { "draft" };
        let name = ["Miasto", "Gmina", "Powiat", "Wieś"][usize::from(self.other)];
        let line = match self.kind {
            0 => partner(
                &id,
                json!({"state": state, "translations": {"pl": {"name": name}}, "successors": [{"id": other}]}),
            ),
            1 => project(
                &id,
                json!({"state": state, "organisations": [{"name": "P", "role": "lead", "partner": {"id": other}}], "topics": ["water"]}),
            ),
            _ => event(
                &id,
                json!({"state": state, "partners": references(&[&other]), "projects": references(&[&other])}),
            ),
        };
        serde_json::from_str(&line).unwrap()
    }

    /// Does it; answers the status.
    fn done(self, editor: &Keeper<'_>, revision: i64) -> u16 {
        let path = format!("/{}/r{}", self.list(), self.id);
        let with_tag = [("If-Match", "*")];
        let state = if self.other.is_multiple_of(2) { "draft" } else { "published" };
        let mut simple = self.record();
        for name in ["successors", "partners", "projects", "organisations"] {
            simple.as_object_mut().unwrap().shift_remove(name);
        }
        match self.what {
            0 => editor.put(&path, &simple),
            1 => editor.send("PUT", &path, &with_tag, &self.record()),
            2 => editor.send(
                "PATCH",
                &path,
                &with_tag,
                &json!({"state": state, "website": null, "topics": null}),
            ),
            3 => editor.send("DELETE", &path, &with_tag, &Value::Null),
            4 => {
                let back = revision - i64::from(self.other);
                editor.send(
                    "POST",
                    &format!("{path}/restore"),
                    &with_tag,
                    &json!({ "revision": back }),
                )
            }
            _ => editor.post(&format!("/{}", self.list()), &simple),
        }
        .status
    }
}

/// Everything in the database keeps every rule.
#[track_caller]
fn is_clean(app: &TestApp) {
    let (_, faults) = check::run(&mut app.database.connection()).unwrap();
    assert!(faults.is_empty(), "{faults:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_changes_keep_every_rule(changes in changes()) {
        let app = TestApp::with(&municipality());
        let editor = app.editor();
        let mut succeeded = 0;
        for change in changes {
            let revision = editor.json("")["revision"].as_i64().unwrap();
            let status = change.done(&editor, revision);
            let now = editor.json("")["revision"].as_i64().unwrap();
            let expected = [200, 201, 204, 400, 404, 409, 410, 412, 428];
            prop_assert!(expected.contains(&status), "{change:?}: {status}");
            prop_assert!(now == revision || (status < 300 && now == revision + 1), "{change:?}: {status}");
            succeeded += u32::from(status < 300);
        }
        prop_assert!(succeeded > 0);
        is_clean(&app);
        app.database.reindex();
        is_clean(&app);
    }
}

#[test]
fn no_update_of_two_writers_is_lost() {
    const EACH: u32 = 15;
    let app =
        TestApp::with(&event("count", json!({"attendance": {"count": 1, "approximate": false}})));
    let editor = app.editor();
    let add_one = || {
        loop {
            let record = editor.get("/events/count");
            let count = record.json()["attendance"]["count"].as_u64().unwrap();
            let patch = json!({"attendance": {"count": count + 1}});
            let tag = record.header("etag");
            let answer = editor.send("PATCH", "/events/count", &[("If-Match", tag)], &patch);
            match answer.status {
                200 => return,
                412 | 503 => thread::yield_now(),
                other => panic!("{other}: {}", answer.text()),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..EACH).for_each(|_| add_one()));
        }
    });
    assert_eq!(app.json("/events/count")["attendance"]["count"], 1 + 4 * EACH);
    assert_eq!(app.json("")["revision"], 1 + 4 * EACH);
    is_clean(&app);
}

#[test]
fn two_who_make_the_same_record_do_not_meet() {
    let app = TestApp::with(&municipality());
    let editor = app.editor();
    let body: Value = serde_json::from_str(&partner("same", json!({}))).unwrap();
    let statuses = |send: &(dyn Fn() -> u16 + Sync)| {
        let mut statuses: Vec<u16> = thread::scope(|scope| {
            let senders: Vec<_> = (0..6).map(|_| scope.spawn(send)).collect();
            senders.into_iter().map(|sender| sender.join().unwrap()).collect()
        });
        statuses.sort_unstable();
        statuses
    };
    assert_eq!(
        statuses(&|| editor.put("/partners/same", &body).status),
        [201, 428, 428, 428, 428, 428]
    );
    let another = json!({"translations": {"pl": {"name": "Imię"}}, "kind": "county", "status": "active", "country": "LT"});
    assert_eq!(
        statuses(&|| editor.post("/partners", &another).status),
        [201; 6],
        "each gets an id of its own"
    );
    let path = "/partners/same";
    let statuses =
        statuses(&|| editor.send("DELETE", path, &[("If-Match", "*")], &Value::Null).status);
    assert_eq!(statuses, [204, 410, 410, 410, 410, 410]);
    is_clean(&app);
}
