//! What readers get of a programme.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        programme::{Instrument, ProgrammeBody, ProgrammeStatus},
        record_type::{RecordState, RecordType},
        texts::NameTranslations,
    },
    store::read::view::{Record, ServedLanguages, View, ViewContext},
    values::{
        budget::Budget,
        instant::Instant,
        record_id::RecordId,
        source::{FactSource, Identifier},
        web_address::WebAddress,
    },
};

/// Where the records are that refer to a programme.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgrammeRelated {
    /// The projects that it funds.
    #[schema(format = "uri")]
    pub projects: String,
    /// The events that were about it.
    #[schema(format = "uri")]
    pub events: String,
}

/// Where money for projects comes from.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Programme)]
pub struct ProgrammeView {
    /// The id of the programme.
    pub id: RecordId,
    /// Always `programmes`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// Where this programme is fetched.
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
    /// The name, in your language or the nearest there is.
    pub name: String,
    /// What it is, in your language or the nearest there is; plain text.
    pub description: Option<String>,
    /// In which language each text is served.
    pub served_languages: ServedLanguages,
    /// Its code, as its authority writes it.
    pub code: Option<String>,
    /// The instrument that it belongs to.
    pub instrument: Instrument,
    /// The first year of its period.
    pub period_start: i16,
    /// The last year of its period.
    pub period_end: Option<i16>,
    /// How it stands.
    pub status: ProgrammeStatus,
    /// How much it has, and from whom.
    pub budget: Option<Budget>,
    /// The regions or countries that it covers.
    pub area: Vec<String>,
    /// Its web site.
    pub website: Option<WebAddress>,
    /// Where the records are that refer to it.
    pub related: ProgrammeRelated,
    /// The texts in every language.
    pub translations: NameTranslations,
    /// Where the facts come from.
    pub sources: Vec<FactSource>,
    /// What it is called in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for ProgrammeView {
    type Body = ProgrammeBody;

    fn new(record: Record<ProgrammeBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let ProgrammeBody {
            state,
            translations,
            code,
            instrument,
            period_start,
            period_end,
            status,
            budget,
            area,
            website,
            sources,
            identifiers,
        } = body;
        let mut served_languages = ServedLanguages::default();
        let name = context.text(&translations, "name", |texts| texts.name.as_deref(), &mut served_languages);
        let description = context.text(
            &translations,
            "description",
            |texts| texts.description.as_deref(),
            &mut served_languages,
        );
        Self {
            record_type: RecordType::Programmes,
            url: context.url(RecordType::Programmes, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            name: name.unwrap_or_default(),
            description,
            served_languages,
            code,
            instrument,
            period_start,
            period_end,
            status,
            budget,
            area,
            website,
            related: ProgrammeRelated {
                projects: context.list_url(RecordType::Projects, "programme", &id),
                events: context.list_url(RecordType::Events, "programme", &id),
            },
            translations,
            sources,
            identifiers,
            id,
        }
    }
}
