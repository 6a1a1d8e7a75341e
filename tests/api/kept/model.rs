//! Random readers and writers on two services of one database, held against what was acknowledged.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{at_hand, watched};
use crate::support::{TestApp, dice::Dice, keeper::Keeper, made_up};

/// How long the other service may answer with what was there before a change.
const PROMISE: Duration = Duration::from_millis(500);

/// How long it goes on.
const DURATION: Duration = Duration::from_secs(6);

const READERS: usize = 3;

/// What is asked, and where the number of the last change is in the answer.
const ASKED: [(&str, &str); 4] = [
    ("/partners/p", "/translations/pl/name"),
    ("/partners", "/data/0/translations/pl/name"),
    ("/partners?format=jsonfeed", "/items/0/title"),
    ("/search?q=wersja", "/data/0/name"),
];

/// A change that was acknowledged: its number, by which service, and when.
#[derive(Clone, Copy)]
struct Acknowledged {
    number: u64,
    by: usize,
    at: Instant,
}

/// The changes that were acknowledged so far.
#[derive(Default)]
struct Ledger(Mutex<Vec<Acknowledged>>);

impl Ledger {
    /// The change that an answer of a service must have at least, if it was asked for at this moment.
    fn least(&self, service: usize, asked: Instant) -> u64 {
        let all = self.0.lock().unwrap();
        let due = |change: &&Acknowledged| {
            let wait = if change.by == service { Duration::ZERO } else { PROMISE };
            change.at + wait <= asked
        };
        all.iter().filter(due).map(|change| change.number).max().unwrap_or(0)
    }
}

#[test]
fn no_answer_is_older_than_was_promised() {
    let partner = json!({"translations": {"pl": {"name": "wersja 0"}}});
    let one = TestApp::with(&[made_up::municipality(), made_up::partner("p", partner)].concat());
    let other = one.again(|service| service);
    let services = [&one, &other];
    let _watches = services.map(watched);
    let editors = services.map(|app| one.editor().of(app));
    let (ledger, over, read) = (Ledger::default(), AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for reader in 0..READERS {
            let (ledger, over, read) = (&ledger, &over, &read);
            scope.spawn(move || {
                let mut dice = Dice::new(reader as u64 + 1);
                while !over.load(Ordering::Relaxed) {
                    let service = usize::try_from(dice.roll(2)).unwrap();
                    let asked = ASKED[usize::try_from(dice.roll(4)).unwrap()];
                    read_one(services[service], service, asked, ledger);
                    read.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_micros(dice.roll(2_000)));
                }
            });
        }
        write(&editors, &ledger);
        over.store(true, Ordering::Relaxed);
    });
    let changes = ledger.0.lock().unwrap().len();
    assert!(changes > 10, "{changes} changes");
    let at_hand: u64 = services.iter().map(|app| at_hand(app)).sum();
    assert!(at_hand > 100, "{at_hand} of {} answers came from memory", read.into_inner());
}

/// Makes one change after the other, by either service.
fn write(editors: &[Keeper<'_>; 2], ledger: &Ledger) {
    let (began, mut dice) = (Instant::now(), Dice::new(42));
    for number in 1.. {
        if began.elapsed() > DURATION {
            return;
        }
        let by = usize::try_from(dice.roll(2)).unwrap();
        let change = json!({"translations": {"pl": {"name": format!("wersja {number}")}}});
        assert_eq!(editors[by].change("PATCH", "/partners/p", &change).status, 200);
        ledger.0.lock().unwrap().push(Acknowledged { number, by, at: Instant::now() });
        // Now and then nothing happens for longer than the promise, so that answers are kept.
        let pause = if dice.roll(8) == 0 { 700 } else { dice.roll(60) };
        thread::sleep(Duration::from_millis(pause));
    }
}

fn read_one(app: &TestApp, service: usize, (path, pointer): (&str, &str), ledger: &Ledger) {
    let asked = Instant::now();
    let least = ledger.least(service, asked);
    let answer = app.json(path);
    let name = answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let number: u64 = name.strip_prefix("wersja ").and_then(|text| text.parse().ok()).unwrap();
    assert!(number >= least, "{path} of service {service} has {number}, and {least} was promised");
}
