//! The timeline: entries of several kinds by year, and the strip above them.

use maud::{Markup, html};

use super::{
    context::PageContext,
    entry::{ListEntry, Marker},
    money::pixels,
};
use crate::{
    model::record_type::RecordType,
    values::date::{CalendarDate, PartialDate},
    words::table::Word,
};

/// The left and right ends of the strip, in the units of its drawing.
const LEFT: f64 = 20.0;
const RIGHT: f64 = 980.0;

/// The most years that have a number each.
const MOST_LABELS: i16 = 10;

/// The days of a year, on average.
const YEAR: f64 = 365.25;

/// The timeline of entries with the latest first; those without a date stand at its end.
pub(crate) fn timeline(page: &PageContext, entries: &[ListEntry]) -> Markup {
    html! {
        (strip(page, entries))
        ol.years {
            @for year in years(entries) {
                li {
                    @match year.number {
                        Some(number) => h3 { (number) },
                        None => h3.undated { (page.words.text(Word::Undated)) },
                    }
                    ol.time { @for entry in year.entries { li class=(entry.marker.class()) {
                        (entry.line(page))
                        h4 { (entry.link(page)) }
                    } } }
                }
            }
        }
    }
}

/// A year and the entries that begin in it.
struct Year<'e> {
    number: Option<i16>,
    entries: Vec<&'e ListEntry>,
}

fn years(entries: &[ListEntry]) -> Vec<Year<'_>> {
    let mut years: Vec<Year<'_>> = Vec::new();
    for entry in entries {
        let number = entry.start.map(|date| date.first_day().day().year());
        match years.last_mut().filter(|year| year.number == number) {
            Some(year) => year.entries.push(entry),
            None => years.push(Year { number, entries: vec![entry] }),
        }
    }
    years
}

/// The years that a strip shows.
#[derive(Clone, Copy)]
struct Span {
    first: i16,
    last: i16,
}

impl Span {
    /// The years of entries; `None` if they would make no strip.
    fn of(entries: &[ListEntry]) -> Option<Self> {
        let starts = entries.iter().filter_map(|entry| entry.start);
        let ends = entries.iter().filter_map(|entry| entry.end.or(entry.start));
        let year = |date: PartialDate| date.last_day().day().year();
        let (first, last) = (starts.map(year).min()?, ends.map(year).max()?);
        (last > first).then_some(Self { first, last })
    }

    /// Where a day is.
    fn at(self, day: CalendarDate) -> f64 {
        let years = f64::from(day.day().year() - self.first)
            + (f64::from(day.day().day_of_year()) - 1.0) / YEAR;
        LEFT + years * (RIGHT - LEFT) / f64::from(self.last - self.first + 1)
    }

    /// Where a year begins.
    fn begin(self, year: i16) -> f64 {
        LEFT + f64::from(year - self.first) * (RIGHT - LEFT) / f64::from(self.last - self.first + 1)
    }

    /// How many years apart the numbers are.
    fn step(self) -> i16 {
        let years = self.last - self.first + 1;
        [1, 2, 5, 10, 20, 50, 100]
            .into_iter()
            .find(|step| years / step <= MOST_LABELS)
            .unwrap_or(100)
    }
}

/// The middle of the days that a date can mean.
fn middle(date: PartialDate, span: Span) -> f64 {
    f64::midpoint(span.at(date.first_day()), span.at(date.last_day()))
}

fn strip(page: &PageContext, entries: &[ListEntry]) -> Markup {
    let Some(span) = Span::of(entries) else { return Markup::default() };
    html! {
        svg.strip viewBox="0 0 1000 92" role="img" aria-labelledby="strip" {
            title id="strip" { (page.words.text(Word::StripTitle)) }
            @for year in span.first..=span.last {
                @let x = pixels(span.begin(year));
                path.tick d={ "M" (x) " 12V64" } {}
                @if (year - span.first) % span.step() == 0 {
                    text x=(x) y="84" text-anchor="start" { (year) }
                }
            }
            path.t1 d="M10 38H990" {}
            path.t2 d="M10 44H990" {}
            @for entry in entries { (mark(entry, span)) }
        }
        (legend(page))
    }
}

fn mark(entry: &ListEntry, span: Span) -> Markup {
    let Some(start) = entry.start else { return Markup::default() };
    let x = middle(start, span);
    match entry.marker {
        Marker::Event => html! { circle.ev cx=(pixels(x)) cy="41" r="7" {} },
        Marker::Agreement => {
            html! { rect.ag x=(pixels(x - 7.0)) y="17" width="14" height="14" rx="2" {} }
        }
        Marker::Project => {
            let (from, to) = (span.at(start.first_day()), entry.end.unwrap_or(start).last_day());
            let width = (span.at(to) - from).max(7.0);
            html! { rect.pr x=(pixels(from)) y="53" width=(pixels(width)) height="7" rx="2" {} }
        }
        Marker::None => Markup::default(),
    }
}

fn legend(page: &PageContext) -> Markup {
    let signs =
        [("ag", RecordType::Agreements), ("ev", RecordType::Events), ("pr", RecordType::Projects)];
    html! {
        p.legend.small.soft aria-hidden="true" {
            @for (class, record_type) in signs {
                span class={ "k " (class) } {}
                (page.words.collection(record_type)) " "
            }
        }
    }
}
