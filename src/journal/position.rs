//! A position in the feed of changes.

use std::fmt;

use crate::{
    text::messages::{Message, MessageText, message},
    values::traits::TextValue,
};

/// The maximum number of digits of a number, so that it fits in 64 bits.
const DIGITS: usize = 18;

/// A position in the feed: after a revision, or within one that changed several records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Position {
    /// Changes up to and including this revision precede the position, as far as `record` allows.
    pub revision: i64,
    /// The last record of the revision that precedes the position, by its number in the database;
    /// `None` if all of them do.
    pub record: Option<i64>,
}

impl Position {
    /// Makes the position after a revision.
    pub fn after(revision: i64) -> Self {
        Self { revision, record: None }
    }

    /// Whether the change of record number `seq` at `revision` comes after the position.
    pub(crate) fn is_before(self, revision: i64, seq: i64) -> bool {
        let within = |record| revision == self.revision && seq > record;
        revision > self.revision || self.record.is_some_and(within)
    }
}

/// Says that a position is to come, in a data set whose last revision is `known`.
pub(crate) fn ahead(position: Position, known: i64) -> Message {
    message!(
        "is {position}, but the data set is at revision {known}: the position is from another copy of it, or from a \
         caller who sees more",
        position,
        known
    )
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record {
            None => write!(f, "{}", self.revision),
            Some(record) => write!(f, "{}.{record}", self.revision),
        }
    }
}

impl TextValue for Position {
    const NAME: &'static str = "ChangePosition";
    const FORMAT: &'static str = "change-position";
    const PATTERN: &'static str = "^(0|[1-9][0-9]{0,17}(\\.[1-9][0-9]{0,17})?)$";
    const EXAMPLE: &'static str = "120";
    const VALID: MessageText = MessageText(
        "a position in the feed of changes: 0, or one from a response, such as 120 or 120.55",
    );

    fn read(text: &str) -> Option<Self> {
        let (revision, record) = match text.split_once('.') {
            None => (number(text)?, None),
            Some((revision, record)) => (number(revision)?, Some(number(record)?)),
        };
        // No record has revision 0, so there is no position within it.
        (record.is_none() || revision > 0 && record > Some(0)).then_some(Self { revision, record })
    }
}

/// Reads a number in its only valid form: decimal digits without leading zeros.
fn number(text: &str) -> Option<i64> {
    let digits =
        (1..=DIGITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (text == "0" || !text.starts_with('0'))).then(|| text.parse().ok())?
}

text_value!(
    Position,
    "A position in the feed of changes. Send it back unchanged; the only one you can choose yourself is `0`, the \
     beginning. It is valid only for the `instance` that issued it and for the same view: with a token or without."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_written_one_way() {
        for text in ["0", "1", "120", "120.55", "999999999999999999.999999999999999999"] {
            assert_eq!(Position::read(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            ".",
            "1.",
            ".1",
            "0.1",
            "1.0",
            "01",
            "1.01",
            "1.2.3",
            "-1",
            "+1",
            "1 ",
            "１",
            "1e3",
            "x",
            "1000000000000000000",
        ] {
            assert_eq!(Position::read(text), None, "{text}");
        }
    }
}
