//! Where facts come from, and what records are called elsewhere.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{date::CalendarDate, identifier_scheme::IdentifierScheme, web_address::WebAddress};

/// Where a fact comes from, to the sentence.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactSource {
    /// The title of the page or document.
    #[schema(min_length = 1, max_length = 500, example = "Partnerzy – Gmina Kętrzyn")]
    pub title: String,
    /// Where it can be read.
    pub url: Option<WebAddress>,
    /// When it was published.
    pub published_on: Option<CalendarDate>,
    /// When it was read.
    pub accessed_on: Option<CalendarDate>,
    /// The words that say it.
    #[schema(min_length = 1, max_length = 20000)]
    pub quote: Option<String>,
    /// True when the source does not say the fact itself, and it was concluded from what it says.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// Which fields the source supports, or how something was concluded.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

/// What a record is called in another register.
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
