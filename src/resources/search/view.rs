//! The JSON of search results.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::record_type::RecordType,
    values::{language::Language, record_id::RecordId},
};

/// A record of any type that matches the search.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SearchResult {
    /// The id of the record in its collection.
    pub id: RecordId,
    /// The collection of the record.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The URL of the record.
    #[schema(format = "uri")]
    pub url: String,
    /// The name or title in the requested language, or in the closest available one.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The language of `name`.
    pub served_language: Option<Language>,
    /// The data set revision of the last change to this record.
    #[schema(minimum = 1)]
    pub revision: i64,
}
