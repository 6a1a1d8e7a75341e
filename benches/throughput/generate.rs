//! Made-up partners and events in the exchange format: the same for the same number, made line by line.

use std::{
    fmt::Write as _,
    io::{self, Read, Write as _},
};

use crate::output;
use twinning::error::CommandError;

/// How many partners the events are shared out among.
pub const PARTNERS: u64 = 200;

/// A word that stands in one event of twelve.
pub const COMMON_WORD: &str = "współpraca";

/// A word that stands in [`RARE_EVENTS`] events.
pub const RARE_WORD: &str = "astrolabium";

/// How many events have the rare word.
pub const RARE_EVENTS: u64 = 10;

const KINDS: [&str; 8] =
    ["visit", "meeting", "conference", "signing", "sport", "culture", "training", "other"];
const DIRECTIONS: [&str; 3] = ["incoming", "outgoing", "online"];
const COUNTRIES: [&str; 8] = ["PL", "LT", "LV", "DE", "FR", "CZ", "SK", "UA"];
const TOPICS: [&str; 8] =
    ["culture", "education", "sport", "youth", "tourism", "economy", "water", "health"];
const SYLLABLES: [&str; 24] = [
    "ba", "bro", "cie", "do", "fa", "gó", "ja", "ka", "la", "ło", "mi", "na", "ni", "po", "pra",
    "ra", "ro", "sa", "sie", "ta", "wa", "wi", "za", "żo",
];

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let at = self.below(of.len() as u64);
        of.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or_default()
    }

    /// One of some ten thousand words.
    fn word(&mut self) -> String {
        (0..3).map(|_| self.one(&SYLLABLES)).collect()
    }

    fn words(&mut self, count: usize) -> String {
        let mut text = self.word();
        for _ in 1..count {
            text.push(' ');
            text.push_str(&self.word());
        }
        text
    }
}

/// The lines, read like a file.
pub struct Lines {
    events: u64,
    next: u64,
    line: Vec<u8>,
    read: usize,
}

impl Lines {
    /// The municipality, the partners, and this many events.
    pub fn new(events: u64) -> Self {
        Self { events, next: 0, line: Vec::new(), read: 0 }
    }

    fn make(&self) -> Option<String> {
        match self.next {
            0 => Some(MUNICIPALITY.to_owned()),
            number @ 1..=PARTNERS => Some(partner(number)),
            number => {
                let event = number - PARTNERS;
                (event <= self.events).then(|| self.event(event))
            }
        }
    }

    fn event(&self, number: u64) -> String {
        let mut numbers = Numbers(number);
        let (year, month, day) =
            (1990 + numbers.below(36), 1 + numbers.below(12), 1 + numbers.below(28));
        let mut summary = numbers.words(24);
        if number.is_multiple_of(12) {
            let _ = write!(summary, " {COMMON_WORD}");
        }
        if number % (self.events / RARE_EVENTS).max(1) == 1 {
            let _ = write!(summary, " {RARE_WORD}");
        }
        format!(
            r#"{{"type":"events","id":"event-{number:09}","state":"published","translations":{{"pl":{{"title":"{}","summary":"{summary}"}}}},"kind":"{}","direction":"{}","status":"held","startDate":"{year}-{month:02}-{day:02}","place":{{"name":"{}","country":"{}"}},"topics":["{}"],"partners":[{{"id":"partner-{:03}"}}]}}"#,
            numbers.words(5),
            numbers.one(&KINDS),
            numbers.one(&DIRECTIONS),
            numbers.word(),
            numbers.one(&COUNTRIES),
            numbers.one(&TOPICS),
            1 + numbers.below(PARTNERS),
        )
    }
}

const MUNICIPALITY: &str = r#"{"type":"municipality","id":"gmina","translations":{"pl":{"name":"Gmina"}},"country":"PL","defaultLanguage":"pl","languages":["pl","en"]}"#;

fn partner(number: u64) -> String {
    let mut numbers = Numbers(!number);
    format!(
        r#"{{"type":"partners","id":"partner-{number:03}","translations":{{"pl":{{"name":"{}"}}}},"kind":"municipality","status":"active","country":"{}"}}"#,
        numbers.words(2),
        numbers.one(&COUNTRIES),
    )
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.line.len() {
            let Some(line) = self.make() else { return Ok(0) };
            self.line = line.into_bytes();
            self.line.push(b'\n');
            self.read = 0;
            self.next += 1;
        }
        let length = self.line.get(self.read..).unwrap_or_default().read(buffer)?;
        self.read += length;
        Ok(length)
    }
}

/// The `bench generate` command.
pub fn command(events: u64) -> Result<(), CommandError> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    let copied = io::copy(&mut Lines::new(events), &mut output).and_then(|_| output.flush());
    output::written(copied)
}
