//! The query parameters of the list of partners.

use utoipa::IntoParams;

use crate::{
    http::request::query_reader::{QueryReader, ReadFilter},
    model::partner::{PartnerKind, PartnerStatus},
    store::read::{
        facet::{Facet, FacetSource},
        link_set::TopicSource,
        list::{ListFilter, SortOrder},
    },
    values::{country::Country, labels::Vocabulary},
};

choices! {
    /// The fields that partners can be sorted by.
    pub(crate) enum PartnerSort {
        /// The name, in dictionary order of the default language.
        Name = "name",
        /// The first day of the partnership.
        PartnerSince = "partnerSince",
        /// When the record was created.
        CreatedAt = "createdAt",
        /// When the record was last changed.
        UpdatedAt = "updatedAt",
    }
}

/// The query parameters specific to partners.
#[derive(Clone, PartialEq, Eq, Default, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartnerFilter {
    /// Partners in any of these countries.
    #[param(inline)]
    pub country: Vec<Country>,
    /// Partners of any of these kinds.
    #[param(inline)]
    pub kind: Vec<PartnerKind>,
    /// Partners with any of these statuses.
    #[param(inline)]
    pub status: Vec<PartnerStatus>,
}

impl ReadFilter for PartnerFilter {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            country: query.text_values("country"),
            kind: query.choices("kind"),
            status: query.choices("status"),
        }
    }
}

impl ListFilter for PartnerFilter {
    type Sort = PartnerSort;

    const DEFAULT_SORT: SortOrder<PartnerSort> =
        SortOrder { field: PartnerSort::Name, descending: false };

    const FACETS: &'static [Facet] = &[
        Facet::new("kind", FacetSource::Code("partner.kind", Vocabulary::PartnerKind))
            .taken_by(&["kind"]),
        Facet::new("status", FacetSource::Code("partner.status", Vocabulary::PartnerStatus))
            .taken_by(&["status"]),
        Facet::new("country", FacetSource::Code("partner.country", Vocabulary::Country))
            .taken_by(&["country"]),
        Facet::new("topic", FacetSource::Topics(TopicSource::OfReferrers)).taken_by(&["topic"]),
        Facet::new("year", FacetSource::Year("partner.since_key")),
    ];

    const HAS_LOCATIONS: bool = true;
}
