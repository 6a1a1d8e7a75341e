//! `/projects`: projects carried out with partners.

pub(crate) mod filter;
mod page;
pub(crate) mod queries;
pub(crate) mod values;
pub(crate) mod view;

use self::{filter::ProjectFilter, view::ProjectView};
use crate::{
    error::ApiError,
    http::collection::{Collection, inclusion::Inclusion},
    resources::events::view::EventView,
    store::read::{list::ListQuery, page::FoundPage, reader::Reader},
};

impl Collection for ProjectView {
    type Filter = ProjectFilter;

    const ONE: &'static str = "a project";
    const LIST: &'static str = "Projects with partners, EU-funded or not, latest first.";
    const RECORD: &'static str = "One project with its partners, its programme and its budget.";

    const INCLUSIONS: &'static [Inclusion] = &[Inclusion::of::<EventView>("project")];

    fn find(
        reader: &mut Reader<'_>,
        query: &ListQuery<ProjectFilter>,
    ) -> Result<FoundPage, ApiError> {
        queries::find(reader, query)
    }
}
