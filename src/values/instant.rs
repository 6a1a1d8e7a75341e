//! Instants: RFC 3339 in UTC, to the second, so that both databases and every answer say the same.

use std::fmt;

use jiff::Timestamp;

use super::plumbing::TextValue;

/// A moment, to the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Instant(Timestamp);

impl Instant {
    /// This moment.
    pub fn now() -> Self {
        let now = Timestamp::now();
        // Cut and not rounded: nothing was changed half a second from now.
        Self(Timestamp::from_second(now.as_second()).unwrap_or(now))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl TextValue for Instant {
    const NAME: &'static str = "Instant";
    const FORMAT: &'static str = "date-time";
    const PATTERN: &'static str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";
    const EXAMPLE: &'static str = "2026-11-23T12:00:00Z";
    const VALID: &'static str = "a moment in UTC, written like 2026-11-23T12:00:00Z";

    fn read(text: &str) -> Option<Self> {
        let instant = Self(text.parse().ok()?);
        (instant.to_string() == text).then_some(instant)
    }
}

text_value!(Instant, "A moment in UTC, to the second (RFC 3339 date-time).");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_one_way() {
        assert_eq!(Instant::read("2026-11-23T12:00:00Z").unwrap().to_string(), "2026-11-23T12:00:00Z");
        for text in
            ["2026-11-23 12:00:00Z", "2026-11-23T12:00:00+01:00", "2026-11-23T12:00:00.5Z", "2026-11-23"]
        {
            assert_eq!(Instant::read(text), None, "{text}");
        }
    }
}
