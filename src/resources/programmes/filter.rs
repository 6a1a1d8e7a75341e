//! The query parameters of the list of programmes.

use utoipa::IntoParams;

use crate::{
    http::request::query_reader::{QueryReader, ReadFilter},
    model::programme::Instrument,
    store::read::{
        facet::{Facet, FacetSource},
        link_set::TopicSource,
        list::{ListFilter, SortOrder},
    },
    values::labels::Vocabulary,
};

choices! {
    /// The fields that programmes can be sorted by.
    pub(crate) enum ProgrammeSort {
        /// The first year of the funding period.
        PeriodStart = "periodStart",
        /// The name, in dictionary order of the default language.
        Name = "name",
        /// When the record was created.
        CreatedAt = "createdAt",
        /// When the record was last changed.
        UpdatedAt = "updatedAt",
    }
}

/// The query parameters specific to programmes.
#[derive(Clone, PartialEq, Eq, Default, Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct ProgrammeFilter {
    /// Programmes of any of these instruments.
    #[param(inline)]
    pub instrument: Vec<Instrument>,
    /// Programmes whose funding period includes this year; an unknown end counts as open.
    #[param(inline, minimum = 1950, maximum = 2199)]
    pub year: Option<i16>,
}

impl ReadFilter for ProgrammeFilter {
    fn read(query: &mut QueryReader) -> Self {
        Self { instrument: query.choices("instrument"), year: query.year("year") }
    }
}

impl ListFilter for ProgrammeFilter {
    type Sort = ProgrammeSort;

    const DEFAULT_SORT: SortOrder<ProgrammeSort> =
        SortOrder { field: ProgrammeSort::PeriodStart, descending: true };

    const FACETS: &'static [Facet] = &[
        Facet::new("instrument", FacetSource::Code("programme.instrument", Vocabulary::Instrument))
            .taken_by(&["instrument"]),
        Facet::new("topic", FacetSource::Topics(TopicSource::OfReferrers)).taken_by(&["topic"]),
        Facet::new("year", FacetSource::Text("CAST(programme.first_year AS TEXT)"))
            .taken_by(&["year"]),
    ];
}
