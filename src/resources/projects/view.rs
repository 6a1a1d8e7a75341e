//! The JSON of a project.

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

/// A partner of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectPartner {
    /// The id of the partner.
    pub id: RecordId,
    /// The name in the requested language, or in the closest available one.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The URL of the partner.
    #[schema(format = "uri")]
    pub url: String,
    /// The role of the partner in the project.
    pub role: ProjectRole,
}

/// Lists of the records that refer to a project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectRelated {
    /// The URL of the list of events of this project.
    #[schema(format = "uri")]
    pub events: String,
}

/// A project carried out with partners, usually funded by a programme.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Project)]
pub(crate) struct ProjectView {
    /// The id of the project.
    pub id: RecordId,
    /// Always `projects`.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of this project.
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
    /// The acronym or short name.
    pub acronym: Option<String>,
    /// The state of the project.
    pub status: ProjectStatus,
    /// The programme that funds the project.
    pub programme: Option<Reference>,
    /// The role of the municipality itself.
    pub own_role: Option<ProjectRole>,
    /// The first day of the project.
    pub start_date: Option<CalendarDate>,
    /// The last day of the project.
    pub end_date: Option<CalendarDate>,
    /// The precision to which the dates are known; absent if there are no dates.
    pub date_precision: Option<DatePrecision>,
    /// The partners that take part.
    pub partners: Vec<ProjectPartner>,
    /// The cost of the project and who funds it.
    pub budget: Option<Budget>,
    /// The topics of the project.
    pub topics: Vec<Topic>,
    /// The URL of the project's website.
    pub website: Option<WebAddress>,
    /// Lists of the records that refer to this one.
    pub related: ProjectRelated,
    /// The texts in every language.
    pub translations: TitleTranslations,
    /// The sources of the facts.
    pub sources: Vec<FactSource>,
    /// Identifiers of the project in other registers.
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
        let mut served = ServedLanguages::default();
        let title = context.text(&translations, "title", |texts| &texts.title, &mut served);
        let summary = context.text(&translations, "summary", |texts| &texts.summary, &mut served);
        Self {
            record_type: RecordType::Projects,
            url: context.url(RecordType::Projects, id.as_str()),
            revision,
            created_at,
            updated_at,
            state,
            title: title.unwrap_or_default(),
            summary,
            served_languages: served,
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
            related: ProjectRelated {
                events: context.list_url(RecordType::Events, "project", &id),
            },
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
