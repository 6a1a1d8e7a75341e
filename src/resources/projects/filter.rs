//! The query parameters of the list of projects.

use utoipa::IntoParams;

use crate::{
    http::request::query_reader::{QueryReader, ReadFilter},
    model::project::ProjectStatus,
    store::read::{
        facet::{Facet, FacetSource},
        link_set::TopicSource,
        list::{ListFilter, SortOrder},
    },
    values::{date::PartialDate, labels::Vocabulary, record_id::RecordId},
};

choices! {
    /// The fields that projects can be sorted by.
    pub(crate) enum ProjectSort {
        /// The first day.
        StartDate = "startDate",
        /// The last day.
        EndDate = "endDate",
        /// The title, in dictionary order of the default language.
        Title = "title",
        /// When the record was created.
        CreatedAt = "createdAt",
        /// When the record was last changed.
        UpdatedAt = "updatedAt",
    }
}

/// The query parameters specific to projects.
#[derive(Clone, PartialEq, Eq, Default, Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct ProjectFilter {
    /// Projects funded by any of these programmes.
    #[param(inline)]
    pub programme: Vec<RecordId>,
    /// Projects with any of these partners.
    #[param(inline)]
    pub partner: Vec<RecordId>,
    /// Projects with any of these statuses.
    #[param(inline)]
    pub status: Vec<ProjectStatus>,
    /// Projects that end on or after this date, including those without a known end.
    #[param(inline)]
    pub from: Option<PartialDate>,
    /// Projects that start on or before this date, including those without a known start.
    #[param(inline)]
    pub to: Option<PartialDate>,
}

impl ReadFilter for ProjectFilter {
    fn read(query: &mut QueryReader) -> Self {
        let (from, to) = query.period("from", "to");
        Self {
            programme: query.text_values("programme"),
            partner: query.text_values("partner"),
            status: query.choices("status"),
            from,
            to,
        }
    }
}

impl ListFilter for ProjectFilter {
    type Sort = ProjectSort;

    const DEFAULT_SORT: SortOrder<ProjectSort> =
        SortOrder { field: ProjectSort::StartDate, descending: true };

    const FACETS: &'static [Facet] = &[
        Facet::new("status", FacetSource::Code("project.status", Vocabulary::ProjectStatus))
            .taken_by(&["status"]),
        Facet::new("topic", FacetSource::Topics(TopicSource::Own)).taken_by(&["topic"]),
        Facet::new("partner", FacetSource::Partners).taken_by(&["partner"]),
        Facet::new("year", FacetSource::Year("project.start_key")).taken_by(&["from", "to"]),
    ];
}
