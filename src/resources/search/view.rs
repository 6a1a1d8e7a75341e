//! What readers get of a search over everything.

use serde::Serialize;
use serde_with::skip_serializing_none;
use utoipa::ToSchema;

use crate::{
    model::record_type::RecordType,
    values::{language::Language, record_id::RecordId},
};

/// A search result: a record of any type.
#[skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchResult {
    /// The id of the record in its collection.
    pub id: RecordId,
    /// The type of the record.
    #[serde(rename = "type")]
    pub record_type: RecordType,
    /// The address of the record.
    #[schema(format = "uri")]
    pub url: String,
    /// Its name or title, in the best available language.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The language of `name`.
    pub served_language: Option<Language>,
    /// The number of its last change in the data set.
    #[schema(minimum = 1)]
    pub revision: i64,
}
