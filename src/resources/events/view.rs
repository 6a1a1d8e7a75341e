//! The JSON of an event.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        event::{Attendance, EventBody, EventDirection, EventKind, EventStatus, ParticipantInput},
        record_type::{RecordState, RecordType},
        texts::TitleTranslations,
    },
    store::read::view::{Record, ServedLanguages, View, ViewContext},
    values::{
        date::{CalendarDate, DatePrecision},
        instant::Instant,
        place::Place,
        record_id::RecordId,
        reference::Reference,
        source::{FactSource, Identifier},
        topic::Topic,
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
    pub role: String,
    /// The organisation represented.
    pub organisation: Option<String>,
    /// The partner represented.
    pub partner: Option<Reference>,
    /// Whether this participant led the delegation.
    pub head: bool,
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
    pub direction: EventDirection,
    /// Whether the event is planned, took place or was called off.
    pub status: EventStatus,
    /// The first day.
    pub start_date: CalendarDate,
    /// The last day; absent if it is the first day.
    pub end_date: Option<CalendarDate>,
    /// The precision to which the dates are known.
    pub date_precision: DatePrecision,
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
            date_precision,
            place,
            attendance,
            participants,
            topics,
            partners,
            agreements,
            projects,
            programmes,
            sources,
            identifiers,
        } = body;
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
            date_precision,
            place,
            attendance,
            participants: participants.into_iter().map(|one| participant(one, context)).collect(),
            topics,
            partners: context.references(RecordType::Partners, &partners),
            agreements: context.references(RecordType::Agreements, &agreements),
            projects: context.references(RecordType::Projects, &projects),
            programmes: context.references(RecordType::Programmes, &programmes),
            translations,
            sources,
            identifiers,
            id,
        }
    }
}

fn participant(input: ParticipantInput, context: &ViewContext) -> Participant {
    let ParticipantInput { name, role, organisation, partner, head } = input;
    let partner = partner.and_then(|partner| context.reference(RecordType::Partners, &partner.id));
    Participant { name, role, organisation, partner, head }
}
