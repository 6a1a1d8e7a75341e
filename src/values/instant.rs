//! Instants (RFC 3339) in UTC, to the second, so that both databases and every answer write the same moment
//! the same way.

use std::{fmt, time::Duration};

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{Offset, TimeZone},
};

use super::traits::TextValue;

use crate::text::messages::MessageText;

/// A moment in UTC, to the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Instant(Timestamp);

impl Instant {
    /// The beginning of 1970, for what has no moment of its own.
    pub const EPOCH: Self = Self(Timestamp::UNIX_EPOCH);

    /// Returns the current moment.
    pub fn now() -> Self {
        let now = Timestamp::now();
        // Truncated, not rounded: no change happens in the future.
        Self(Timestamp::from_second(now.as_second()).unwrap_or(now))
    }

    /// Returns the first moment of a day in UTC.
    pub fn beginning(day: Date) -> Self {
        // UTC has no offset, and every calendar date is within the range of a timestamp.
        Self(Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX))
    }

    /// Returns the first moment of a day in a time zone.
    pub fn start_of(day: Date, zone: &TimeZone) -> Self {
        day.to_zoned(zone.clone())
            .map_or_else(|_error| Self::beginning(day), |start| Self(start.timestamp()))
    }

    /// Returns the date in UTC.
    pub fn day(self) -> Date {
        Offset::UTC.to_datetime(self.0).date()
    }

    /// Returns the date in a time zone.
    pub(crate) fn day_in(self, zone: &TimeZone) -> Date {
        self.0.to_zoned(zone.clone()).date()
    }

    /// Returns the time of day in a time zone.
    pub(crate) fn time_in(self, zone: &TimeZone) -> Time {
        self.0.to_zoned(zone.clone()).time()
    }

    /// Returns the number of seconds since `earlier`; negative if that is in fact later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.as_second() - earlier.0.as_second()
    }
}

impl Instant {
    /// Returns the number of seconds since 1970.
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// Returns the moment so many seconds later.
    pub(crate) fn plus(self, seconds: i64) -> Self {
        let second = self.0.as_second().saturating_add(seconds);
        Self(Timestamp::from_second(second).unwrap_or(Timestamp::MAX))
    }

    /// Returns the moment that is this many days ago.
    pub fn days_ago(days: i64) -> Self {
        let Self(now) = Self::now();
        Self(Timestamp::from_second(now.as_second() - days * 86_400).unwrap_or(now))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl TextValue for Instant {
    const NAME: &'static str = "Instant";
    const FORMAT: &'static str = "date-time";
    const PATTERN: &'static str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";
    const EXAMPLE: &'static str = "2026-11-23T12:00:00Z";
    const VALID: MessageText = MessageText("a moment in UTC, written like 2026-11-23T12:00:00Z");

    fn read(text: &str) -> Option<Self> {
        let instant = Self(text.parse().ok()?);
        // Nothing is as long as a moment to the second but another form of one, which is written otherwise.
        (text.len() == Self::EXAMPLE.len() && instant.to_string() == text).then_some(instant)
    }
}

text_value!(Instant, "A moment in UTC, to the second (RFC 3339 date-time).");

/// The time in seconds, rounded up: who is told to wait never comes too early.
pub(crate) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        let noon = Instant::read("2026-11-23T12:00:00Z").unwrap();
        let midnight = Instant::beginning(noon.day());
        assert_eq!(midnight.to_string(), "2026-11-23T00:00:00Z");
        assert_eq!((noon.seconds_since(midnight), midnight.seconds_since(noon)), (43_200, -43_200));
        let last = Date::new(9999, 12, 30).unwrap();
        assert_eq!(Instant::beginning(last).day(), last);
    }

    #[test]
    fn instants_are_written_one_way() {
        assert_eq!(
            Instant::read("2026-11-23T12:00:00Z").unwrap().to_string(),
            "2026-11-23T12:00:00Z"
        );
        for text in [
            "2026-11-23 12:00:00Z",
            "2026-11-23T12:00:00+01:00",
            "2026-11-23T12:00:00.5Z",
            "2026-11-23",
        ] {
            assert_eq!(Instant::read(text), None, "{text}");
        }
    }
}
