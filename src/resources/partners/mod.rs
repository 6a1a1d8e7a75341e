//! `/partners`: the towns, regions and associations that the municipality works with.

pub(crate) mod filter;
mod page;
pub(crate) mod places;
pub(crate) mod queries;
pub(crate) mod view;

use self::{filter::PartnerFilter, view::PartnerView};
use crate::{
    error::ApiError,
    http::collection::{Collection, inclusion::Inclusion},
    resources::{
        agreements::view::AgreementView, events::view::EventView, projects::view::ProjectView,
    },
    store::read::{list::ListQuery, page::FoundPage, reader::Reader},
};

impl Collection for PartnerView {
    type Filter = PartnerFilter;

    const ONE: &'static str = "a partner";
    const LIST: &'static str =
        "The towns, regions and associations that the municipality works with, sorted by name.";
    const RECORD: &'static str = "One partner with its names, its location and links to its events, agreements and projects.";

    const INCLUSIONS: &'static [Inclusion] = &[
        Inclusion::of::<EventView>("partner"),
        Inclusion::of::<AgreementView>("partner"),
        Inclusion::of::<ProjectView>("partner"),
    ];

    fn find(
        reader: &mut Reader<'_>,
        query: &ListQuery<PartnerFilter>,
    ) -> Result<FoundPage, ApiError> {
        queries::find(reader, query)
    }
}
