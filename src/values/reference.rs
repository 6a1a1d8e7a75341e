//! References from one record to another.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::record_id::RecordId;

/// A reference to another record, by its id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceInput {
    /// The id of the record in its collection.
    pub id: RecordId,
    /// Ignored; allowed because answers have it.
    #[serde(default, skip_serializing_if = "is_read_only")]
    #[schema(read_only)]
    name: Option<String>,
    /// Ignored; allowed because answers have it.
    #[serde(default, skip_serializing_if = "is_read_only")]
    #[schema(read_only)]
    url: Option<String>,
}

/// For fields that are read so that what an answer has can be sent back, and never written. (With
/// `skip_serializing` the schema would not have them.)
pub fn is_read_only<T>(_: &T) -> bool {
    true
}

/// A reference to another record, with all that a link to it needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Reference {
    /// The id of the record in its collection.
    pub id: RecordId,
    /// Its name or title, in the best available language.
    #[schema(example = "Oziersk")]
    pub name: String,
    /// The address of the record.
    #[schema(format = "uri", example = "https://twinning.example/api/v1/partners/oziersk")]
    pub url: String,
}
