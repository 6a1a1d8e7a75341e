//! The document of a project, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    budget::Budget,
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
        country::Country,
        date::{CalendarDate, PartialDate},
        labels::labelled,
        language::Language,
        money::Money,
        place::Place,
        reference::ReferenceInput,
        source::{FactSource, Identifier, is_false},
        topic::Topic,
        traits::ClosedList,
        web_address::WebAddress,
    },
};

choices! {
    /// The state of the project.
    pub(crate) enum ProjectStatus {
        /// It has not begun.
        Planned = "planned",
        /// It is under way.
        Ongoing = "ongoing",
        /// It is finished.
        Completed = "completed",
        /// It was abandoned.
        Cancelled = "cancelled",
        /// No source states it.
        Unknown = "unknown",
    }
}

choices! {
    /// The role in a project.
    pub(crate) enum OrganisationRole {
        /// Leads the project.
        Lead = "lead",
        /// Takes part without leading.
        Partner = "partner",
        /// Takes part without a share in the budget.
        Associated = "associated",
        /// Gives the money.
        Funder = "funder",
        /// Receives the money.
        Beneficiary = "beneficiary",
    }
}

labelled! { ProjectStatus => ProjectStatus, OrganisationRole => OrganisationRole }

/// An organisation with a role in a project. Most are no twin towns: only those that are refer to a partner.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganisationInput {
    /// The name, as the source gives it.
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Administracja Miejskiego Okręgu „Oziersk”"
    )]
    pub name: String,
    /// The role in the project.
    pub role: OrganisationRole,
    /// True for the municipality that publishes the data.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own: bool,
    /// The country.
    pub country: Option<Country>,
    /// The partner that the organisation is, or belongs to.
    pub partner: Option<ReferenceInput>,
    /// Identifiers of the organisation in registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub identifiers: Vec<Identifier>,
}

/// A project, as sent in requests and stored.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ProjectInput)]
pub(crate) struct ProjectBody {
    /// Draft or published.
    #[serde(default)]
    pub state: RecordState,
    /// The title and summary in each language.
    pub translations: TitleTranslations,
    /// The acronym or short name.
    #[schema(min_length = 1, max_length = 100)]
    pub acronym: Option<String>,
    /// The state of the project.
    pub status: ProjectStatus,
    /// The programme that funds the project.
    pub programme: Option<ReferenceInput>,
    /// The first day of the project.
    pub start_date: Option<PartialDate>,
    /// The last day of the project.
    pub end_date: Option<PartialDate>,
    /// The place where it is carried out.
    pub place: Option<Place>,
    /// The organisations that take part, with their roles. Responses also list those that are partners in `partners`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub organisations: Vec<OrganisationInput>,
    /// The cost of the project and who funds it.
    pub budget: Option<Budget>,
    /// The topics of the project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 15)]
    pub topics: Vec<Topic>,
    /// The URL of the project's website.
    pub website: Option<WebAddress>,
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
    /// Identifiers of the project in other registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub identifiers: Vec<Identifier>,
}

/// Sorts after every date, because a project without a known end may still be under way.
const OPEN_END: &[u8] = b"9999";

impl ProjectBody {
    /// The last day that the project can have; `None` if the end is unknown.
    fn last_day(&self) -> Option<CalendarDate> {
        self.end_date.map(PartialDate::last_day)
    }

    /// What the project costs; `None` if nobody knows it.
    fn value(&self) -> Option<Money> {
        self.budget.as_ref().and_then(|budget| budget.total)
    }
}

index_table! {
    /// The columns that lists of projects filter and sort by.
    pub(crate) projects("project") of ProjectBody, sorted by title_key, |body, keys| {
        status: Text = body.status.as_str().to_owned(),
        start_key: Binary = body.order_key(),
        end_key: Binary = body.last_day().map(CalendarDate::key).unwrap_or_default(),
        last_key: Binary = body.last_day().map_or_else(|| OPEN_END.to_vec(), CalendarDate::key),
        currency: Text = body.value().map(|value| value.currency.to_string()).unwrap_or_default(),
        value: BigInt = body.value().map_or(0, |value| value.minor_units),
    }
}

impl Body for ProjectBody {
    const KIND: RecordType = RecordType::Projects;
    const ABOUT: &'static str = "Projects carried out with partners.";
    const TABLE: Option<&'static str> = Some("project");
    const REFERS: bool = true;
    const TEXTS: &'static [&'static str] = TitleTexts::FIELDS;
    const COMPUTED: &'static [&'static str] = &["partners"];

    fn computed_faults(&self, fields: &Map<String, Value>) -> Vec<Fault> {
        let given = fields.get("partners").and_then(Value::as_array).into_iter().flatten();
        let is_organisation = |id: &str| {
            let mut partners = self.organisations.iter().filter_map(|one| one.partner.as_ref());
            partners.any(|partner| partner.id.as_str() == id)
        };
        let fault = |(at, partner): (usize, &Value)| {
            let id = partner["id"].as_str().unwrap_or_default();
            (!is_organisation(id)).then(|| {
                let detail = message!("is made out of “organisations”: write the partner there, as in {{\"name\": \"…\", \"role\": \"partner\", \"partner\": {{\"id\": \"…\"}}}}");
                Fault::at(format!("/partners/{at}"), "read-only", detail)
            })
        };
        given.enumerate().filter_map(fault).collect()
    }
}

impl Document for ProjectBody {
    body_basics!(TitleTexts);

    fn country_and_date(&self) -> (Option<&Country>, Option<String>) {
        (
            self.place.as_ref().and_then(|place| place.country.as_ref()),
            self.start_date.map(|date| date.to_string()),
        )
    }

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let acronym = self.acronym.iter().map(|acronym| (None, acronym.as_str()));
        let organisations = self.organisations.iter().map(|one| (None, one.name.as_str()));
        let place = self.place.iter().flat_map(Place::texts);
        TitleTexts::texts(&self.translations)
            .chain(acronym)
            .chain(organisations)
            .chain(place)
            .collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        let programme =
            RecordLink::one("programme", RecordType::Programmes, self.programme.as_ref());
        let partners = self.organisations.iter().enumerate().filter_map(|(at, organisation)| {
            let field = format!("organisations/{at}/partner");
            RecordLink::one(&field, RecordType::Partners, organisation.partner.as_ref())
        });
        programme.into_iter().chain(partners).collect()
    }

    fn topics(&self) -> &[Topic] {
        &self.topics
    }

    fn order_key(&self) -> Vec<u8> {
        self.start_date.map(PartialDate::key).unwrap_or_default()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "title", faults);
        check_common(&self.sources, &self.media, faults);
        require_order(("startDate", self.start_date), ("endDate", self.end_date), faults);
        check_place(self.place.as_ref(), faults);
        if let Some(budget) = &self.budget {
            budget.check(faults);
        }
    }

    fn warnings(&self, today: CalendarDate) -> Vec<Fault> {
        let status = self.status;
        let (start, end) = (self.start_date, self.end_date);
        let warning = match status {
            ProjectStatus::Planned | ProjectStatus::Ongoing
                if end.is_some_and(|end| end.last_day() < today) =>
            {
                end.map(|end| {
                    status_warning(status.as_str(), "endDate", end, MessageText("is past"))
                })
            }
            ProjectStatus::Planned => start
                .filter(|start| start.last_day() < today)
                .map(|start| status_warning("planned", "startDate", start, MessageText("is past"))),
            ProjectStatus::Ongoing => {
                start.filter(|start| start.first_day() > today).map(|start| {
                    status_warning("ongoing", "startDate", start, MessageText("is still to come"))
                })
            }
            ProjectStatus::Completed => end.filter(|end| end.first_day() > today).map(|end| {
                status_warning("completed", "endDate", end, MessageText("is still to come"))
            }),
            ProjectStatus::Cancelled | ProjectStatus::Unknown => None,
        };
        warning.into_iter().collect()
    }

    indexed_in!(projects);
}
