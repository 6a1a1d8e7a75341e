//! The document of a project, its rules and its index row.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    document::{
        Body, Document, RecordLink, SearchableText, body_basics, require_first_days, require_name,
    },
    index_table::{index_table, indexed_in},
    record_type::{RecordState, RecordType},
    texts::{TitleTexts, TitleTranslations},
};
use crate::{
    error::Fault,
    values::{
        budget::Budget,
        date::{CalendarDate, DatePrecision},
        language::Language,
        record_id::RecordId,
        reference::{ReferenceInput, is_read_only},
        source::{FactSource, Identifier},
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
    pub(crate) enum ProjectRole {
        /// Leads the project.
        Lead = "lead",
        /// Takes part without leading.
        Partner = "partner",
    }
}

/// A partner of a project.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectPartnerInput {
    /// The id of the partner.
    pub id: RecordId,
    /// The role of the partner in the project.
    pub role: ProjectRole,
    /// Sent in responses; ignored in requests.
    #[serde(default, skip_serializing_if = "is_read_only")]
    #[schema(read_only)]
    name: Option<String>,
    /// Sent in responses; ignored in requests.
    #[serde(default, skip_serializing_if = "is_read_only")]
    #[schema(read_only)]
    url: Option<String>,
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
    /// The role of the municipality itself.
    pub own_role: Option<ProjectRole>,
    /// The first day of the project.
    pub start_date: Option<CalendarDate>,
    /// The last day of the project.
    pub end_date: Option<CalendarDate>,
    /// The precision to which the dates are known.
    #[serde(default, skip_serializing_if = "DatePrecision::is_day")]
    pub date_precision: DatePrecision,
    /// The partners that take part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub partners: Vec<ProjectPartnerInput>,
    /// The cost of the project and who funds it.
    pub budget: Option<Budget>,
    /// The topics of the project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 15)]
    pub topics: Vec<Topic>,
    /// The URL of the project's website.
    pub website: Option<WebAddress>,
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
    /// The last day, given the precision of the dates; `None` if the end is unknown.
    fn last_day(&self) -> Option<CalendarDate> {
        self.end_date.map(|end| end.last_day(self.date_precision))
    }
}

index_table! {
    /// The columns that lists of projects filter and sort by.
    pub(crate) projects("project") of ProjectBody, sorted by title_key, |body, keys| {
        status: Text = body.status.as_str().to_owned(),
        start_key: Binary = body.order_key(),
        end_key: Binary = body.last_day().map(CalendarDate::key).unwrap_or_default(),
        last_key: Binary = body.last_day().map_or_else(|| OPEN_END.to_vec(), CalendarDate::key),
    }
}

impl Body for ProjectBody {
    const KIND: RecordType = RecordType::Projects;
    const ABOUT: &'static str = "Projects carried out with partners.";
    const TABLE: Option<&'static str> = Some("project");
    const REFERS: bool = true;
    const TEXTS: &'static [&'static str] = TitleTexts::FIELDS;
}

impl Document for ProjectBody {
    body_basics!(TitleTexts);

    fn texts(&self) -> Vec<SearchableText<'_>> {
        let acronym = self.acronym.iter().map(|acronym| (None, acronym.as_str()));
        TitleTexts::texts(&self.translations).chain(acronym).collect()
    }

    fn links(&self) -> Vec<RecordLink> {
        let programme = self.programme.iter().map(|programme| RecordLink {
            pointer: "/programme/id".to_owned(),
            kind: RecordType::Programmes,
            id: programme.id.to_string(),
        });
        let partners = self.partners.iter().enumerate().map(|(at, partner)| RecordLink {
            pointer: format!("/partners/{at}/id"),
            kind: RecordType::Partners,
            id: partner.id.to_string(),
        });
        programme.chain(partners).collect()
    }

    fn topics(&self) -> &[Topic] {
        &self.topics
    }

    fn order_key(&self) -> Vec<u8> {
        self.start_date.map(CalendarDate::key).unwrap_or_default()
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        require_name(&self.names(), "title", faults);
        require_first_days(
            self.date_precision,
            &[("startDate", self.start_date), ("endDate", self.end_date)],
            faults,
        );
        if let (Some(start), Some(end)) = (self.start_date, self.end_date)
            && end < start
        {
            faults.push(Fault::at(
                "/endDate",
                "before-start",
                format!("is before startDate {start}"),
            ));
        }
    }

    indexed_in!(projects);
}
