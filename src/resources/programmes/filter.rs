//! What the list of programmes can be asked.

use utoipa::IntoParams;

use crate::{
    http::request::query_reader::{QueryReader, ReadFilter},
    model::programme::Instrument,
    store::read::list::{ListFilter, SortOrder},
};

choices! {
    /// What programmes sort by.
    pub enum ProgrammeSort {
        /// The first year.
        PeriodStart = "periodStart",
        /// The name, in dictionary order of the default language.
        Name = "name",
        /// When the record was made.
        CreatedAt = "createdAt",
        /// When the record was last changed.
        UpdatedAt = "updatedAt",
    }
}

/// The parameters that only programmes have.
#[derive(Clone, PartialEq, Eq, Default, Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ProgrammeFilter {
    /// Programmes of any of these instruments.
    #[param(inline)]
    pub instrument: Vec<Instrument>,
    /// Programmes whose period has this year.
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
}
