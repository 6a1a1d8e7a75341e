//! The JSON of an event.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        event::{Attendance, EventBody, EventDirection, EventKind, EventStatus, ParticipantInput},
        media::Medium,
        record_type::{RecordState, RecordType},
        texts::TitleTranslations,
    },
    store::read::{
        labels::{Labeller, Labels},
        view::{Record, RecordWarning, ServedLanguages, View, ViewContext},
    },
    values::{
        clock::{ClockTime, ZoneName},
        date::PartialDate,
        instant::Instant,
        language::Language,
        place::Place,
        record_id::RecordId,
        reference::Reference,
        source::{FactSource, Identifier},
        topic::Topic,
        web_address::WebAddress,
    },
};

/// A person in a public function, or a group, that took part.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub struct Participant {
    /// The person's name, only for persons who acted in a public function.
    #[schema(example = "Paweł Bobrowski")]
    pub name: Option<String>,
    /// The function on that date, as given by the source.
    #[schema(example = "wójt Gminy Kętrzyn")]
    pub role: Option<String>,
    /// The organisation represented.
    pub organisation: Option<String>,
    /// The partner represented.
    pub partner: Option<Reference>,
    /// The language of `role` and `organisation`, if it is not the default language.
    pub language: Option<Language>,
    /// Whether this participant led the delegation.
    pub head: bool,
}

/// Lists of the records that refer to an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventRelated {
    /// The URL of the list of the events that are parts of this one.
    #[schema(format = "uri")]
    pub events: String,
}

/// An event with partners, such as a visit, a meeting or a signing.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Event)]
pub struct EventView {
    /// The id of the event.
    pub id: RecordId,
    /// Always `events`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of this event.
    #[schema(format = "uri")]
    pub url: String,
    /// The data set revision of the last change to this record.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When the record was created.
    pub created_at: Instant,
    /// When the record was last changed.
    pub updated_at: Instant,
    /// Draft or published.
    pub state: RecordState,
    /// The title in the requested language, or in the closest available one.
    pub title: String,
    /// The summary in the requested language, or in the closest available one; plain text.
    pub summary: Option<String>,
    /// The language in which each text is served.
    pub served_languages: ServedLanguages,
    /// The kind of event.
    pub kind: EventKind,
    /// The direction of travel, from the municipality's point of view.
    pub direction: Option<EventDirection>,
    /// Whether the event is planned, took place or was called off.
    pub status: EventStatus,
    /// The first day, or the month or year in which it is.
    pub start_date: PartialDate,
    /// The last day, or the month or year in which it is; absent if it is the first day.
    pub end_date: Option<PartialDate>,
    /// The time at which it begins, as clocks at the place show it; absent if it is not known.
    pub start_time: Option<ClockTime>,
    /// The time at which it ends, as clocks at the place show it; absent if it is not known.
    pub end_time: Option<ClockTime>,
    /// The time zone of the place; absent if it is that of the municipality.
    pub time_zone: Option<ZoneName>,
    /// The moment at which it begins, with the offset from UTC (RFC 3339); only with `startTime`.
    #[schema(format = "date-time", example = "2027-06-16T17:00:00+02:00")]
    pub starts_at: Option<String>,
    /// The moment at which it ends, with the offset from UTC (RFC 3339); only with `endTime`.
    #[schema(format = "date-time", example = "2027-06-16T19:30:00+02:00")]
    pub ends_at: Option<String>,
    /// The event that this one is a part of.
    pub part_of: Option<Reference>,
    /// The place of the event.
    pub place: Option<Place>,
    /// The number of people who took part.
    pub attendance: Option<Attendance>,
    /// The persons in public functions, and the groups, that took part.
    pub participants: Vec<Participant>,
    /// The topics of the event.
    pub topics: Vec<Topic>,
    /// The partners that took part.
    pub partners: Vec<Reference>,
    /// The agreements that were signed or discussed.
    pub agreements: Vec<Reference>,
    /// The projects that the event belongs to.
    pub projects: Vec<Reference>,
    /// The programmes that the event dealt with.
    pub programmes: Vec<Reference>,
    /// Lists of the records that refer to this one.
    pub related: EventRelated,
    /// The URL of the page where people register to take part.
    pub registration_url: Option<WebAddress>,
    /// The URL of the page of the municipality's own website about this record, for people.
    pub web_page: Option<WebAddress>,
    /// Pictures, documents and films about the record.
    pub media: Vec<Medium>,
    /// The names of the codes of this record in the requested language.
    pub labels: Labels,
    /// What contradicts itself as of today. Only in the answer to a change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RecordWarning>,
    /// The texts in every language.
    pub translations: TitleTranslations,
    /// The sources of the facts.
    pub sources: Vec<FactSource>,
    /// Identifiers of the event in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for EventView {
    type Body = EventBody;

    fn new(record: Record<EventBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let EventBody {
            state,
            translations,
            kind,
            direction,
            status,
            start_date,
            end_date,
            start_time,
            end_time,
            time_zone,
            part_of,
            place,
            attendance,
            participants,
            topics,
            partners,
            agreements,
            projects,
            programmes,
            registration_url,
            web_page,
            media,
            sources,
            identifiers,
        } = body;
        let labeller = Labeller::new(context);
        let labels = Labels {
            kind: Some(labeller.name(kind)),
            direction: direction.map(|direction| labeller.name(direction)),
            status: Some(labeller.name(status)),
            country: labeller.country_of(place.as_ref()),
            topics: labeller.topics(&topics),
            ..labeller.common(state, &media)
        };
        let zone = context.zone(time_zone.as_ref());
        let moment =
            |date: PartialDate, time: Option<ClockTime>| time?.moment(date.day()?.day(), &zone);
        let mut served = ServedLanguages::default();
        let title = context.text(&translations, "title", |texts| &texts.title, &mut served);
        let summary = context.text(&translations, "summary", |texts| &texts.summary, &mut served);
        Self {
            record_type: RecordType::Events,
            url: context.url(RecordType::Events, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            title: title.unwrap_or_default(),
            summary,
            served_languages: served,
            kind,
            direction,
            status,
            start_date,
            end_date,
            start_time,
            end_time,
            starts_at: moment(start_date, start_time),
            ends_at: moment(end_date.unwrap_or(start_date), end_time),
            time_zone,
            part_of: part_of.and_then(|whole| context.reference(RecordType::Events, &whole.id)),
            place,
            attendance,
            participants: participants.into_iter().map(|one| participant(one, context)).collect(),
            topics,
            partners: context.references(RecordType::Partners, &partners),
            agreements: context.references(RecordType::Agreements, &agreements),
            projects: context.references(RecordType::Projects, &projects),
            programmes: context.references(RecordType::Programmes, &programmes),
            related: EventRelated { events: context.list_url(RecordType::Events, "partOf", &id) },
            registration_url,
            web_page,
            media,
            labels,
            warnings: Vec::new(),
            translations,
            sources,
            identifiers,
            id,
        }
    }

    fn warn(&mut self, warnings: Vec<RecordWarning>) {
        self.warnings = warnings;
    }
}

fn participant(input: ParticipantInput, context: &ViewContext) -> Participant {
    let ParticipantInput { name, role, organisation, partner, language, head } = input;
    let partner = partner.and_then(|partner| context.reference(RecordType::Partners, &partner.id));
    Participant { name, role, organisation, partner, language, head }
}
