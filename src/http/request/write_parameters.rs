//! What a writing request can say beside its body, for the document.

use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema},
};

/// What a change of a record that is there must say (RFC 9110 §13.1.1).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct StateHeaders {
    /// The `ETag` of the record as you got it with your token; `*` for whatever it is. Needed to change a record that
    /// is there: 428 without it, 412 when somebody changed the record meanwhile.
    #[param(rename = "If-Match", example = "\"7-21-6f1c9e0d4b7a2358\"")]
    pub if_match: Option<String>,
}

/// What a PUT can say beside.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct MakingHeaders {
    /// `*`: make the record, and answer 412 when there is one with this id already.
    #[param(rename = "If-None-Match", example = "*")]
    pub if_none_match: Option<String>,
}

/// What makes a POST safe to send again.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct RepeatHeaders {
    /// A key of your choice, new for each change (a UUID, for instance). The same key with the same request gives the
    /// same answer and changes nothing again, also when the first answer was lost; with another request it is 409.
    /// Keys are remembered for seven days.
    #[param(rename = "Idempotency-Key", example = "0193a5f2-7d0c-7c39-9a55-5f7be1a0c6d1")]
    pub idempotency_key: Option<String>,
}

/// The fields to change, as a PUT of the record has them; `null` removes a field. Fields that it does not name stay
/// as they are.
pub struct MergePatch;

impl PartialSchema for MergePatch {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some(
                "The fields to change, as a PUT of the record has them; `null` removes a field, lists are replaced \
                 whole, and fields that are not named stay as they are (RFC 7396).",
            ))
            .into()
    }
}

impl ToSchema for MergePatch {}
