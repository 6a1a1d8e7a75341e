//! References from one record to another.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{language::Language, record_id::RecordId};

/// A reference to another record, as it is sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceInput {
    /// The id of the record.
    pub id: RecordId,
    /// Accepted and ignored, so that the reference in an answer can be sent back.
    #[serde(default, skip_serializing_if = "is_read_only")]
    #[schema(read_only)]
    name: Option<String>,
    /// Accepted and ignored, so that the reference in an answer can be sent back.
    #[serde(default, skip_serializing_if = "is_read_only")]
    #[schema(read_only)]
    url: Option<String>,
}

/// Keeps a field from being stored. (With `skip_serializing` the schema would not have it.)
pub(crate) fn is_read_only<T>(_: &T) -> bool {
    true
}

/// Another record: its id, its name and its URL.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Reference {
    /// The id of the record.
    pub id: RecordId,
    /// The name or title of the record, in the preferred language or the nearest available one.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The URL of the record.
    #[schema(format = "uri", example = "https://twinning.example/api/v1/partners/oziersk")]
    pub url: String,
    /// The language of the name, for pages.
    #[serde(skip)]
    #[schema(ignore)]
    pub language: Option<Language>,
}
