//! What readers get of an event.

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
    /// The name, for persons who acted in a public function.
    #[schema(example = "Paweł Bobrowski")]
    pub name: Option<String>,
    /// The function at that date, as the source gives it.
    #[schema(example = "wójt Gminy Kętrzyn")]
    pub role: String,
    /// The organisation for which they acted.
    pub organisation: Option<String>,
    /// The partner for which they acted.
    pub partner: Option<Reference>,
    /// Whether they led the delegation.
    pub head: bool,
}

/// Something that took or takes place with partners: a visit, a meeting, a signing.
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
    /// Where this event is fetched.
    #[schema(format = "uri")]
    pub url: String,
    /// The number of its last change in the data set.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When the record was made.
    pub created_at: Instant,
    /// When the record was last changed.
    pub updated_at: Instant,
    /// Draft or published.
    pub state: RecordState,
    /// The title, in your language or the nearest there is.
    pub title: String,
    /// What happened, in your language or the nearest there is; plain text.
    pub summary: Option<String>,
    /// In which language each text is served.
    pub served_languages: ServedLanguages,
    /// What kind of event it is.
    pub kind: EventKind,
    /// Who went where, seen from the municipality.
    pub direction: EventDirection,
    /// Whether it takes or took place.
    pub status: EventStatus,
    /// The first day.
    pub start_date: CalendarDate,
    /// The last day, when it is not the first.
    pub end_date: Option<CalendarDate>,
    /// How precisely the dates are known.
    pub date_precision: DatePrecision,
    /// Where.
    pub place: Option<Place>,
    /// How many took part.
    pub attendance: Option<Attendance>,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// What it was about.
    pub topics: Vec<Topic>,
    /// The partners that took part.
    pub partners: Vec<Reference>,
    /// The agreements that were signed or discussed.
    pub agreements: Vec<Reference>,
    /// The projects that it belongs to.
    pub projects: Vec<Reference>,
    /// The programmes that it was about.
    pub programmes: Vec<Reference>,
    /// The texts in every language.
    pub translations: TitleTranslations,
    /// Where the facts come from.
    pub sources: Vec<FactSource>,
    /// What it is called in other registers.
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
        let title = context.text(&translations, "title", |texts| texts.title.as_deref(), &mut served);
        let summary = context.text(&translations, "summary", |texts| texts.summary.as_deref(), &mut served);
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
