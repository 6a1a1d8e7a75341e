//! A place in the feed of changes.

use std::fmt;

use crate::values::traits::TextValue;

/// How many digits a number has at most: it is one of 64 bits then.
const DIGITS: usize = 18;

/// A place in the feed: after a revision, or inside of one that changed several records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Position {
    /// Everything up to this revision comes before, but for what `record` says.
    pub revision: i64,
    /// Of the revision itself only the records up to this number come before; all of them without it.
    pub record: Option<i64>,
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
    const VALID: &'static str =
        "a position in the feed of changes: 0, or one that was given out, such as 120 or 120.55";

    fn read(text: &str) -> Option<Self> {
        let (revision, record) = match text.split_once('.') {
            None => (number(text)?, None),
            Some((revision, record)) => (number(revision)?, Some(number(record)?)),
        };
        // Nothing that readers see has the revision 0: there is no place inside of it.
        (record.is_none() || revision > 0 && record > Some(0)).then_some(Self { revision, record })
    }
}

/// A number as it is written here: one way for each.
fn number(text: &str) -> Option<i64> {
    let digits = (1..=DIGITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (text == "0" || !text.starts_with('0'))).then(|| text.parse().ok())?
}

text_value!(
    Position,
    "A position in the feed of changes. It is opaque, except for `0`, the beginning. It is valid for one `instance`, and \
     either with a token or without."
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
