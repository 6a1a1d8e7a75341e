//! Calendar dates, which no time zone shifts.

use std::fmt;

use jiff::{ToSpan, civil::Date};

use super::traits::TextValue;

use crate::text::messages::MessageText;

/// A calendar date between 1900 and 2200.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CalendarDate(Date);

impl CalendarDate {
    /// Returns the date.
    pub fn day(self) -> Date {
        self.0
    }

    /// Returns the date that is this many days earlier, but no earlier than the minimum.
    pub fn days_before(self, days: i32) -> Self {
        Self(self.0.saturating_sub(days.days()))
    }

    /// Returns the number of days from this date to `later`.
    pub fn days_until(self, later: Self) -> i32 {
        later.0.since(self.0).map_or(0, |span| span.get_days())
    }

    /// Returns the key by which the databases sort dates.
    pub fn key(self) -> Vec<u8> {
        self.to_string().into_bytes()
    }

    /// Returns a key that sorts after those of all partial dates that begin on this day.
    pub fn end_key(self) -> Vec<u8> {
        let mut key = self.key();
        key.push(b'z');
        key
    }
}

impl From<Date> for CalendarDate {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TextValue for CalendarDate {
    const NAME: &'static str = "CalendarDate";
    const FORMAT: &'static str = "date";
    const PATTERN: &'static str = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$";
    const EXAMPLE: &'static str = "2015-06-16";
    const VALID: MessageText =
        MessageText("a day of the calendar between 1900 and 2199, written like 2015-06-16");

    /// The form is checked first, because the parser also accepts `20150203` and times of day.
    fn read(text: &str) -> Option<Self> {
        let shape = text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let date: Date = (text.len() == 10 && shape).then(|| text.parse().ok())??;
        (1900..2200).contains(&date.year()).then_some(Self(date))
    }
}

text_value!(CalendarDate, "A calendar date (RFC 3339 full-date), which no time zone shifts.");

/// A date as far as it is known: a year, a month or a day, without a sign for "approximately" (ISO 8601-2, EDTF
/// level 0). It stands for the interval of its days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartialDate {
    first: CalendarDate,
    precision: Precision,
}

/// What is known of a date. A longer interval is larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Precision {
    Day,
    Month,
    Year,
}

impl PartialDate {
    /// Returns the first day that the date can mean.
    pub fn first_day(self) -> CalendarDate {
        self.first
    }

    /// Returns the last day that the date can mean.
    pub fn last_day(self) -> CalendarDate {
        let Self { first: CalendarDate(first), precision } = self;
        CalendarDate(match precision {
            Precision::Day => first,
            Precision::Month => first.last_of_month(),
            Precision::Year => first.last_of_year(),
        })
    }

    /// Returns the day, if it is known.
    pub fn day(self) -> Option<CalendarDate> {
        (self.precision == Precision::Day).then_some(self.first)
    }

    /// Checks whether the date is certainly before `other`: all of its days are.
    pub fn is_before(self, other: Self) -> bool {
        self.last_day() < other.first_day()
    }

    /// Returns the key by which the databases sort partial dates: by the first day, and of the same first day the
    /// longer interval later. The key of a day is that of [`CalendarDate::key`].
    pub fn key(self) -> Vec<u8> {
        let mut key = self.first.key();
        match self.precision {
            Precision::Day => {}
            Precision::Month => key.push(b'm'),
            Precision::Year => key.push(b'y'),
        }
        key
    }
}

impl From<CalendarDate> for PartialDate {
    fn from(day: CalendarDate) -> Self {
        Self { first: day, precision: Precision::Day }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first: CalendarDate(first), precision } = self;
        match precision {
            Precision::Day => first.fmt(f),
            Precision::Month => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Precision::Year => write!(f, "{:04}", first.year()),
        }
    }
}

impl TextValue for PartialDate {
    const NAME: &'static str = "PartialDate";
    const FORMAT: &'static str = "partial-date";
    const PATTERN: &'static str =
        "^(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
    const EXAMPLE: &'static str = "2015-06-16";
    const VALID: MessageText = MessageText(
        "a year, a month or a day between 1900 and 2199, written like 2015, 2015-06 or 2015-06-16",
    );

    fn read(text: &str) -> Option<Self> {
        let (rest, precision) = match text.len() {
            4 => ("-01-01", Precision::Year),
            7 => ("-01", Precision::Month),
            _ => ("", Precision::Day),
        };
        let first = CalendarDate::read(&format!("{text}{rest}"))?;
        Some(Self { first, precision })
    }
}

text_value!(
    PartialDate,
    "A date as far as it is known: a day (`2015-06-16`), a month (`2015-06`) or a year (`2015`), which no time zone \
     shifts (ISO 8601-2, EDTF level 0)."
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for text in ["2015-06-16", "2016-02-29", "1900-01-01", "2199-12-31"] {
            assert_eq!(CalendarDate::read(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "2015-02-30",
            "2015-13-01",
            "2015-00-10",
            "20150203",
            "2015-2-3",
            "2015-02-03T10:00",
            "0000-01-01",
            "1899-12-31",
            "2200-01-01",
            "2015-02-0３",
            "+002015-02-03",
            "16.06.2015",
            "2015-06-16 ",
        ] {
            assert_eq!(CalendarDate::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_partial_date_is_the_interval_of_its_days() {
        for (text, first, last) in [
            ("2016", "2016-01-01", "2016-12-31"),
            ("2016-02", "2016-02-01", "2016-02-29"),
            ("2016-02-29", "2016-02-29", "2016-02-29"),
        ] {
            let date = PartialDate::read(text).unwrap();
            let days = (date.first_day().to_string(), date.last_day().to_string());
            assert_eq!((date.to_string().as_str(), days), (text, (first.into(), last.into())));
        }
        for text in [
            "",
            "16",
            "20155",
            "2015-6",
            "2015-13",
            "2015-00",
            "1899",
            "2200",
            "2015-02-30",
            "2015-06~",
            "+2015",
            "2015-",
            "２015",
        ] {
            assert_eq!(PartialDate::read(text), None, "{text}");
        }
    }

    #[test]
    fn partial_dates_are_sorted_by_their_first_day_and_then_the_longer_one_later() {
        let dates = ["2014-12-31", "2015-01-01", "2015-01", "2015", "2015-01-02", "2015-02"];
        let keys: Vec<_> =
            dates.iter().map(|text| PartialDate::read(text).unwrap().key()).collect();
        assert!(keys.is_sorted());
        let date = |text| PartialDate::read(text).unwrap();
        assert!(date("2014").is_before(date("2015-01-01")));
        assert!(
            !date("2015").is_before(date("2015-06")) && !date("2015-06").is_before(date("2015"))
        );
    }

    proptest! {
        #[test]
        fn a_key_sorts_as_the_interval_does(one in partial_dates(), other in partial_dates()) {
            let interval = |date: PartialDate| (date.first_day(), date.last_day());
            prop_assert_eq!(one.key().cmp(&other.key()), interval(one).cmp(&interval(other)));
        }
    }

    fn partial_dates() -> impl Strategy<Value = PartialDate> {
        (2014..2017_i16, 0..4_i8, 0..4_i8).prop_map(|(year, month, day)| {
            let text = match (month, day) {
                (0, _) => format!("{year}"),
                (month, 0) => format!("{year}-{month:02}"),
                (month, day) => format!("{year}-{month:02}-{day:02}"),
            };
            PartialDate::read(&text).unwrap()
        })
    }
}
