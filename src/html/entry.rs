//! Records as entries of lists.

use maud::{Markup, html};

use super::{
    context::PageContext,
    localized_text::LocalizedText,
    parts::{self, Badge},
};
use crate::{
    model::record_type::RecordType,
    values::{
        clock::ClockTime, date::PartialDate, money::Money, place::Location, record_id::RecordId,
    },
    words::table::Word,
};

/// The sign of an entry on the timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Marker {
    /// A ring: something that happened on days.
    Event,
    /// A square: something that was signed.
    Agreement,
    /// A bar: something that took years.
    Project,
    /// None: the record has no place in time.
    None,
}

impl Marker {
    /// The class of the sign.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Event => "ev",
            Self::Agreement => "ag",
            Self::Project => "pr",
            Self::None => "",
        }
    }
}

/// A record as an entry of a list.
#[derive(Clone, Debug)]
pub(crate) struct ListEntry {
    /// Its type.
    pub record_type: RecordType,
    /// Its id.
    pub id: RecordId,
    /// Its name or title.
    pub title: LocalizedText,
    /// The first day, month or year.
    pub start: Option<PartialDate>,
    /// The last one.
    pub end: Option<PartialDate>,
    /// The time at which it begins.
    pub time: Option<ClockTime>,
    /// Its sign on the timeline.
    pub marker: Marker,
    /// What follows the date: the kind, partners, the country.
    pub notes: Vec<LocalizedText>,
    /// An amount of money.
    pub amount: Option<Money>,
    /// The status.
    pub status: Option<Badge>,
    /// Where it is.
    pub location: Option<Location>,
}

impl ListEntry {
    /// The address of its page.
    pub(crate) fn address(&self, page: &PageContext) -> String {
        page.addresses.record(self.record_type, self.id.as_str())
    }

    /// A link to its page.
    pub(crate) fn link(&self, page: &PageContext) -> Markup {
        html! { a href=(self.address(page)) lang=[self.title.lang(page)] { (self.title.text) } }
    }

    /// The date and the notes in a line.
    pub(crate) fn line(&self, page: &PageContext) -> Markup {
        let dated = self.marker != Marker::None;
        html! {
            span.when {
                @if let Some(start) = self.start {
                    (parts::period(page, start, self.end))
                    @if let Some(time) = self.time { ", " (time) }
                } @else if dated {
                    (page.words.text(Word::DateUnknown))
                }
                @for (at, note) in self.notes.iter().enumerate() {
                    @if at > 0 || dated { " · " }
                    (note.inline(page))
                }
                @if let Some(amount) = self.amount {
                    " · " span.num { (page.words.amount(amount)) }
                }
            }
            @if let Some(status) = &self.status { " " (status) }
        }
    }
}

/// Entries under each other, with their dates.
pub(crate) fn list(page: &PageContext, entries: &[ListEntry]) -> Markup {
    let is_dated = entries.iter().any(|entry| entry.marker != Marker::None);
    html! {
        ol class=(if is_dated { "time" } else { "plainlist" }) {
            @for entry in entries {
                li class=(entry.marker.class()) {
                    (entry.line(page))
                    h3 { (entry.link(page)) }
                }
            }
        }
    }
}

/// Entries as cards, each with a line under its notes.
pub(crate) fn cards(
    page: &PageContext,
    entries: &[ListEntry],
    line: impl Fn(&ListEntry) -> Option<String>,
) -> Markup {
    html! {
        ul.cards {
            @for entry in entries {
                li.card {
                    h3 { (entry.link(page)) }
                    p.soft {
                        @for (at, note) in entry.notes.iter().enumerate() {
                            @if at > 0 { " · " }
                            (note.inline(page))
                        }
                    }
                    @if let Some(line) = line(entry) { p { (line) } }
                }
            }
        }
    }
}
