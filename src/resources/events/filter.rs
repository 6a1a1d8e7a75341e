//! What the list of events can be asked.

use utoipa::IntoParams;

use crate::{
    http::request::query_reader::{QueryReader, ReadFilter},
    model::event::{EventDirection, EventKind, EventStatus},
    store::read::list::{ListFilter, SortOrder},
    values::{country::Country, date::CalendarDate, record_id::RecordId},
};

choices! {
    /// Where an event stands in time, seen from today.
    pub enum Period {
        /// It is over.
        Past = "past",
        /// It goes on today.
        Current = "current",
        /// It begins after today.
        Upcoming = "upcoming",
    }
}

choices! {
    /// What events sort by.
    pub enum EventSort {
        /// The first day.
        StartDate = "startDate",
        /// The last day.
        EndDate = "endDate",
        /// The title, in dictionary order of the default language.
        Title = "title",
        /// When the record was made.
        CreatedAt = "createdAt",
        /// When the record was last changed.
        UpdatedAt = "updatedAt",
    }
}

/// The parameters that only events have.
#[derive(Clone, PartialEq, Eq, Default, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventFilter {
    /// Events that go on on this day or later.
    #[param(inline)]
    pub from: Option<CalendarDate>,
    /// Events that go on on this day or earlier. With `from`: every event that overlaps the period.
    #[param(inline)]
    pub to: Option<CalendarDate>,
    /// Events that are past, current or upcoming today (in the municipality's time zone).
    #[param(inline)]
    pub period: Vec<Period>,
    /// Events with any of these partners.
    #[param(inline)]
    pub partner: Vec<RecordId>,
    /// Events about any of these agreements.
    #[param(inline)]
    pub agreement: Vec<RecordId>,
    /// Events of any of these projects.
    #[param(inline)]
    pub project: Vec<RecordId>,
    /// Events about any of these programmes.
    #[param(inline)]
    pub programme: Vec<RecordId>,
    /// Events of any of these kinds.
    #[param(inline)]
    pub kind: Vec<EventKind>,
    /// Events in any of these directions.
    #[param(inline)]
    pub direction: Vec<EventDirection>,
    /// Events of any of these statuses.
    #[param(inline)]
    pub status: Vec<EventStatus>,
    /// Events in any of these countries.
    #[param(inline)]
    pub country: Vec<Country>,
}

impl ReadFilter for EventFilter {
    fn read(query: &mut QueryReader) -> Self {
        let filter = Self {
            from: query.text_value("from"),
            to: query.text_value("to"),
            period: query.choices("period"),
            partner: query.text_values("partner"),
            agreement: query.text_values("agreement"),
            project: query.text_values("project"),
            programme: query.text_values("programme"),
            kind: query.choices("kind"),
            direction: query.choices("direction"),
            status: query.choices("status"),
            country: query.text_values("country"),
        };
        query.in_order("from", filter.from, "to", filter.to);
        filter
    }

    fn depends_on_the_day(&self) -> bool {
        !self.period.is_empty()
    }
}

impl ListFilter for EventFilter {
    type Sort = EventSort;

    const DEFAULT_SORT: SortOrder<EventSort> = SortOrder { field: EventSort::StartDate, descending: true };
}
