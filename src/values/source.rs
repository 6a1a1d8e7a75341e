//! Where facts come from, and what records are called elsewhere.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{date::CalendarDate, identifier_scheme::IdentifierScheme, web_address::WebAddress};

/// The source of a fact.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactSource {
    /// The title of the page or document.
    #[schema(min_length = 1, max_length = 500, example = "Partnerzy – Gmina Kętrzyn")]
    pub title: String,
    /// Its address.
    pub url: Option<WebAddress>,
    /// The date of its publication.
    pub published_on: Option<CalendarDate>,
    /// The date on which it was consulted.
    pub accessed_on: Option<CalendarDate>,
    /// The words that state the fact.
    #[schema(min_length = 1, max_length = 20000)]
    pub quote: Option<String>,
    /// Whether the fact was inferred from the source, which does not state it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// The fields that the source supports, or how the fact was inferred.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

/// The identifier of a record in another register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// The register.
    pub scheme: IdentifierScheme,
    /// The identifier in that register.
    #[schema(min_length = 1, max_length = 200, example = "Q175795")]
    pub value: String,
}

/// Whether a flag is not set and need not be written.
pub fn is_false(flag: &bool) -> bool {
    !flag
}
