//! The query parameters of the list of agreements.

use utoipa::IntoParams;

use crate::{
    http::request::query_reader::{QueryReader, ReadFilter},
    model::agreement::{AgreementKind, AgreementStatus},
    store::read::{
        facet::{Facet, FacetSource},
        link_set::TopicSource,
        list::{ListFilter, SortOrder},
    },
    values::{date::PartialDate, labels::Vocabulary, record_id::RecordId},
};

choices! {
    /// The fields that agreements can be sorted by.
    pub(crate) enum AgreementSort {
        /// The date of signing.
        SignedOn = "signedOn",
        /// The title, in dictionary order of the default language.
        Title = "title",
        /// When the record was created.
        CreatedAt = "createdAt",
        /// When the record was last changed.
        UpdatedAt = "updatedAt",
    }
}

/// The query parameters specific to agreements.
#[derive(Clone, PartialEq, Eq, Default, Debug, IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct AgreementFilter {
    /// Agreements with any of these partners.
    #[param(inline)]
    pub partner: Vec<RecordId>,
    /// Agreements signed on or after this date.
    #[param(inline)]
    pub signed_from: Option<PartialDate>,
    /// Agreements signed on or before this date.
    #[param(inline)]
    pub signed_to: Option<PartialDate>,
    /// Agreements of any of these kinds.
    #[param(inline)]
    pub kind: Vec<AgreementKind>,
    /// Agreements with any of these statuses.
    #[param(inline)]
    pub status: Vec<AgreementStatus>,
}

impl ReadFilter for AgreementFilter {
    fn read(query: &mut QueryReader) -> Self {
        let (signed_from, signed_to) = query.period("signedFrom", "signedTo");
        Self {
            partner: query.text_values("partner"),
            signed_from,
            signed_to,
            kind: query.choices("kind"),
            status: query.choices("status"),
        }
    }
}

impl ListFilter for AgreementFilter {
    type Sort = AgreementSort;

    const DEFAULT_SORT: SortOrder<AgreementSort> =
        SortOrder { field: AgreementSort::SignedOn, descending: true };

    const FACETS: &'static [Facet] = &[
        Facet::new("kind", FacetSource::Code("agreement.kind", Vocabulary::AgreementKind))
            .taken_by(&["kind"]),
        Facet::new("status", FacetSource::Code("agreement.status", Vocabulary::AgreementStatus))
            .taken_by(&["status"]),
        Facet::new("topic", FacetSource::Topics(TopicSource::Own)).taken_by(&["topic"]),
        Facet::new("partner", FacetSource::Partners).taken_by(&["partner"]),
        Facet::new("year", FacetSource::Year("agreement.signed_key"))
            .taken_by(&["signedFrom", "signedTo"]),
    ];
}
