//! The numbers by which spreadsheet programs count days.

use jiff::{Span, civil::date};

use super::numbers;
use crate::values::{date::CalendarDate, traits::TextValue as _};

/// The day from which a workbook counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateSystem {
    /// 1 is 1 January 1900, and the day 60 is one that did not exist: Excel, and `LibreOffice` for days after it.
    Since1900,
    /// 0 is 1 January 1904: Excel on older Macintosh computers.
    Since1904,
}

/// What is a year that was typed into a cell with the form of a date, rather than a day of 1905 or 1909.
const YEARS: std::ops::RangeInclusive<f64> = 1900.0..=2199.0;

impl DateSystem {
    /// Returns the day with this number; `None` if it is not in the years that records have.
    pub(crate) fn day(self, number: i32) -> Option<CalendarDate> {
        let first = match self {
            Self::Since1900 if number < 60 => date(1899, 12, 31),
            Self::Since1900 => date(1899, 12, 30),
            Self::Since1904 => date(1904, 1, 1),
        };
        let days = Span::new().try_days(number).ok().filter(|_| number != 60)?;
        // Only what can be read back is a day of a record.
        first.checked_add(days).ok().and_then(|day| CalendarDate::read(&day.to_string()))
    }

    /// Returns the day, the time or both that a cell with the form of a date shows. A part of a day is a time.
    pub(crate) fn shown(self, number: f64) -> Option<String> {
        let (day, part) = (number.floor(), number - number.floor());
        if part == 0.0 && YEARS.contains(&day) {
            return Some(numbers::shown(day));
        }
        let minutes = numbers::whole((part * 1_440.0).round())?;
        let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
        if day == 0.0 {
            return Some(time);
        }
        let day = numbers::whole(day).and_then(|day| self.day(day))?;
        Some(if minutes == 0 { day.to_string() } else { format!("{day} {time}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_systems_count_from_their_own_day() {
        for (system, number, day) in [
            (DateSystem::Since1900, 1, "1900-01-01"),
            (DateSystem::Since1900, 59, "1900-02-28"),
            (DateSystem::Since1900, 61, "1900-03-01"),
            (DateSystem::Since1900, 42_171, "2015-06-16"),
            (DateSystem::Since1904, 40_709, "2015-06-16"),
        ] {
            assert_eq!(system.day(number).map(|day| day.to_string()).as_deref(), Some(day));
        }
        for number in [-5, 0, 60, 200_000, i32::MAX] {
            assert_eq!(DateSystem::Since1900.day(number), None, "{number}");
        }
        assert_eq!(DateSystem::Since1900.shown(42_171.5).as_deref(), Some("2015-06-16 12:00"));
        assert_eq!(DateSystem::Since1900.shown(10.5 / 24.0).as_deref(), Some("10:30"));
        assert_eq!(DateSystem::Since1900.shown(42_171.0).as_deref(), Some("2015-06-16"));
        assert_eq!(DateSystem::Since1900.shown(2015.0).as_deref(), Some("2015"), "a typed year");
        assert_eq!(DateSystem::Since1900.shown(1e300), None);
    }
}
