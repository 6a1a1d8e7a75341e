//! `/agreements`: agreements with partners, their signatories and their purpose.

pub(crate) mod filter;
mod page;
pub(crate) mod queries;
pub(crate) mod view;

use self::{filter::AgreementFilter, view::AgreementView};
use crate::{
    error::ApiError,
    http::collection::{Collection, inclusion::Inclusion},
    resources::events::view::EventView,
    store::read::{list::ListQuery, page::FoundPage, reader::Reader},
};

impl Collection for AgreementView {
    type Filter = AgreementFilter;

    const ONE: &'static str = "an agreement";
    const LIST: &'static str =
        "Partnership agreements, letters of intent, charters and other agreements, latest first.";
    const RECORD: &'static str = "One agreement with its signatories and its purpose.";

    const INCLUSIONS: &'static [Inclusion] = &[Inclusion::of::<EventView>("agreement")];

    fn find(
        reader: &mut Reader<'_>,
        query: &ListQuery<AgreementFilter>,
    ) -> Result<FoundPage, ApiError> {
        queries::find(reader, query)
    }
}
