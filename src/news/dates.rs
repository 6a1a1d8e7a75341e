//! Dates and periods as Polish texts write them.

use std::ops::Range;

use super::{
    found::TextMark,
    months::{genitive_month, roman_month, standing_month},
    token::{NewsToken, TokenSort},
};
use crate::values::{date::PartialDate, traits::TextValue as _};

/// A date or a period in the text.
#[derive(Clone, Debug)]
pub(super) struct DateMention {
    /// The tokens, with the words that introduce them: `w dniach 4-10 czerwca 2012 r.`
    pub(super) tokens: Range<usize>,
    /// Where the date stands, without these words.
    pub(super) mark: TextMark,
    /// The first day, or the month or year.
    pub(super) start: PartialDate,
    /// The last day, if it is another one.
    pub(super) end: Option<PartialDate>,
    /// Whether the year stands elsewhere in the text.
    pub(super) is_inferred: bool,
    /// Whether only the year is known.
    pub(super) is_year: bool,
}

/// The most days of a list (`4, 5 i 6 czerwca`).
const MOST_DAYS: usize = 7;

/// The most days from the first day to the last: longer periods are those of projects.
const MOST_BETWEEN: i32 = 366;

/// What a text says of one day.
#[derive(Clone, Copy, Default, Debug)]
struct DatePoint {
    day: Option<u32>,
    month: Option<u32>,
    year: Option<u32>,
    /// Whether it is none without its year: `6.06` is an hour or a decimal too.
    needs_year: bool,
}

/// A date as it was read: the days may not exist.
struct ReadDates {
    tokens: Range<usize>,
    first: DatePoint,
    last: Option<DatePoint>,
}

/// Returns the dates of the text in their order.
///
/// A day without a year has that of the other dates, if all of these have the same.
pub(super) fn dates(tokens: &[NewsToken<'_>]) -> Vec<DateMention> {
    let reader = DateReader { tokens };
    let (mut read, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        if let Some(next) = reader.years(at) {
            at = next;
        } else if let Some(dates) = reader.dates(at) {
            at = dates.tokens.end;
            read.push(dates);
        } else {
            at += 1;
        }
    }
    let year_of = |dates: &ReadDates| dates.last.unwrap_or(dates.first).year;
    let mut years = read.iter().filter_map(year_of);
    let first = years.next();
    let common = first.filter(|first| years.all(|year| year == *first));
    read.iter().filter_map(|dates| reader.mention(dates, common)).collect()
}

/// Reads dates from tokens.
struct DateReader<'a, 't> {
    tokens: &'a [NewsToken<'t>],
}

impl DateReader<'_, '_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).filter(|token| token.is_word()).map_or("", |token| &token.folded)
    }

    fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// A number of at most so many digits, at least 1.
    fn number(&self, at: usize, digits: usize) -> Option<u32> {
        let token = self.tokens.get(at).filter(|token| token.text.len() <= digits)?;
        token.number().filter(|number| *number > 0)
    }

    fn year_number(&self, at: usize) -> Option<u32> {
        self.number(at, 4).filter(|year| (1900..2200).contains(year))
    }

    fn is_dash(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(NewsToken::is_dash)
    }

    /// Whether the token is one of the signs, without a blank before it.
    fn joining_sign(&self, at: usize) -> Option<char> {
        let token = self.tokens.get(at).filter(|token| !token.is_spaced)?;
        ['.', '-', '/'].into_iter().find(|sign| token.is_sign(*sign))
    }

    /// Passes over years from – to, which belong to the name of a programme.
    fn years(&self, at: usize) -> Option<usize> {
        self.year_number(at)?;
        self.year_number(at + 2).filter(|_| self.is_dash(at + 1)).map(|_| at + 3)
    }

    fn dates(&self, at: usize) -> Option<ReadDates> {
        let is_inside = at > 0
            && self.joining_sign(at - 1).or_else(|| self.glued_sign(at - 1)).is_some()
            && !self.tokens.get(at).is_none_or(|token| token.is_spaced)
            && at > 1
            && self.tokens.get(at - 2).is_some_and(|token| token.number().is_some());
        if is_inside {
            return None;
        }
        let read = self.iso(at).or_else(|| self.days(at)).or_else(|| self.month(at));
        read.or_else(|| self.year(at))
    }

    fn glued_sign(&self, at: usize) -> Option<char> {
        [',', ':']
            .into_iter()
            .find(|sign| self.tokens.get(at).is_some_and(|token| token.is_sign(*sign)))
    }

    /// `2012-06-04`
    fn iso(&self, at: usize) -> Option<ReadDates> {
        let year = self.year_number(at)?;
        let joins = |at| self.joining_sign(at) == Some('-');
        let two = |at| {
            self.number(at, 2)
                .filter(|_| self.tokens.get(at).is_some_and(|two| two.text.len() == 2))
        };
        let (month, day) =
            (two(at + 2).filter(|_| joins(at + 1))?, two(at + 4).filter(|_| joins(at + 3))?);
        let first =
            DatePoint { day: Some(day), month: Some(month), year: Some(year), needs_year: true };
        let is_longer =
            joins(at + 5) && self.tokens.get(at + 6).is_some_and(|next| !next.is_spaced);
        (!is_longer).then_some(ReadDates { tokens: at..at + 5, first, last: None })
    }

    /// `16-17 czerwca 2015 r.`, `30 maja – 2 czerwca 2014`, `6.06.2016`
    fn days(&self, start: usize) -> Option<ReadDates> {
        let (first, mut at) = self.point(start)?;
        let mut point = first;
        let mut count = 1;
        while point.month.is_none() {
            let next = self.connected(at, start, true).filter(|_| count < MOST_DAYS)?;
            (point, at) = self.point(next)?;
            count += 1;
        }
        let first = DatePoint { day: first.day, ..if count > 1 { point } else { first } };
        let last = (count > 1).then_some(point);
        let is_list =
            point.year.is_none() && !self.tokens.get(at).is_some_and(|token| token.is_sign(','));
        let further = self.connected(at, start, is_list);
        let further =
            further.and_then(|next| self.point(next)).filter(|(point, _)| point.month.is_some());
        let (last, at) = further.map_or((last, at), |(point, next)| (Some(point), next));
        Some(ReadDates { tokens: start..at, first, last })
    }

    /// The token after a word or dash between days. One after a year is only a dash or `do`.
    fn connected(&self, at: usize, start: usize, is_list: bool) -> Option<usize> {
        let comma = self.tokens.get(at).is_some_and(|token| token.is_sign(','));
        let is_between = matches!(self.word_before(start), "miedzy" | "pomiedzy");
        let connects = match self.word(at) {
            "do" => true,
            "i" | "oraz" => is_list,
            "a" => is_between,
            _ => self.is_dash(at) || comma && is_list,
        };
        connects.then(|| if matches!(self.word(at + 1), "dnia") { at + 2 } else { at + 1 })
    }

    /// A day, with its month and year if they are there; and the token after it.
    fn point(&self, at: usize) -> Option<(DatePoint, usize)> {
        let day = self.number(at, 2)?;
        let (numeric, next) = self.numeric_point(at, day);
        if let Some(point) = numeric {
            return Some((point, next));
        }
        let ordinal = self.joining_sign(at + 1) == Some('-')
            && matches!(self.word(at + 2), "go" | "ego" | "tego" | "szego");
        let next = if ordinal { at + 3 } else { at + 1 };
        let month = genitive_month(self.word(next))
            .or_else(|| self.tokens.get(next).and_then(|token| roman_month(token.text)));
        let Some(month) = month else {
            return Some((DatePoint { day: Some(day), ..DatePoint::default() }, next));
        };
        let year = self.year_number(next + 1);
        // 20 maja 1899 is no day of this year.
        let needs_year = self
            .tokens
            .get(next + 1)
            .is_some_and(|token| token.sort == TokenSort::Digits && token.text.len() > 3);
        let point = DatePoint { day: Some(day), month: Some(month), year, needs_year };
        let next = if year.is_some() { self.after_year(next + 2) } else { next + 1 };
        Some((point, next))
    }

    /// `6.06.2016`, `6.VI.2016`; `30.05` before a dash.
    fn numeric_point(&self, at: usize, day: u32) -> (Option<DatePoint>, usize) {
        let Some(sign) = self.joining_sign(at + 1) else { return (None, at) };
        let roman = self.tokens.get(at + 2).and_then(|token| roman_month(token.text));
        let Some(month) = self.number(at + 2, 2).or(roman) else { return (None, at) };
        let mut point =
            DatePoint { day: Some(day), month: Some(month), year: None, needs_year: true };
        if self.joining_sign(at + 3) == Some(sign) {
            point.year = self.year_number(at + 4);
        }
        if point.year.is_some() {
            return (Some(point), self.after_year(at + 5));
        }
        let end = at + 3 + usize::from(self.joining_sign(at + 3) == Some('.'));
        let is_part = sign == '.' && (self.is_dash(end) || self.word(end) == "do");
        (is_part.then_some(point), end)
    }

    /// `w czerwcu 2012 r.`
    fn month(&self, at: usize) -> Option<ReadDates> {
        let month = standing_month(self.word(at))?;
        let year = self.year_number(at + 1)?;
        let first = DatePoint { month: Some(month), year: Some(year), ..DatePoint::default() };
        Some(ReadDates { tokens: at..self.after_year(at + 2), first, last: None })
    }

    /// `w 2009 roku`, `w roku 2009`
    fn year(&self, at: usize) -> Option<ReadDates> {
        let year = self.year_number(at)?;
        let next = self.after_year(at + 1);
        let before = self.word_before(at);
        let is_after = next > at + 1 && matches!(before, "w" | "we");
        let is_before = before == "roku" && self.word_before(at - 1) == "w";
        let first = DatePoint { year: Some(year), ..DatePoint::default() };
        (is_after || is_before).then_some(ReadDates { tokens: at..next, first, last: None })
    }

    /// The token after `r.`, `roku`.
    fn after_year(&self, at: usize) -> usize {
        match self.word(at) {
            "r" => at + 1 + usize::from(self.joining_sign(at + 1) == Some('.')),
            "roku" | "rok" => at + 1,
            _ => at,
        }
    }

    fn mention(&self, read: &ReadDates, common: Option<u32>) -> Option<DateMention> {
        let last_year = read.last.unwrap_or(read.first).year;
        let is_inferred = last_year.is_none();
        let needs_year = read.first.needs_year || read.last.is_some_and(|last| last.needs_year);
        let year = last_year.or(common.filter(|_| !needs_year))?;
        let last = read.last.map(|last| DatePoint { year: Some(year), ..last });
        // Over the turn of the year the year stands only once: 30 grudnia – 2 stycznia 2015.
        let turns = last.is_some_and(|last| read.first.month > last.month && last.month.is_some());
        let first_year = read.first.year.unwrap_or(if turns { year - 1 } else { year });
        let start = partial(DatePoint { year: Some(first_year), ..read.first })?;
        let end = match last {
            Some(last) => Some(partial(last)?).filter(|end| *end != start),
            None => None,
        };
        let days = end.map_or(0, |end| start.first_day().days_until(end.first_day()));
        let (first, last) =
            (self.tokens.get(read.tokens.start)?, self.tokens.get(read.tokens.end - 1)?);
        (0..=MOST_BETWEEN).contains(&days).then(|| DateMention {
            tokens: self.introduced(read.tokens.start)..read.tokens.end,
            mark: first.mark.joined(last.mark),
            start,
            end,
            is_inferred,
            is_year: read.first.month.is_none(),
        })
    }

    /// The beginning with the words before a date: `w dniach`, `dnia`, `od`.
    fn introduced(&self, start: usize) -> usize {
        let mut at = start;
        for words in [
            &["dnia", "dniu", "dniach", "dni", "roku"][..],
            &["w", "we", "od", "miedzy", "pomiedzy"],
        ] {
            at -= usize::from(words.contains(&self.word_before(at)));
        }
        at
    }
}

fn partial(point: DatePoint) -> Option<PartialDate> {
    let year = point.year?;
    let text = match (point.month, point.day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}"),
    };
    PartialDate::read(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::token::tokens;

    fn dates_of(text: &str) -> Vec<String> {
        let mentions = dates(&tokens(text));
        let written = |date: &DateMention| match date.end {
            Some(end) => format!("{}/{end}", date.start),
            None => date.start.to_string(),
        };
        mentions.iter().map(written).collect()
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (text, expected) in [
            ("16-17 czerwca 2015 r.", "2015-06-16/2015-06-17"),
            ("20 maja 2017r.", "2017-05-20"),
            ("6.06.2016", "2016-06-06"),
            ("(6.06.2016 r.)", "2016-06-06"),
            ("16.06.2015r. w gminie", "2015-06-16"),
            ("6. 06. 2016", "2016-06-06"),
            ("06-06-2016", "2016-06-06"),
            ("6 VI 2016 i 7.VII.2016", "2016-06-06 2016-07-07"),
            ("w dniach 4-10 czerwca 2012", "2012-06-04/2012-06-10"),
            ("od 4 do 10 czerwca 2012", "2012-06-04/2012-06-10"),
            ("między 4 a 10 czerwca 2012", "2012-06-04/2012-06-10"),
            ("4, 5 i 6 czerwca 2012", "2012-06-04/2012-06-06"),
            ("30 maja – 2 czerwca 2014", "2014-05-30/2014-06-02"),
            ("30.05-2.06.2014", "2014-05-30/2014-06-02"),
            ("4.06.2012 r. - 10.06.2012 r.", "2012-06-04/2012-06-10"),
            ("od 4 czerwca 2012 r. do 10 czerwca 2012 r.", "2012-06-04/2012-06-10"),
            ("4-10.06.2012", "2012-06-04/2012-06-10"),
            ("30 grudnia – 2 stycznia 2015", "2014-12-30/2015-01-02"),
            ("w czerwcu 2012 r.", "2012-06"),
            ("2012-06-04", "2012-06-04"),
            ("w 2009 roku, w roku 2010", "2009 2010"),
            ("20-go maja 2017", "2017-05-20"),
            ("20 maja 2017 r. i 12 maja", "2017-05-20 2017-05-12"),
            ("29 lutego 2016", "2016-02-29"),
            ("29 lutego 2015, 31 czerwca 2015, 0 maja 2015, 16-31 czerwca 2015", ""),
            ("10-4 czerwca 2012, 32.01.2015, 2015-13-01", ""),
            ("lata 2007-2013, Polska – Rosja 2014-2020, 2014 – 2020", ""),
            ("12 maja, 2009, 1:0, 12.05, godz. 10.00-12.00, tel. 12-34-56", ""),
            ("12 maja, 1 maja 2015, 2 maja 2016", "2015-05-01 2016-05-02"),
            ("1.12.06.2016, 20 maja 1899, 20 maja 99999", ""),
            ("od 1 stycznia 2010 do 31 grudnia 2013", ""),
            ("tel. 600 200 2015", ""),
            ("6.06.2016, 20 maja 1899, 20 maja 99999", "2016-06-06"),
        ] {
            assert_eq!(dates_of(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_mark_is_the_date_alone() {
        let text = "Gościliśmy w dniach 4-10 czerwca 2012 r. delegację";
        let tokens = tokens(text);
        let found = dates(&tokens);
        assert_eq!(found[0].mark.of(text), "4-10 czerwca 2012 r.");
        assert_eq!(tokens[found[0].tokens.start].text, "w");
    }
}
