//! What readers get of a search over everything.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::record_type::RecordType,
    values::{language::Language, record_id::RecordId},
};

/// A record of any type that was found.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchResult {
    /// The id of the record in its collection.
    pub id: RecordId,
    /// The collection.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// Where to fetch it.
    #[schema(format = "uri")]
    pub url: String,
    /// Its name or title, in your language or the nearest there is.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The language of `name`.
    pub served_language: Option<Language>,
    /// The number of its last change in the data set.
    #[schema(minimum = 1)]
    pub revision: i64,
}
