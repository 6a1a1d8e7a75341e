//! Times of day and time zones.

use std::fmt;

use jiff::{
    civil::{Date, Time},
    tz::{TimeZone, TimeZoneDatabase},
};

use super::traits::TextValue;

use crate::text::messages::MessageText;

/// A time of day as a clock on the wall shows it, to the minute.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ClockTime(Time);

impl ClockTime {
    /// The moment at which clocks in the zone show this time on this day, with the offset from UTC (RFC 3339). A time
    /// that clocks skip is moved on by the length of the gap, and of a time that they show twice it is the first
    /// (RFC 5545, section 3.3.5).
    pub(crate) fn moment(self, day: Date, zone: &TimeZone) -> Option<String> {
        let moment = day.to_datetime(self.0).to_zoned(zone.clone()).ok()?;
        Some(moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

impl TextValue for ClockTime {
    const NAME: &'static str = "ClockTime";
    const FORMAT: &'static str = "clock-time";
    const PATTERN: &'static str = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    const EXAMPLE: &'static str = "17:30";
    const VALID: MessageText =
        MessageText("a time of day between 00:00 and 23:59, written like 17:30");

    fn read(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let number = |part: &str| {
            let is_number = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse().ok())?
        };
        Time::new(number(hour)?, number(minute)?, 0, 0).ok().map(Self)
    }
}

text_value!(
    ClockTime,
    "A time of day as clocks at the place show it, in hours and minutes, without a time zone."
);

string_code!(
    /// The name of a time zone.
    pub ZoneName,
    "The name of a time zone in the IANA database, such as `Europe/Warsaw`."
);

impl ZoneName {
    /// The rules of the time zone.
    pub(crate) fn zone(&self) -> Option<TimeZone> {
        TimeZone::get(&self.0).ok()
    }
}

impl TextValue for ZoneName {
    const NAME: &'static str = "TimeZoneName";
    const FORMAT: &'static str = "time-zone";
    const PATTERN: &'static str = "^[A-Za-z0-9_+-]{2,20}(/[A-Za-z0-9_+-]{1,20}){0,2}$";
    const EXAMPLE: &'static str = "Europe/Warsaw";
    const VALID: MessageText = MessageText(
        "a time zone of the IANA database, such as Europe/Warsaw or Europe/Kaliningrad",
    );

    /// The database that is part of the program decides, not that of the machine, which may be older.
    fn read(text: &str) -> Option<Self> {
        let zone = TimeZoneDatabase::bundled().get(text).ok()?;
        zone.iana_name().map(|name| Self(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_hours_and_minutes() {
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(ClockTime::read(text).unwrap().to_string(), text);
        }
        for text in ["", "24:00", "9:05", "09:5", "09:60", "09:05:00", "+9:05", "09.05", "09:05 "] {
            assert_eq!(ClockTime::read(text), None, "{text}");
        }
    }

    #[test]
    fn zones_are_those_of_the_iana_database() {
        for (text, name) in [
            ("Europe/Warsaw", "Europe/Warsaw"),
            ("europe/kaliningrad", "Europe/Kaliningrad"),
            ("UTC", "UTC"),
        ] {
            assert_eq!(ZoneName::read(text).unwrap().as_str(), name);
            assert!(ZoneName::read(text).unwrap().zone().is_some());
        }
        for text in ["", "Europe/Ketrzyn", "CET+1", "+01:00", "../etc/passwd", "Warsaw"] {
            assert_eq!(ZoneName::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_that_clocks_skip_or_show_twice_is_one_moment() {
        let warsaw = TimeZone::get("Europe/Warsaw").unwrap();
        for (day, time, moment) in [
            ("2027-06-16", "17:00", "2027-06-16T17:00:00+02:00"),
            ("2027-01-16", "17:00", "2027-01-16T17:00:00+01:00"),
            ("2027-03-28", "02:30", "2027-03-28T03:30:00+02:00"),
            ("2027-10-31", "02:30", "2027-10-31T02:30:00+02:00"),
        ] {
            let time = ClockTime::read(time).unwrap();
            assert_eq!(time.moment(day.parse().unwrap(), &warsaw).as_deref(), Some(moment));
        }
    }
}
