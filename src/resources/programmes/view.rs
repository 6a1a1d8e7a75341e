//! The JSON of a programme.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        budget::Budget,
        media::Medium,
        programme::{Instrument, ProgrammeBody, ProgrammeStatus, ProgrammeStatusChange},
        record_type::{RecordState, RecordType},
        texts::NameTranslations,
    },
    store::read::{
        labels::{Labeller, Labels},
        view::{Record, RecordWarning, ServedLanguages, View, ViewContext},
    },
    values::{
        instant::Instant,
        record_id::RecordId,
        source::{FactSource, Identifier},
        web_address::WebAddress,
    },
};

/// Lists of the records that refer to a programme.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProgrammeRelated {
    /// The URL of the list of projects that the programme funds.
    #[schema(format = "uri")]
    pub projects: String,
    /// The URL of the list of events that dealt with the programme.
    #[schema(format = "uri")]
    pub events: String,
}

/// A programme that funds projects.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Programme)]
pub(crate) struct ProgrammeView {
    /// The id of the programme.
    pub id: RecordId,
    /// Always `programmes`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of this programme.
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
    /// The name in the requested language, or in the closest available one.
    pub name: String,
    /// The description in the requested language, or in the closest available one; plain text.
    pub description: Option<String>,
    /// The language in which each text is served.
    pub served_languages: ServedLanguages,
    /// The code of the programme, as written by its managing authority.
    pub code: Option<String>,
    /// The funding instrument.
    pub instrument: Instrument,
    /// The first year of the funding period.
    pub period_start: i16,
    /// The last year of the funding period.
    pub period_end: Option<i16>,
    /// The state of the programme.
    pub status: ProgrammeStatus,
    /// The changes of its status, in order of time.
    pub status_changes: Vec<ProgrammeStatusChange>,
    /// The budget of the programme and its sources.
    pub budget: Option<Budget>,
    /// The eligible regions or countries.
    pub area: Vec<String>,
    /// The URL of the programme's website.
    pub website: Option<WebAddress>,
    /// Lists of the records that refer to this one.
    pub related: ProgrammeRelated,
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
    pub translations: NameTranslations,
    /// The sources of the facts.
    pub sources: Vec<FactSource>,
    /// Identifiers of the programme in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for ProgrammeView {
    type Body = ProgrammeBody;

    fn new(record: Record<ProgrammeBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let status = body.status();
        let ProgrammeBody {
            state,
            translations,
            code,
            instrument,
            period_start,
            period_end,
            status: _,
            status_changes,
            budget,
            area,
            website,
            web_page,
            media,
            sources,
            identifiers,
        } = body;
        let labeller = Labeller::new(context);
        let mut labels = Labels {
            status: Some(labeller.name(status)),
            instrument: Some(labeller.name(instrument)),
            statuses: labeller.names(status_changes.iter().map(|change| change.status)),
            ..labeller.common(state, &media)
        };
        labeller.add_budget(&mut labels, budget.as_ref());
        let mut served = ServedLanguages::default();
        let name = context.text(&translations, "name", |texts| &texts.name, &mut served);
        let description =
            context.text(&translations, "description", |texts| &texts.description, &mut served);
        Self {
            record_type: RecordType::Programmes,
            url: context.url(RecordType::Programmes, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            name: name.unwrap_or_default(),
            description,
            served_languages: served,
            code,
            instrument,
            period_start,
            period_end,
            status,
            status_changes,
            budget,
            area,
            website,
            related: ProgrammeRelated {
                projects: context.list_url(RecordType::Projects, "programme", &id),
                events: context.list_url(RecordType::Events, "programme", &id),
            },
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
