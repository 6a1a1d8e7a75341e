//! The JSON of a project.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::{
        budget::Budget,
        media::Medium,
        project::{OrganisationInput, OrganisationRole, ProjectBody, ProjectStatus},
        record_type::{RecordState, RecordType},
        texts::TitleTranslations,
    },
    store::read::{
        labels::{Labeller, Labels},
        view::{Record, RecordWarning, ServedLanguages, View, ViewContext},
    },
    values::{
        country::Country,
        date::PartialDate,
        instant::Instant,
        place::Place,
        record_id::RecordId,
        reference::Reference,
        source::{FactSource, Identifier},
        topic::Topic,
        web_address::WebAddress,
    },
};

/// An organisation with a role in a project.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Organisation {
    /// The name, as the source gives it.
    #[schema(example = "Administracja Miejskiego Okręgu „Oziersk”")]
    pub name: String,
    /// The role in the project.
    pub role: OrganisationRole,
    /// True for the municipality that publishes the data.
    pub own: bool,
    /// The country.
    pub country: Option<Country>,
    /// The partner that the organisation is, or belongs to.
    pub partner: Option<Reference>,
    /// Identifiers of the organisation in registers.
    pub identifiers: Vec<Identifier>,
}

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
    pub role: OrganisationRole,
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
    /// The first day of the project.
    pub start_date: Option<PartialDate>,
    /// The last day of the project.
    pub end_date: Option<PartialDate>,
    /// The place where it is carried out.
    pub place: Option<Place>,
    /// The organisations that take part, with their roles.
    pub organisations: Vec<Organisation>,
    /// The partners among the organisations.
    pub partners: Vec<ProjectPartner>,
    /// The cost of the project and who funds it.
    pub budget: Option<Budget>,
    /// The topics of the project.
    pub topics: Vec<Topic>,
    /// The URL of the project's website.
    pub website: Option<WebAddress>,
    /// Lists of the records that refer to this one.
    pub related: ProjectRelated,
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
            start_date,
            end_date,
            place,
            organisations,
            budget,
            topics,
            website,
            web_page,
            media,
            sources,
            identifiers,
        } = body;
        let organisations: Vec<Organisation> =
            organisations.into_iter().map(|one| Organisation::new(one, context)).collect();
        let labeller = Labeller::new(context);
        let mut labels = Labels {
            status: Some(labeller.name(status)),
            country: labeller.country_of(place.as_ref()),
            topics: labeller.topics(&topics),
            roles: labeller.names(organisations.iter().map(|one| one.role)),
            countries: labeller
                .countries(organisations.iter().filter_map(|one| one.country.as_ref())),
            ..labeller.common(state, &media)
        };
        labeller.add_budget(&mut labels, budget.as_ref());
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
            start_date,
            end_date,
            place,
            partners: organisations.iter().filter_map(Organisation::as_partner).collect(),
            organisations,
            budget,
            topics,
            website,
            related: ProjectRelated {
                events: context.list_url(RecordType::Events, "project", &id),
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

impl Organisation {
    fn new(input: OrganisationInput, context: &ViewContext) -> Self {
        let OrganisationInput { name, role, own, country, partner, identifiers } = input;
        let partner =
            partner.and_then(|partner| context.reference(RecordType::Partners, &partner.id));
        Self { name, role, own, country, partner, identifiers }
    }

    fn as_partner(&self) -> Option<ProjectPartner> {
        let Reference { id, name, url, language: _ } = self.partner.clone()?;
        Some(ProjectPartner { id, name, url, role: self.role })
    }
}
