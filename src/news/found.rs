//! What is found in a news text, and where.

use crate::{
    model::event::{EventDirection, EventKind},
    values::{date::PartialDate, record_id::RecordId, topic::Topic},
};

/// What is known already: the names to look for.
pub(crate) struct KnownNames {
    /// The partners.
    pub(crate) partners: Vec<KnownRecord>,
    /// The funding programmes.
    pub(crate) programmes: Vec<KnownRecord>,
    /// The projects.
    pub(crate) projects: Vec<KnownRecord>,
    /// The names of the municipality and of its towns.
    pub(crate) home: Vec<String>,
}

/// A record with its names.
pub(crate) struct KnownRecord {
    /// The id of the record.
    pub(crate) id: RecordId,
    /// The names in all languages, other and former names, codes.
    pub(crate) names: Vec<String>,
}

/// A part of the text: a range of bytes between characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct TextMark {
    /// The first byte.
    pub(crate) start: usize,
    /// The byte after the last.
    pub(crate) end: usize,
}

impl TextMark {
    /// Returns the words of the text that are marked.
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns the part from the beginning of one to the end of the other, in whichever order they stand.
    pub(crate) fn joined(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value that was found, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FoundValue<T> {
    /// The value.
    pub(crate) value: T,
    /// The words that it was found in.
    pub(crate) mark: TextMark,
    /// Whether it was concluded; otherwise the text states it.
    pub(crate) is_inferred: bool,
}

impl<T> FoundValue<T> {
    /// A value that the text states.
    pub(super) fn stated(value: T, mark: TextMark) -> Self {
        Self { value, mark, is_inferred: false }
    }

    /// A value that was concluded from the text.
    pub(super) fn inferred(value: T, mark: TextMark) -> Self {
        Self { value, mark, is_inferred: true }
    }
}

/// A person in a public function. The value is inferred if the name stands in the text in another case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FoundPerson {
    /// The name, in the nominative where it follows safely from the form in the text.
    pub(crate) name: String,
    /// The function, in the words of the text.
    pub(crate) role: String,
    /// The partner represented.
    pub(crate) partner: Option<RecordId>,
}

/// The number of people who took part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PeopleCount {
    /// The number of people.
    pub(crate) count: u32,
    /// Whether the text gives the number as approximate.
    pub(crate) is_approximate: bool,
}

/// A proposal for one event: one for each date or period of the text.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct EventProposal {
    /// The first day, or the month or year.
    pub(crate) start: FoundValue<PartialDate>,
    /// The last day, if it is another one.
    pub(crate) end: Option<FoundValue<PartialDate>>,
    /// The sentences that the proposal rests on, in the order of the text.
    pub(crate) sentences: Vec<TextMark>,
    /// The heading above the text; otherwise the kind and the partners, inferred.
    pub(crate) title: Option<FoundValue<String>>,
    /// The kind of event.
    pub(crate) kind: Option<FoundValue<EventKind>>,
    /// The direction of travel.
    pub(crate) direction: Option<FoundValue<EventDirection>>,
    /// The name of a partner or of the municipality where it took place, in the form that is known.
    pub(crate) place: Option<FoundValue<String>>,
    /// The number of people who took part.
    pub(crate) attendance: Option<FoundValue<PeopleCount>>,
    /// The partners that are named.
    pub(crate) partners: Vec<FoundValue<RecordId>>,
    /// The programmes that are named.
    pub(crate) programmes: Vec<FoundValue<RecordId>>,
    /// The projects that are named.
    pub(crate) projects: Vec<FoundValue<RecordId>>,
    /// The persons in public functions.
    pub(crate) people: Vec<FoundValue<FoundPerson>>,
    /// The topics, all of them inferred.
    pub(crate) topics: Vec<FoundValue<Topic>>,
}
