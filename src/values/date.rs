//! Calendar dates, which no time zone shifts.

use std::fmt;

use jiff::{ToSpan, civil::Date};

use super::traits::TextValue;

/// A calendar date between 1900 and 2200.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CalendarDate(Date);

impl CalendarDate {
    /// Returns the date.
    pub fn day(self) -> Date {
        self.0
    }

    /// Returns the last day of the day, month or year that a date of this precision stands for.
    pub fn last_day(self, precision: DatePrecision) -> Self {
        Self(match precision {
            DatePrecision::Day => self.0,
            DatePrecision::Month => self.0.last_of_month(),
            DatePrecision::Year => self.0.last_of_year(),
        })
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
    const VALID: &'static str =
        "a day of the calendar between 1900 and 2199, written like 2015-06-16";

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

text_value!(
    CalendarDate,
    "A calendar date (RFC 3339 full-date), which no time zone shifts. If only the month or the year is known, the \
     date is its first day and `datePrecision` is `month` or `year`."
);

choices! {
    /// The precision of the dates of a record: `day`, or `month` or `year` if the day is not known.
    #[derive(Default)]
    pub enum DatePrecision {
        /// The date is exact.
        #[default]
        Day = "day",
        /// Only the month is known. The date is the first day of the month.
        Month = "month",
        /// Only the year is known. The date is 1 January.
        Year = "year",
    }
}

impl DatePrecision {
    /// Returns the date with which a date of this precision is written: the first day of its month or year.
    pub fn first_day(self, date: CalendarDate) -> CalendarDate {
        CalendarDate(match self {
            Self::Day => date.0,
            Self::Month => date.0.first_of_month(),
            Self::Year => date.0.first_of_year(),
        })
    }

    /// Checks whether this is the default precision, which answers leave out.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub fn is_day(&self) -> bool {
        *self == Self::Day
    }
}

#[cfg(test)]
mod tests {
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
    fn a_month_ends_on_its_last_day() {
        let date = CalendarDate::read("2016-02-01").unwrap();
        assert_eq!(date.last_day(DatePrecision::Month).to_string(), "2016-02-29");
        assert_eq!(date.last_day(DatePrecision::Year).to_string(), "2016-12-31");
        assert_eq!(date.days_until(date.last_day(DatePrecision::Year)), 334);
    }
}
