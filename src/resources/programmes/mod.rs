//! `/programmes`: the funding programmes of projects.

pub(crate) mod filter;
mod page;
pub(crate) mod queries;
pub(crate) mod view;

use self::{filter::ProgrammeFilter, view::ProgrammeView};
use crate::{
    error::ApiError,
    http::collection::{Collection, inclusion::Inclusion},
    resources::{events::view::EventView, projects::view::ProjectView},
    store::read::{list::ListQuery, page::FoundPage, reader::Reader},
};

impl Collection for ProgrammeView {
    type Filter = ProgrammeFilter;

    const ONE: &'static str = "a programme";
    const LIST: &'static str =
        "Funding programmes that projects belong to or events dealt with, latest period first.";
    const RECORD: &'static str = "One programme with its funding period, its area and its budget.";

    const INCLUSIONS: &'static [Inclusion] =
        &[Inclusion::of::<ProjectView>("programme"), Inclusion::of::<EventView>("programme")];

    fn find(
        reader: &mut Reader<'_>,
        query: &ListQuery<ProgrammeFilter>,
    ) -> Result<FoundPage, ApiError> {
        queries::find(reader, query)
    }
}
