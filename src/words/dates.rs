//! Dates and periods as people write them.

use jiff::{civil::Date, tz::TimeZone};

use super::Words;
use crate::{
    text::messages::MessageLanguage,
    values::{
        date::{CalendarDate, PartialDate},
        instant::Instant,
    },
};

/// The months in a date with a day.
const POLISH_OF_DAYS: [&str; 12] = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];

/// The months by themselves.
const POLISH: [&str; 12] = [
    "styczeń",
    "luty",
    "marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpień",
    "wrzesień",
    "październik",
    "listopad",
    "grudzień",
];

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// How much of a date is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KnownPart {
    Day,
    Month,
    Year,
}

/// A date in its parts.
#[derive(Clone, Copy)]
struct DateParts {
    date: Date,
    known: KnownPart,
}

impl DateParts {
    fn of(date: PartialDate) -> Self {
        let known = match date.to_string().len() {
            4 => KnownPart::Year,
            7 => KnownPart::Month,
            _ => KnownPart::Day,
        };
        Self { date: date.first_day().day(), known }
    }

    fn year(self) -> i16 {
        self.date.year()
    }
}

impl Words {
    /// Writes a date: `16 czerwca 2015`, `czerwiec 2015` or `2015`.
    pub(crate) fn date(self, date: PartialDate) -> String {
        let parts = DateParts::of(date);
        match parts.known {
            KnownPart::Year => parts.year().to_string(),
            _ => format!("{} {}", self.without_year(parts), parts.year()),
        }
    }

    /// Writes a period: `16–17 czerwca 2015`, `4 maja – 10 czerwca 2012`, `2012–2015`; one date if it has no other end.
    pub(crate) fn period(self, start: PartialDate, end: Option<PartialDate>) -> String {
        let Some(end) = end.filter(|end| *end != start) else { return self.date(start) };
        let (from, to) = (DateParts::of(start), DateParts::of(end));
        let same_form = from.known == to.known;
        let same_year = same_form && from.year() == to.year();
        let same_month = same_year && from.date.month() == to.date.month();
        match from.known {
            KnownPart::Day if same_month => format!("{}–{}", from.date.day(), self.date(end)),
            KnownPart::Day | KnownPart::Month if same_year => {
                format!("{} – {}", self.without_year(from), self.date(end))
            }
            KnownPart::Year if same_form => format!("{}–{}", from.year(), to.year()),
            _ => format!("{} – {}", self.date(start), self.date(end)),
        }
    }

    /// Writes the day of a moment in a time zone.
    pub(crate) fn day_of(self, moment: Instant, zone: &TimeZone) -> String {
        self.date(CalendarDate::from(moment.day_in(zone)).into())
    }

    /// Writes a moment in a time zone: `26 listopada 2026, 23:43`.
    pub(crate) fn moment(self, moment: Instant, zone: &TimeZone) -> String {
        let time = moment.time_in(zone);
        format!("{}, {:02}:{:02}", self.day_of(moment, zone), time.hour(), time.minute())
    }

    /// Writes the day and the month, or the month alone.
    fn without_year(self, parts: DateParts) -> String {
        let month = self.months(parts.known)[usize::from(parts.date.month().unsigned_abs()) - 1];
        match parts.known {
            KnownPart::Day => format!("{} {month}", parts.date.day()),
            _ => month.to_owned(),
        }
    }

    fn months(self, known: KnownPart) -> [&'static str; 12] {
        match (self.language, known) {
            (MessageLanguage::English, _) => ENGLISH,
            (MessageLanguage::Polish, KnownPart::Day) => POLISH_OF_DAYS,
            (MessageLanguage::Polish, _) => POLISH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::traits::TextValue as _;

    #[test]
    fn dates_and_periods_are_written_as_people_do() {
        for (start, end, polish, english) in [
            ("2015-06-16", None, "16 czerwca 2015", "16 June 2015"),
            ("2015-06-16", Some("2015-06-16"), "16 czerwca 2015", "16 June 2015"),
            ("2015-06-16", Some("2015-06-17"), "16–17 czerwca 2015", "16–17 June 2015"),
            ("2012-05-04", Some("2012-06-10"), "4 maja – 10 czerwca 2012", "4 May – 10 June 2012"),
            (
                "2012-12-01",
                Some("2015-05-31"),
                "1 grudnia 2012 – 31 maja 2015",
                "1 December 2012 – 31 May 2015",
            ),
            ("2015-06", None, "czerwiec 2015", "June 2015"),
            ("2015-06", Some("2015-07"), "czerwiec – lipiec 2015", "June – July 2015"),
            ("2015-06", Some("2016"), "czerwiec 2015 – 2016", "June 2015 – 2016"),
            ("2015", None, "2015", "2015"),
            ("2012", Some("2015"), "2012–2015", "2012–2015"),
            ("2012", Some("2012-05-01"), "2012 – 1 maja 2012", "2012 – 1 May 2012"),
        ] {
            let read = |text: &str| PartialDate::read(text).unwrap();
            for (language, expected) in
                [(MessageLanguage::Polish, polish), (MessageLanguage::English, english)]
            {
                let words = Words::new(language);
                assert_eq!(words.period(read(start), end.map(read)), expected);
            }
        }
    }
}
