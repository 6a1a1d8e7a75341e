//! The document of an event, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, check_common, check_place,
        require_name, require_order, status_warning,
    },
    index_table::{index_table, indexed_in},
    media::Medium,
    record_type::{RecordState, RecordType},
    texts::{TitleTexts, TitleTranslations},
};
use crate::{
    error::Fault,
    text::messages::{MessageText, message},
    values::{
        clock::{ClockTime, ZoneName},
        country::Country,
        date::{CalendarDate, PartialDate},
        labels::labelled,
        language::Language,
        place::{Location, Place},
        reference::ReferenceInput,
        source::{FactSource, Identifier, is_false},
        topic::Topic,
        traits::ClosedList,
        web_address::WebAddress,
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
        /// Nobody travelled: it took place online.
        Online = "online",
        /// At home, and no partner travelled: the concert of a guest, a meeting of the committee.
        Local = "local",
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

labelled! { EventKind => EventKind, EventDirection => EventDirection, EventStatus => EventStatus }

/// The number of people who took part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// The number of people.
    #[schema(minimum = 1, maximum = 10_000_000, example = 40)]
    pub count: u32,
    /// True if the source gives the number as approximate.
    #[serde(default, skip_serializing_if = "is_false")]
    pub approximate: bool,
}

/// A person in a public function, or a group, that took part. It has at least one of `name`, `role` and `organisation`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipantInput {
    /// The person's name, only for persons who acted in a public function: with `role` or `organisation`.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// The function on that date, as given by the source.
    #[schema(min_length = 1, max_length = 300)]
    pub role: Option<String>,
    /// The organisation represented.
    #[schema(min_length = 1, max_length = 300)]
    pub organisation: Option<String>,
    /// The partner represented.
    pub partner: Option<ReferenceInput>,
    /// The language of `role` and `organisation`; without it they are in the default language.
    pub language: Option<Language>,
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
    pub direction: Option<EventDirection>,
    /// Whether the event is planned, took place or was called off.
    pub status: EventStatus,
    /// The first day, or the month or year in which it is.
    pub start_date: PartialDate,
    /// The last day, or the month or year in which it is; omitted if it is the first day.
    pub end_date: Option<PartialDate>,
    /// The time at which it begins on the first day, as clocks at the place show it. Only if that day is known.
    pub start_time: Option<ClockTime>,
    /// The time at which it ends on the last day, as clocks at the place show it. Only with `startTime`, and if that day
    /// is known.
    pub end_time: Option<ClockTime>,
    /// The time zone of the place, if it is not that of the municipality.
    pub time_zone: Option<ZoneName>,
    /// The event that this one is a part of: the festival of a concert.
    pub part_of: Option<ReferenceInput>,
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
    /// The URL of the page where people register to take part.
    pub registration_url: Option<WebAddress>,
    /// The URL of the page of the municipality's own website about this record, for people.
    pub web_page: Option<WebAddress>,
    /// Pictures, documents and films about the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub media: Vec<Medium>,
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
    /// The last day that the event can have.
    pub fn last_day(&self) -> CalendarDate {
        self.end_date.unwrap_or(self.start_date).last_day()
    }

    /// Adds the faults of the times of day.
    fn check_times(&self, faults: &mut Vec<Fault>) {
        let end_date = self.end_date.unwrap_or(self.start_date);
        let mut fault = |field: &str, code, detail: MessageText| {
            faults.push(Fault::at(format!("/{field}"), code, detail.into()));
        };
        let needs_day = MessageText("needs the day: a time of a month or year says nothing");
        if self.start_time.is_some() && self.start_date.day().is_none() {
            fault("startTime", "needs-day", needs_day);
        }
        let Some(end) = self.end_time else { return };
        if end_date.day().is_none() {
            fault("endTime", "needs-day", needs_day);
        }
        match self.start_time {
            None => fault("endTime", "missing", MessageText("needs a startTime")),
            Some(start) if end < start && self.start_date == end_date => {
                fault(
                    "endTime",
                    "before-start",
                    MessageText("is before startTime on the same day"),
                );
            }
            Some(_) => {}
        }
    }

    /// Adds the faults of participants who are not described, or are named without a public function.
    fn check_participants(&self, faults: &mut Vec<Fault>) {
        for (at, participant) in self.participants.iter().enumerate() {
            if participant.role.is_some() || participant.organisation.is_some() {
                continue;
            }
            let (field, detail) = match participant.name {
                Some(_) => (
                    "/role",
                    MessageText(
                        "a person is named only with a public function: give a role or an organisation",
                    ),
                ),
                None => ("", MessageText("needs a name, a role or an organisation")),
            };
            let pointer = format!("/participants/{at}{field}");
            faults.push(Fault::at(pointer, "missing", detail.into()));
        }
    }

    fn country(&self) -> Option<&Country> {
        self.place.as_ref()?.country.as_ref()
    }
}

index_table! {
    /// The columns that lists of events filter and sort by.
    pub events("event") of EventBody, sorted by title_key, |body, keys| {
        kind: Text = body.kind.as_str().to_owned(),
        direction: Text = body.direction.map(EventDirection::as_str).unwrap_or_default().to_owned(),
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
    const COMPUTED: &'static [&'static str] = &["startsAt", "endsAt"];
}

impl Document for EventBody {
    body_basics!(TitleTexts);

    fn country_and_date(&self) -> (Option<&Country>, Option<String>) {
        (
            self.place.as_ref().and_then(|place| place.country.as_ref()),
            Some(self.start_date.to_string()),
        )
    }

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let translated = TitleTexts::texts(&self.translations);
        let people = self.participants.iter().flat_map(|participant| {
            let ParticipantInput { name, role, organisation, partner: _, language, head: _ } =
                participant;
            let name = name.as_deref().map(|name| (None, name));
            let others = [role.as_deref(), organisation.as_deref()];
            let others = others.into_iter().flatten().map(|text| (language.as_ref(), text));
            name.into_iter().chain(others)
        });
        let place = self.place.iter().flat_map(Place::texts);
        translated.chain(people).chain(place).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        let mut links = self.ancestors();
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

    fn ancestors(&self) -> Vec<RecordLink> {
        let whole = RecordLink::one("partOf", RecordType::Events, self.part_of.as_ref());
        whole.into_iter().collect()
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
        check_common(&self.sources, &self.media, faults);
        self.check_times(faults);
        self.check_participants(faults);
        check_place(self.place.as_ref(), faults);
        let Some(end) = self.end_date else { return };
        require_order(("startDate", Some(self.start_date)), ("endDate", Some(end)), faults);
        if self.start_date.first_day().days_until(end.first_day()) > MAX_DAYS {
            let detail = message!(
                "is more than {max_days} days after startDate {start}; record anything longer as a project",
                max_days = MAX_DAYS,
                start = self.start_date
            );
            faults.push(Fault::at("/endDate", "too-long", detail));
        }
    }

    fn warnings(&self, today: CalendarDate) -> Vec<Fault> {
        let last = self.end_date.map_or(("startDate", self.start_date), |end| ("endDate", end));
        let warning = match self.status {
            EventStatus::Scheduled if last.1.last_day() < today => {
                Some(status_warning("scheduled", last.0, last.1, MessageText("is past")))
            }
            EventStatus::Held if self.start_date.first_day() > today => Some(status_warning(
                "held",
                "startDate",
                self.start_date,
                MessageText("is still to come"),
            )),
            _ => None,
        };
        warning.into_iter().collect()
    }

    indexed_in!(events);
}
