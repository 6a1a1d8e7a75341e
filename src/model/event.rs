//! The document of an event, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, require_first_days, require_name,
    },
    index_table::{index_table, indexed_in},
    record_type::{RecordState, RecordType},
    texts::{TitleTexts, TitleTranslations},
};
use crate::{
    error::Fault,
    values::{
        country::Country,
        date::{CalendarDate, DatePrecision},
        language::Language,
        place::{Location, Place},
        reference::ReferenceInput,
        source::{FactSource, Identifier, is_false},
        topic::Topic,
        traits::ClosedList,
    },
};

/// The maximum number of days from the first to the last day of an event; anything longer is a
/// project. The limit also lets an index find the events of a period.
pub const MAX_DAYS: i32 = 366;

choices! {
    /// The kind of event.
    pub enum EventKind {
        /// A visit by a delegation or guests.
        Visit = "visit",
        /// A meeting.
        Meeting = "meeting",
        /// A conference.
        Conference = "conference",
        /// The signing of an agreement.
        Signing = "signing",
        /// A sports event.
        Sport = "sport",
        /// A cultural event.
        Culture = "culture",
        /// A training course.
        Training = "training",
        /// Any other kind of event.
        Other = "other",
    }
}

choices! {
    /// The direction of travel, from the municipality's point of view.
    pub enum EventDirection {
        /// Partners came to the municipality.
        Incoming = "incoming",
        /// The municipality went to its partners.
        Outgoing = "outgoing",
        /// Nobody travelled.
        Online = "online",
    }
}

choices! {
    /// Whether the event is planned, took place or was called off.
    pub enum EventStatus {
        /// It is planned.
        Scheduled = "scheduled",
        /// It took place.
        Held = "held",
        /// It is postponed to a date not yet known.
        Postponed = "postponed",
        /// It will not take place.
        Cancelled = "cancelled",
    }
}

/// The number of people who took part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// The number of people.
    #[schema(minimum = 1, maximum = 10_000_000, example = 40)]
    pub count: u32,
    /// Whether the source gives the number as approximate.
    pub approximate: bool,
}

/// A person in a public function, or a group, that took part.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipantInput {
    /// The person's name, only for persons who acted in a public function.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// The function on that date, as given by the source.
    #[schema(min_length = 1, max_length = 300)]
    pub role: String,
    /// The organisation represented.
    #[schema(min_length = 1, max_length = 300)]
    pub organisation: Option<String>,
    /// The partner represented.
    pub partner: Option<ReferenceInput>,
    /// Whether this participant led the delegation.
    #[serde(default, skip_serializing_if = "is_false")]
    pub head: bool,
}

/// An event, as sent in requests and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = EventInput)]
pub struct EventBody {
    /// Draft or published.
    #[serde(default)]
    pub state: RecordState,
    /// The title and summary in each language.
    pub translations: TitleTranslations,
    /// The kind of event.
    pub kind: EventKind,
    /// The direction of travel, from the municipality's point of view.
    pub direction: EventDirection,
    /// Whether the event is planned, took place or was called off.
    pub status: EventStatus,
    /// The first day.
    pub start_date: CalendarDate,
    /// The last day; omitted if it is the first day.
    pub end_date: Option<CalendarDate>,
    /// The precision to which the dates are known.
    #[serde(default, skip_serializing_if = "DatePrecision::is_day")]
    pub date_precision: DatePrecision,
    /// The place of the event.
    pub place: Option<Place>,
    /// The number of people who took part.
    pub attendance: Option<Attendance>,
    /// The persons in public functions, and the groups, that took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 500)]
    pub participants: Vec<ParticipantInput>,
    /// The topics of the event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 15)]
    pub topics: Vec<Topic>,
    /// The partners that took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub partners: Vec<ReferenceInput>,
    /// The agreements that were signed or discussed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub agreements: Vec<ReferenceInput>,
    /// The projects that the event belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub projects: Vec<ReferenceInput>,
    /// The programmes that the event dealt with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub programmes: Vec<ReferenceInput>,
    /// The sources of the facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub sources: Vec<FactSource>,
    /// Identifiers of the event in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

impl EventBody {
    /// The last day of the event, given the precision of its dates.
    pub fn last_day(&self) -> CalendarDate {
        self.end_date.unwrap_or(self.start_date).last_day(self.date_precision)
    }

    fn country(&self) -> Option<&Country> {
        self.place.as_ref()?.country.as_ref()
    }
}

index_table! {
    /// The columns that lists of events filter and sort by.
    pub events("event") of EventBody, sorted by title_key, |body, keys| {
        kind: Text = body.kind.as_str().to_owned(),
        direction: Text = body.direction.as_str().to_owned(),
        status: Text = body.status.as_str().to_owned(),
        country: Text = body.country().map(ToString::to_string).unwrap_or_default(),
        start_key: Binary = body.start_date.key(),
        end_key: Binary = body.last_day().key(),
    }
}

impl Body for EventBody {
    const KIND: RecordType = RecordType::Events;
    const ABOUT: &'static str =
        "Visits, meetings, conferences, signings and other events with partners.";
    const TABLE: Option<&'static str> = Some("event");
    const REFERS: bool = true;
    const TEXTS: &'static [&'static str] = TitleTexts::FIELDS;
}

impl Document for EventBody {
    body_basics!(TitleTexts);

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let translated = TitleTexts::texts(&self.translations);
        let people = self.participants.iter().flat_map(|participant| {
            let ParticipantInput { name, role, organisation, partner: _, head: _ } = participant;
            [name.as_deref(), Some(role.as_str()), organisation.as_deref()].into_iter().flatten()
        });
        let place = self.place.iter().map(|place| place.name.as_str());
        translated.chain(people.chain(place).map(|text| (None, text))).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        let mut links = Vec::new();
        for (field, kind, references) in [
            ("partners", RecordType::Partners, &self.partners),
            ("agreements", RecordType::Agreements, &self.agreements),
            ("projects", RecordType::Projects, &self.projects),
            ("programmes", RecordType::Programmes, &self.programmes),
        ] {
            links.extend(RecordLink::each(field, kind, references));
        }
        let partners = self.participants.iter().enumerate().filter_map(|(at, participant)| {
            let id = participant.partner.as_ref()?.id.to_string();
            Some(RecordLink {
                pointer: format!("/participants/{at}/partner/id"),
                kind: RecordType::Partners,
                id,
            })
        });
        links.extend(partners);
        links
    }

    fn topics(&self) -> &[Topic] {
        &self.topics
    }

    fn location(&self) -> Option<Location> {
        self.place.as_ref()?.location
    }

    fn order_key(&self) -> Vec<u8> {
        self.start_date.key()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "title", faults);
        let dates = [("startDate", Some(self.start_date)), ("endDate", self.end_date)];
        require_first_days(self.date_precision, &dates, faults);
        let Some(end) = self.end_date else { return };
        if end < self.start_date {
            faults.push(Fault::at(
                "/endDate",
                "before-start",
                format!("is before startDate {}", self.start_date),
            ));
        }
        if self.start_date.days_until(end) > MAX_DAYS {
            let detail = format!(
                "is more than {MAX_DAYS} days after startDate {}; record anything longer as a project",
                self.start_date
            );
            faults.push(Fault::at("/endDate", "too-long", detail));
        }
    }

    indexed_in!(events);
}
