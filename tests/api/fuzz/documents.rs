//! Changes of JSON that leave it JSON: members that are gone, moved, renamed, repeated, or something else.

use proptest::{collection::vec, prelude::*, sample::Index, sample::select};
use serde_json::{Value, json};

use super::changes::{Change, changed_text, changes};

/// A change of one place in a document.
#[derive(Clone, Debug)]
pub enum Edit {
    Set(Index, Value),
    /// The value of one place in another.
    Copy(Index, Index),
    Remove(Index),
    /// Lists have the item so often, objects the member under other names.
    Repeat(Index, usize),
    Rename(Index, &'static str),
    Text(Index, Vec<Change>),
    Deepen(Index, usize),
}

/// Texts at the limits of what readers expect.
const TEXTS: [&str; 22] = [
    "",
    " ",
    "\u{0}",
    "\u{202e}x",
    "\u{10ffff}",
    "..",
    "a--b",
    "und",
    "en-x-a",
    "PL",
    "9999-12-31",
    "0000-00-00",
    "2015-02-30",
    "2199-12-31",
    "javascript:alert(1)",
    "http://[::1",
    "=1+1",
    "https://a/\u{e9}",
    "1e309",
    "published",
    "draft",
    "oziersk",
];

/// What is no text, at those limits.
const VALUES: &str = "0 -1 -0.0 0.1 1e308 1e-320 99999 9223372036854775807 -9223372036854775808 \
     18446744073709551615 2147483648 1.0000000000000001 null true [] {} [[]] [null] {\"\":\"\"}";

/// Texts that are repeated until they are too long.
const REPEATED: [&str; 6] = ["a", "\u{301}", "\u{1f600}", "ł ", "\\", "\u{7f}"];

/// A value at the limits of what readers expect.
fn extreme() -> impl Strategy<Value = Value> {
    let values: Vec<Value> = VALUES
        .split(' ')
        .filter(|text| !text.is_empty())
        .map(|text| text.parse().unwrap())
        .collect();
    prop_oneof![
        1 => select(&TEXTS[..]).prop_map(Value::from),
        2 => select(values),
        1 => (select(&REPEATED[..]), select(&[64_usize, 201, 2_001, 20_001][..]))
            .prop_map(|(text, times)| Value::from(text.repeat(times))),
    ]
}

/// Names at those limits, and of other members.
const NAMES: [&str; 12] = [
    "",
    "id",
    "type",
    "revision",
    "pl",
    "en",
    "zz",
    "translations",
    "state",
    "__proto__",
    "$ref",
    "\u{0}",
];

/// A change of one place.
fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), extreme()).prop_map(|(place, value)| Edit::Set(place, value)),
        2 => (at(), at()).prop_map(|(from, to)| Edit::Copy(from, to)),
        2 => at().prop_map(Edit::Remove),
        1 => (at(), select(&[1_usize, 2, 40, 300][..])).prop_map(|(place, times)| Edit::Repeat(place, times)),
        1 => (at(), select(&NAMES[..])).prop_map(|(place, name)| Edit::Rename(place, name)),
        4 => (at(), changes(1..3)).prop_map(|(place, changes)| Edit::Text(place, changes)),
        1 => (at(), select(&[3_usize, 60, 120, 140][..])).prop_map(|(place, depth)| Edit::Deepen(place, depth)),
    ]
}

/// So many changes.
pub fn edits(number: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Edit>> {
    vec(edit(), number)
}

/// The document with these changes.
pub fn edited(document: &Value, edits: &[Edit]) -> Value {
    let mut document = document.clone();
    for edit in edits {
        edit.make(&mut document);
    }
    document
}

/// Every place of a document but itself: where it is, and its name or number there.
fn places(value: &Value, at: &str, all: &mut Vec<(String, String)>) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect()
        }
        _ => return,
    };
    for (name, member) in members {
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        all.push((at.to_owned(), name));
        places(member, &pointer, all);
    }
}

/// The value that has the place, and the name of the place in it.
fn chosen(document: &mut Value, index: Index) -> Option<(&mut Value, String)> {
    let mut all = Vec::new();
    places(document, "", &mut all);
    let (at, name) = all.get(index.index(all.len().max(1)))?.clone();
    Some((document.pointer_mut(&at)?, name))
}

fn member<'v>(parent: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    match parent {
        Value::Object(members) => members.get_mut(name),
        Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        _ => None,
    }
}

impl Edit {
    /// Makes it; a document without places stays as it is.
    fn make(&self, document: &mut Value) {
        let (Self::Set(at, _)
        | Self::Copy(_, at)
        | Self::Remove(at)
        | Self::Repeat(at, _)
        | Self::Rename(at, _)
        | Self::Text(at, _)
        | Self::Deepen(at, _)) = self;
        let copied = match self {
            Self::Copy(from, _) => {
                chosen(document, *from).and_then(|(parent, name)| member(parent, &name).cloned())
            }
            _ => None,
        };
        let Some((parent, name)) = chosen(document, *at) else { return };
        match self {
            Self::Remove(_) => remove(parent, &name),
            Self::Repeat(_, times) => repeat(parent, &name, *times),
            Self::Rename(_, to) => rename(parent, &name, to),
            _ => {
                let Some(value) = member(parent, &name) else { return };
                self.change(value, copied);
            }
        }
    }

    fn change(&self, value: &mut Value, copied: Option<Value>) {
        match self {
            Self::Set(_, other) => value.clone_from(other),
            Self::Text(_, changes) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                *value = changed_text(&text, changes, 30_000).into();
            }
            Self::Deepen(_, depth) => {
                for level in 0..*depth {
                    let inner = value.take();
                    *value = if level % 2 == 0 { json!([inner]) } else { json!({ "a": inner }) };
                }
            }
            _ => *value = copied.unwrap_or_default(),
        }
    }
}

fn remove(parent: &mut Value, name: &str) {
    match parent {
        Value::Object(members) => drop(members.shift_remove(name)),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        _ => {}
    }
}

fn repeat(parent: &mut Value, name: &str, times: usize) {
    let Some(value) = member(parent, name).cloned() else { return };
    match parent {
        Value::Object(members) => {
            members.extend((0..times).map(|number| (format!("{name}{number}"), value.clone())));
        }
        Value::Array(items) => items.extend(std::iter::repeat_n(value, times)),
        _ => {}
    }
}

fn rename(parent: &mut Value, name: &str, to: &str) {
    if let Value::Object(members) = parent
        && let Some(value) = members.shift_remove(name)
    {
        members.insert(to.to_owned(), value);
    }
}
