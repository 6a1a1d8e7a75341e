//! The query parameters of the list of events.

use utoipa::IntoParams;

use crate::{
    http::request::query_reader::{QueryReader, ReadFilter},
    model::event::{EventDirection, EventKind, EventStatus},
    store::read::{
        facet::{Facet, FacetSource},
        link_set::TopicSource,
        list::{ListFilter, SortOrder},
    },
    values::{country::Country, date::PartialDate, labels::Vocabulary, record_id::RecordId},
};

choices! {
    /// The time of an event relative to today.
    pub enum Period {
        /// It ended before today.
        Past = "past",
        /// It takes place today.
        Current = "current",
        /// It starts after today.
        Upcoming = "upcoming",
    }
}

choices! {
    /// The fields that events can be sorted by.
    pub enum EventSort {
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

/// The query parameters specific to events.
#[derive(Clone, PartialEq, Eq, Default, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventFilter {
    /// Events that end on or after this date.
    #[param(inline)]
    pub from: Option<PartialDate>,
    /// Events that start on or before this date. With `from`: every event that overlaps the period.
    #[param(inline)]
    pub to: Option<PartialDate>,
    /// Events that are past, current or upcoming as of today, in the municipality's time zone.
    #[param(inline)]
    pub period: Vec<Period>,
    /// Events with any of these partners.
    #[param(inline)]
    pub partner: Vec<RecordId>,
    /// Events that concern any of these agreements.
    #[param(inline)]
    pub agreement: Vec<RecordId>,
    /// Events that belong to any of these projects.
    #[param(inline)]
    pub project: Vec<RecordId>,
    /// Events that dealt with any of these programmes.
    #[param(inline)]
    pub programme: Vec<RecordId>,
    /// Events that are parts of any of these, such as the concerts of a festival.
    #[param(inline, rename = "partOf")]
    pub part_of: Vec<RecordId>,
    /// Events of any of these kinds.
    #[param(inline)]
    pub kind: Vec<EventKind>,
    /// Events in any of these directions.
    #[param(inline)]
    pub direction: Vec<EventDirection>,
    /// Events with any of these statuses.
    #[param(inline)]
    pub status: Vec<EventStatus>,
    /// Events in any of these countries.
    #[param(inline)]
    pub country: Vec<Country>,
}

impl ReadFilter for EventFilter {
    fn read(query: &mut QueryReader) -> Self {
        let (from, to) = query.period("from", "to");
        Self {
            from,
            to,
            period: query.choices("period"),
            partner: query.text_values("partner"),
            agreement: query.text_values("agreement"),
            project: query.text_values("project"),
            programme: query.text_values("programme"),
            part_of: query.text_values("partOf"),
            kind: query.choices("kind"),
            direction: query.choices("direction"),
            status: query.choices("status"),
            country: query.text_values("country"),
        }
    }

    fn depends_on_the_day(&self) -> bool {
        !self.period.is_empty()
    }
}

impl ListFilter for EventFilter {
    type Sort = EventSort;

    const DEFAULT_SORT: SortOrder<EventSort> =
        SortOrder { field: EventSort::StartDate, descending: true };

    const FACETS: &'static [Facet] = &[
        Facet::new("kind", FacetSource::Code("event.kind", Vocabulary::EventKind))
            .taken_by(&["kind"]),
        Facet::new("direction", FacetSource::Code("event.direction", Vocabulary::EventDirection))
            .taken_by(&["direction"]),
        Facet::new("status", FacetSource::Code("event.status", Vocabulary::EventStatus))
            .taken_by(&["status"]),
        Facet::new("country", FacetSource::Code("event.country", Vocabulary::Country))
            .taken_by(&["country"]),
        Facet::new("topic", FacetSource::Topics(TopicSource::Own)).taken_by(&["topic"]),
        Facet::new("partner", FacetSource::Partners).taken_by(&["partner"]),
        Facet::new("year", FacetSource::Year("event.start_key")).taken_by(&["from", "to"]),
    ];

    const HAS_LOCATIONS: bool = true;
}
