//! The headers of writing requests and the body of PATCH, for the document.

use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema},
};

/// The precondition of a change (RFC 9110 §13.1.1). The document makes it required for PATCH and DELETE.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct StateHeaders {
    /// The `ETag` of the record, as you got it with your token, so that a change by someone else in the meantime is not
    /// overwritten; or `*` for whatever its state is. 428 without it; 412 if the record has changed.
    #[param(rename = "If-Match", example = "*")]
    pub if_match: Option<String>,
}

/// The precondition of a PUT that is to create a record.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct MakingHeaders {
    /// `*`: only create the record; 412 if one with this id exists.
    #[param(rename = "If-None-Match", example = "*")]
    pub if_none_match: Option<String>,
}

/// What makes a POST safe to repeat.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct RepeatHeaders {
    /// A new key of your choice for each change, such as a UUID. Repeating a request with its key returns the first answer
    /// and changes nothing; another request with the same key is 409. Keys are kept for seven days.
    #[param(rename = "Idempotency-Key", example = "0193a5f2-7d0c-7c39-9a55-5f7be1a0c6d1")]
    pub idempotency_key: Option<String>,
}

/// The body of PATCH before the document is completed: `openapi::patches` puts the patch of each record type in its
/// place.
pub(crate) struct MergePatch;

impl PartialSchema for MergePatch {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().description(Some("A merge patch (RFC 7396).")).into()
    }
}

impl ToSchema for MergePatch {}
