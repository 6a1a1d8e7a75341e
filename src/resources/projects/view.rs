//! What readers get of a project.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        project::{ProjectBody, ProjectPartnerInput, ProjectRole, ProjectStatus},
        record_type::{RecordState, RecordType},
        texts::TitleTranslations,
    },
    store::read::view::{Record, ServedLanguages, View, ViewContext},
    values::{
        budget::Budget,
        date::{CalendarDate, DatePrecision},
        instant::Instant,
        record_id::RecordId,
        reference::Reference,
        source::{FactSource, Identifier},
        topic::Topic,
        web_address::WebAddress,
    },
};

/// A partner of the project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectPartner {
    /// The id of the partner.
    pub id: RecordId,
    /// Its name, in the language you asked for or the nearest there is.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// Where to fetch it.
    #[schema(format = "uri")]
    pub url: String,
    /// What it does in the project.
    pub role: ProjectRole,
}

/// Where the records are that refer to a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectRelated {
    /// The events of the project.
    #[schema(format = "uri")]
    pub events: String,
}

/// What was done together, most often with money from a programme.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Project)]
pub struct ProjectView {
    /// The id of the project.
    pub id: RecordId,
    /// Always `projects`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// Where this project is fetched.
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
    /// What it was or is, in your language or the nearest there is; plain text.
    pub summary: Option<String>,
    /// In which language each text is served.
    pub served_languages: ServedLanguages,
    /// Its short name.
    pub acronym: Option<String>,
    /// How far it is.
    pub status: ProjectStatus,
    /// The programme that funds it.
    pub programme: Option<Reference>,
    /// What the municipality itself does in it.
    pub own_role: Option<ProjectRole>,
    /// The first day.
    pub start_date: Option<CalendarDate>,
    /// The last day.
    pub end_date: Option<CalendarDate>,
    /// How precisely the dates are known; absent when there is none.
    pub date_precision: Option<DatePrecision>,
    /// The partners.
    pub partners: Vec<ProjectPartner>,
    /// What it costs, and who pays.
    pub budget: Option<Budget>,
    /// What it is about.
    pub topics: Vec<Topic>,
    /// Its web site.
    pub website: Option<WebAddress>,
    /// Where the records are that refer to it.
    pub related: ProjectRelated,
    /// The texts in every language.
    pub translations: TitleTranslations,
    /// Where the facts come from.
    pub sources: Vec<FactSource>,
    /// What it is called in other registers.
    pub identifiers: Vec<Identifier>,
}

impl View for ProjectView {
    type Body = ProjectBody;

    fn new(record: Record<ProjectBody>, context: &ViewContext) -> Self {
        let Record { id, revision, created_at, updated_at, body } = record;
        let ProjectBody {
            state,
            translations,
            acronym,
            status,
            programme,
            own_role,
            start_date,
            end_date,
            date_precision,
            partners,
            budget,
            topics,
            website,
            sources,
            identifiers,
        } = body;
        let mut served_languages = ServedLanguages::default();
        let title =
            context.text(&translations, "title", |texts| texts.title.as_deref(), &mut served_languages);
        let summary =
            context.text(&translations, "summary", |texts| texts.summary.as_deref(), &mut served_languages);
        Self {
            record_type: RecordType::Projects,
            url: context.url(RecordType::Projects, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            title: title.unwrap_or_default(),
            summary,
            served_languages,
            acronym,
            status,
            programme: programme
                .and_then(|programme| context.reference(RecordType::Programmes, &programme.id)),
            own_role,
            start_date,
            end_date,
            date_precision: (start_date.is_some() || end_date.is_some()).then_some(date_precision),
            partners: partners.iter().filter_map(|one| project_partner(one, context)).collect(),
            budget,
            topics,
            website,
            related: ProjectRelated { events: context.list_url(RecordType::Events, "project", &id) },
            translations,
            sources,
            identifiers,
            id,
        }
    }
}

fn project_partner(input: &ProjectPartnerInput, context: &ViewContext) -> Option<ProjectPartner> {
    let Reference { id, name, url } = context.reference(RecordType::Partners, &input.id)?;
    Some(ProjectPartner { id, name, url, role: input.role })
}
