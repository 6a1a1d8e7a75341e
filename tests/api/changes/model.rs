//! Whoever writes what, and however a harvester stops and goes on: at the end its copy is the export of what it sees.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    dice::Dice,
    export::export_for,
    harvester::{Eyes, Harvester, of_types},
    keeper::Keeper,
    made_up,
};

/// After each round the copies are compared.
const ROUNDS: u64 = 16;

/// How many writers there are, how many changes each makes in a round, and how often it tries to.
const WRITERS: u64 = 4;
const CHANGES: usize = 8;
const TRIES: usize = 40;

/// The records that they fight over: `collection/id`.
const IDS: u64 = 6;

impl Dice {
    /// Up to two references to records that may or may not be there.
    fn references(&mut self) -> Value {
        (0..self.roll(3)).map(|_| json!({ "id": format!("r{}", self.roll(IDS)) })).collect()
    }

    fn state(&mut self) -> &'static str {
        self.pick(&["draft", "published"])
    }

    fn record(&mut self, collection: &str) -> Value {
        let (state, number) = (self.state(), self.roll(1_000_000));
        match collection {
            "partners" => {
                let mut partner = json!({"state": state, "translations": {"pl": {"name": format!("P {number}")}},
                    "kind": "municipality", "status": "active", "country": "LT"});
                if self.roll(3) == 0 {
                    partner["successors"] = json!([{ "id": format!("r{}", self.roll(IDS)) }]);
                }
                partner
            }
            "projects" => {
                json!({"state": state, "translations": {"pl": {"title": format!("J {number}")}},
                "status": "ongoing",
                "organisations": self.references().as_array().unwrap().iter()
                    .map(|one| json!({"name": "P", "role": "partner", "partner": one})).collect::<Vec<_>>()})
            }
            _ => json!({"state": state, "translations": {"pl": {"title": format!("E {number}")}},
                "kind": "visit", "direction": "incoming", "status": "held", "startDate": "2015-06-16",
                "partners": self.references(), "projects": self.references(),
                "place": {"name": "Sala", "location": {"latitude": 54.123_456_789_012_34, "longitude": 21.1}},
                "participants": self.references().as_array().unwrap().iter()
                    .map(|one| json!({"role": "burmistrz", "partner": one})).collect::<Vec<_>>()}),
        }
    }
}

/// Makes one change, or tries: that another was first, or that it breaks a rule, is no fault.
fn change(keeper: &Keeper<'_>, dice: &mut Dice) -> bool {
    let collection = dice.pick(&["partners", "partners", "projects", "events", "events"]);
    let path = format!("/{collection}/r{}", dice.roll(IDS));
    let any = [("If-Match", "*")];
    let answer = match dice.roll(20) {
        0 => keeper.put(&path, &dice.record(collection)),
        1..=4 => keeper.send("PUT", &path, &any, &dice.record(collection)),
        5..=11 => keeper.send("PATCH", &path, &any, &json!({ "state": dice.state() })),
        12 | 13 => {
            let mut fields = dice.record(collection);
            fields["state"] = Value::Null;
            keeper.send("PATCH", &path, &any, &fields)
        }
        14 => keeper.send("DELETE", &path, &any, &Value::Null),
        _ => {
            let earlier = json!({ "revision": dice.roll(300) + 1 });
            keeper.send("POST", &format!("{path}/restore"), &any, &earlier)
        }
    };
    assert!(answer.status < 500, "{path}: {}", answer.text());
    answer.status < 300
}

/// Walks with small pages, and forgets the rest of some of them as who is interrupted does, until the writers are done.
fn harvest(copy: &mut Harvester<'_>, dice: &mut Dice, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let limit = usize::try_from(dice.roll(4) + 1).unwrap();
        let kept =
            if dice.roll(4) == 0 { usize::try_from(dice.roll(3)).unwrap() } else { usize::MAX };
        copy.step(limit, kept);
    }
}

/// Half of the records are there when it begins.
fn beginning() -> String {
    let id = |number: u64| format!("r{number}");
    (0..IDS - 1).map(|number| made_up::partner(&id(number), json!({}))).collect::<String>()
        + &made_up::project(&id(0), json!({ "organisations": [made_up::organisation("r0")] }))
        + &made_up::event(&id(0), json!({ "partners": made_up::references(&["r0", "r1"]) }))
}

/// Writers and harvesters beside each other, until the writers are done; how many changes were made.
fn round<'a>(app: &'a TestApp, copies: &mut [Harvester<'a>], seed: u64) -> usize {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let write = |writer: u64| {
            let (keeper, mut dice) = (app.editor(), Dice::new(seed * 100 + writer));
            scope.spawn(move || {
                (0..TRIES).filter(|_| change(&keeper, &mut dice)).take(CHANGES).count()
            })
        };
        let writers: Vec<_> = (0..WRITERS).map(write).collect();
        for (number, copy) in (50..).zip(copies) {
            let (done, mut dice) = (&done, Dice::new(seed * 100 + number));
            scope.spawn(move || harvest(copy, &mut dice, done));
        }
        let written: Vec<_> = writers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        done.store(true, Ordering::Relaxed);
        written.into_iter().map(Result::unwrap).sum()
    })
}

#[test]
fn a_copy_kept_by_changes_is_the_export() {
    let app = TestApp::with(&beginning());
    let mut copies = [
        Harvester::new(Eyes::Public(&app), ""),
        Harvester::new(Eyes::Drafts(app.editor()), ""),
        Harvester::new(Eyes::Public(&app), "partners,events"),
    ];
    let mut changes = 0;
    for seed in 1..=ROUNDS {
        changes += round(&app, &mut copies, seed);
        for copy in &mut copies {
            let visibility = copy.eyes.visibility();
            let expected = of_types(&export_for(&app.database, visibility), copy.types);
            assert_eq!(copy.walk(3), expected, "round {seed}, {visibility:?} {}", copy.types);
        }
    }
    for eyes in [Eyes::Public(&app), Eyes::Drafts(app.editor())] {
        let mut anew = Harvester::new(eyes, "");
        assert_eq!(anew.walk(2), export_for(&app.database, anew.eyes.visibility()), "anew");
    }
    let made = usize::try_from(ROUNDS * WRITERS).unwrap() * CHANGES;
    assert!(changes > made / 2, "only {changes} changes of {made} were made");
}
