//! Changes of bytes, by chance: flipped, put in, repeated, moved, cut off.

use std::fmt;

use proptest::{collection::vec, prelude::*, sample::Index, sample::select};

/// An input, shown as text where it is some.
#[derive(Clone, PartialEq, Eq)]
pub struct Input(pub Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "b\"{}\"", self.0.escape_ascii())
    }
}

/// What means something to one of the readers: of queries, headers, sheets, JSON, words to search for, dates, tags.
const TOKENS: [&str; 64] = [
    "%",
    "%0",
    "%00",
    "%FF",
    "%C0%AF",
    "%ED%A0%80",
    "%F4%90%80%80",
    "%25",
    "%0D%0A",
    "%u0141",
    "&",
    "=",
    ";",
    ",",
    ",,",
    "\t",
    "\r",
    "\n",
    "\r\n\r\n",
    "\"",
    "\"\"",
    "'",
    "\\",
    "\\u0000",
    "\\ud800",
    "*",
    "^",
    "(",
    "NEAR(a b, 99999999999)",
    " OR NOT AND ",
    "-",
    "--",
    "+",
    "..",
    "/",
    "#",
    "W/\"",
    ";q=0",
    ";q=1.0001",
    ";q=-1",
    "q=",
    "*/*",
    "0",
    "-0",
    "-1",
    "1e999",
    "0.1e-999",
    "9223372036854775808",
    "99999999999999999999999999999999999999999",
    "9999-12-31",
    "2015-02-30",
    "en-x-a-b",
    "zh-Hant-TW-x-private",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\u{fdfa}",
    "e\u{301}\u{301}\u{301}",
    "ẞŁİıſ",
    "\u{1f3f4}\u{e0067}\u{e007f}",
    "\u{10ffff}",
    "null",
    "{",
    "[",
];

/// A change of bytes, with places that fit an input of any length.
#[derive(Clone, Debug)]
pub enum Change {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Repeat(Index, Index, usize),
    Move(Index, Index, Index),
    Remove(Index, Index),
    CutOff(Index),
    Deepen(Index, usize),
}

/// A change.
fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        3 => (at(), 1_u8..=255).prop_map(|(place, mask)| Change::Flip(place, mask)),
        6 => (at(), select(&TOKENS[..]))
            .prop_map(|(place, token)| Change::Insert(place, token.as_bytes().to_vec())),
        1 => (at(), vec(any::<u8>(), 1..6)).prop_map(|(place, bytes)| Change::Insert(place, bytes)),
        2 => (at(), at(), select(&[1_usize, 2, 9, 80, 700][..]))
            .prop_map(|(from, to, times)| Change::Repeat(from, to, times)),
        2 => (at(), at(), at()).prop_map(|(from, to, place)| Change::Move(from, to, place)),
        2 => (at(), at()).prop_map(|(from, to)| Change::Remove(from, to)),
        1 => at().prop_map(Change::CutOff),
        1 => (at(), select(&[5_usize, 127, 129, 3_000][..]))
            .prop_map(|(place, depth)| Change::Deepen(place, depth)),
    ]
}

/// So many changes.
pub fn changes(number: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Change>> {
    vec(change(), number)
}

impl Change {
    /// Makes it. No input grows without end.
    fn make(&self, bytes: &mut Vec<u8>, most: usize) {
        let place = |index: &Index| index.index(bytes.len() + 1);
        let piece = |from: &Index, to: &Index| {
            let (from, to) = (place(from), place(to));
            from.min(to)..from.max(to)
        };
        match self {
            Self::Flip(at, mask) => {
                let at = place(at);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= mask);
            }
            Self::Insert(at, token) => insert(bytes, place(at), token),
            Self::Repeat(from, to, times) => {
                let piece = piece(from, to);
                let end = piece.end;
                let times = (*times).min(most / piece.len().max(1));
                let more = bytes[piece].repeat(times);
                insert(bytes, end, &more);
            }
            Self::Move(from, to, at) => {
                let moved: Vec<u8> = bytes.drain(piece(from, to)).collect();
                let at = at.index(bytes.len() + 1);
                insert(bytes, at, &moved);
            }
            Self::Remove(from, to) => drop(bytes.drain(piece(from, to))),
            Self::CutOff(at) => bytes.truncate(place(at)),
            Self::Deepen(at, depth) => insert(bytes, place(at), &b"[{\"a\":".repeat(*depth)),
        }
        bytes.truncate(most);
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    drop(bytes.splice(at..at, piece.iter().copied()));
}

/// The bytes with these changes, and no more than `most` of them.
pub fn changed(bytes: &[u8], changes: &[Change], most: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes {
        change.make(&mut bytes, most);
    }
    bytes
}

/// Text with these changes; what is no text any more is replaced.
pub fn changed_text(text: &str, changes: &[Change], most: usize) -> String {
    String::from_utf8_lossy(&changed(text.as_bytes(), changes, most)).into_owned()
}
