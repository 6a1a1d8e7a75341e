//! Sources of facts, and identifiers in other registers.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use super::{
    date::{CalendarDate, PartialDate},
    identifier_scheme::IdentifierScheme,
    language::Language,
    web_address::WebAddress,
};

/// The source of a fact, down to the sentence.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactSource {
    /// The title of the page or document.
    #[schema(min_length = 1, max_length = 500, example = "Partnerzy – Gmina Kętrzyn")]
    pub title: String,
    /// The URL of the page or document.
    pub url: Option<WebAddress>,
    /// The date of publication.
    pub published_on: Option<PartialDate>,
    /// The date on which the source was last read.
    pub accessed_on: Option<CalendarDate>,
    /// The sentence or passage that states the fact.
    #[schema(min_length = 1, max_length = 20000)]
    pub quote: Option<String>,
    /// The language of `title` and `quote`; without it they are in the default language.
    pub language: Option<Language>,
    /// True if the source does not state the fact itself, and it was inferred from the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// The fields that the source supports, or how the fact was inferred.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// The language of `note`; without it the note is in the default language.
    pub note_language: Option<Language>,
}

/// An identifier of the record in another register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// The register.
    pub scheme: IdentifierScheme,
    /// The identifier in that register.
    #[schema(min_length = 1, max_length = 200, example = "Q175795")]
    pub value: String,
}

/// Checks whether a flag is not set, in which case it is not written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(crate) fn is_false(flag: &bool) -> bool {
    !flag
}
