//! Random pairs of edits of one record in two sessions: nothing that was typed is lost.
//!
//! `DESK_PAIRS=1000` tries so many of them, `DESK_SEED` others.

use std::{collections::BTreeMap, env};

use serde_json::Value;

use super::{Desk, OpenForm, SAVE, told};
use crate::{
    pages::Page,
    support::{TestApp, dice::Dice},
};

const EVENT: &str = "2017-05-20-wizyta-delegacji-oziersk-rietavas";

/// The pairs that are tried when nobody says.
const PAIRS: u64 = 40;

/// Makes a value of a number.
type ValueOf = fn(u64) -> String;

/// Fields, where their values are in the record, and how a number becomes a value.
const FIELDS: [(&str, &str, ValueOf); 8] = [
    ("title.pl", "/translations/pl/title", |n| format!("Tytuł {n}")),
    ("title.en", "/translations/en/title", |n| format!("Title {n}")),
    ("summary.pl", "/translations/pl/summary", |n| format!("Opis {n}\n\nDrugi akapit {n}")),
    ("summary.en", "/translations/en/summary", |n| format!("Text {n}, “quoted” & <b>")),
    ("attendance.count", "/attendance/count", |n| n.to_string()),
    ("webPage", "/webPage", |n| format!("https://gmina.example/{n}")),
    ("place.name", "/place/name", |n| format!("Sala nr {n}")),
    ("participants.1.role", "/participants/0/role", |n| format!("funkcja {n}")),
];

/// What somebody typed, by the number of the field.
type Typed = BTreeMap<usize, String>;

fn typed(dice: &mut Dice, next: &mut u64) -> Typed {
    let chosen = 1 + dice.roll(4);
    (0..chosen)
        .map(|_| {
            *next += 1;
            let field = usize::try_from(dice.roll(FIELDS.len() as u64)).unwrap();
            (field, FIELDS[field].2(*next))
        })
        .collect()
}

fn fill(form: OpenForm, typed: &Typed) -> OpenForm {
    typed.iter().fold(form, |form, (field, value)| form.fill(FIELDS[*field].0, value))
}

fn stored(event: &Value, field: usize) -> String {
    match event.pointer(FIELDS[field].1) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// Decides what both changed as chance has it. Returns the numbers of the fields in which the second one's value was chosen.
#[track_caller]
fn decide(desk: &Desk<'_>, page: &Page, both: &[usize], dice: &mut Dice) -> Vec<usize> {
    let mut form = OpenForm::of(page);
    let choices: Vec<String> = form
        .fields
        .iter()
        .filter(|(name, _)| name.starts_with("desk.choice."))
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(choices.len(), both.len(), "only what both changed is asked: {choices:?}");
    let mut mine = Vec::new();
    for field in both {
        let place = FIELDS[*field].1;
        let choice = choices.iter().find(|name| place.starts_with(&name["desk.choice.".len()..]));
        let choice = choice.unwrap_or_else(|| panic!("{place} is not asked: {choices:?}"));
        if dice.roll(2) == 0 {
            form = form.fill(choice, "mine");
            mine.push(*field);
        }
    }
    let saved = desk.send(&form, SAVE);
    assert_eq!(saved.status, 303, "{}", told(&saved));
    mine
}

fn number(name: &str, default: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a setting of the tests alone")]
    let given = env::var(name);
    given.map_or(default, |text| text.parse().expect("a whole number"))
}

#[test]
fn nothing_that_was_typed_is_lost() {
    let (pairs, seed) = (number("DESK_PAIRS", PAIRS), number("DESK_SEED", 1));
    let app = TestApp::new();
    let (one, other) = (Desk::new(&app, "editor"), Desk::new(&app, "editor"));
    let (mut dice, mut next, mut asked) = (Dice::new(seed), 0, 0);
    let path = format!("/desk/events/{EVENT}");
    for pair in 0..pairs {
        let context = format!("pair {pair} of seed {seed}");
        let (first, second) = (one.form(&path), other.form(&path));
        let (theirs, mine) = (typed(&mut dice, &mut next), typed(&mut dice, &mut next));
        one.save(&fill(first, &theirs));
        let answer = other.send(&fill(second, &mine), SAVE);
        let both: Vec<usize> =
            theirs.keys().copied().filter(|field| mine.contains_key(field)).collect();
        let mut expected = theirs.clone();
        expected.extend(mine.clone());
        if both.is_empty() {
            assert_eq!(answer.status, 303, "{context}: {}", told(&answer));
        } else {
            asked += 1;
            assert_eq!(answer.status, 409, "{context}: {}", told(&answer));
            let page = Page::of("conflict", &answer);
            let text = page.texts("main").join(" ");
            for field in &both {
                for value in [&theirs[field], &mine[field]] {
                    let shown = value.split('\n').next().unwrap();
                    assert!(text.contains(shown), "{context}: {shown} is not shown: {text}");
                }
            }
            let chosen = decide(&other, &page, &both, &mut dice);
            for field in both.iter().filter(|field| !chosen.contains(field)) {
                expected.insert(*field, theirs[field].clone());
            }
        }
        let event = app.json(&format!("/events/{EVENT}"));
        for (field, value) in &expected {
            assert_eq!(&stored(&event, *field), value, "{context}: {}", FIELDS[*field].0);
        }
    }
    assert!(asked > 0, "some pairs have something to decide");
}
