//! `/events`: visits, meetings, conferences, signings and other events with partners.

pub(crate) mod calendar;
mod dates;
pub mod filter;
mod page;
pub mod queries;
pub mod view;

use self::{filter::EventFilter, view::EventView};
use crate::{
    error::ApiError,
    http::collection::{Collection, inclusion::Inclusion},
    store::read::{list::ListQuery, page::FoundPage, reader::Reader},
};

impl Collection for EventView {
    type Filter = EventFilter;

    const ONE: &'static str = "an event";
    const LIST: &'static str =
        "Visits, meetings, conferences, signings and other events with partners, latest first.";
    const RECORD: &'static str =
        "One event with its participants, its place, its texts in every language and its links.";

    const INCLUSIONS: &'static [Inclusion] = &[Inclusion::of::<EventView>("partOf")];

    fn find(
        reader: &mut Reader<'_>,
        query: &ListQuery<EventFilter>,
    ) -> Result<FoundPage, ApiError> {
        queries::find(reader, query)
    }
}
