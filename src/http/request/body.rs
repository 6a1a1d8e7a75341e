//! Reading bodies: as long as they may be, of the media type that they should be, and strictly.

use actix_web::{
    HttpRequest,
    dev::Payload,
    http::header::{self, HeaderValue},
};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::received::BodyMemory;
use crate::{
    error::{ApiError, Fault},
    model::{
        json::strict::StrictValue,
        validation::{BodySchema, typed_fault},
    },
    text::messages::{Message, message},
};

/// How many bytes the body of one record may have.
pub(crate) const RECORD_LIMIT: usize = 1 << 20;

/// A body that has not been read yet.
pub(crate) struct RequestBody {
    payload: Payload,
    /// Its media type, without parameters and in lower case.
    pub media_type: String,
    /// Its media type with parameters.
    pub content_type: Option<HeaderValue>,
    length: Option<usize>,
    memory: BodyMemory,
}

/// A body that has been received.
pub(crate) struct ReceivedBody {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their memory, which is reserved until this is dropped.
    pub memory: BodyMemory,
}

impl RequestBody {
    /// Takes the body of a request.
    pub(crate) fn of(request: &HttpRequest, payload: &mut Payload, memory: BodyMemory) -> Self {
        let text =
            |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let media_type = text(header::CONTENT_TYPE).unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default();
        Self {
            payload: payload.take(),
            media_type: media_type.trim().to_ascii_lowercase(),
            content_type: request.headers().get(header::CONTENT_TYPE).cloned(),
            length: text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok()),
            memory,
        }
    }

    /// Reads it, when it has the right media type.
    pub(crate) async fn of_type(
        self,
        accepted: &'static str,
        limit: usize,
    ) -> Result<ReceivedBody, ApiError> {
        if self.media_type != accepted {
            return Err(ApiError::UnsupportedMediaType { accepted });
        }
        self.bytes(limit).await
    }

    /// Reads it, whatever it is.
    pub(crate) async fn bytes(mut self, limit: usize) -> Result<ReceivedBody, ApiError> {
        if self.length.is_some_and(|length| length > limit) {
            return Err(ApiError::TooLarge { limit });
        }
        let mut bytes = Vec::with_capacity(self.length.unwrap_or(0));
        while let Some(chunk) = self.payload.next().await {
            let chunk = chunk.map_err(|error| {
                ApiError::Invalid(vec![Fault::at(
                    "",
                    "incomplete",
                    message!("the body broke off: {error}", error = error.to_string()),
                )])
            })?;
            if bytes.len() + chunk.len() > limit {
                return Err(ApiError::TooLarge { limit });
            }
            self.memory.grow(chunk.len())?;
            bytes.extend_from_slice(&chunk);
        }
        Ok(ReceivedBody { bytes, memory: self.memory })
    }
}

/// Reads the JSON object of a body.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let refused = |code, detail: Message| Err(ApiError::Invalid(vec![Fault::at("", code, detail)]));
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let detail =
                message!("the body is not UTF-8 after {bytes} bytes", bytes = error.valid_up_to());
            return refused("invalid-encoding", detail);
        }
    };
    match serde_json::from_str(text) {
        Ok(StrictValue(Value::Object(fields))) => Ok(fields),
        Ok(_) => refused("invalid-json", message!("the body is not a JSON object {{…}}")),
        Err(error) if error.is_data() => {
            refused("invalid-json", message!("the body cannot be read: {error}", error))
        }
        Err(error) => refused("invalid-json", message!("the body is not JSON: {error}", error)),
    }
}

/// Reads a body that is empty.
#[expect(clippy::unnecessary_wraps, reason = "in the place of what can fail")]
pub(crate) fn nothing(_: &[u8]) -> Result<(), ApiError> {
    Ok(())
}

/// Reads a body that has few fields and no record's rules.
pub(crate) fn typed<T: DeserializeOwned + ToSchema>(bytes: &[u8]) -> Result<T, ApiError> {
    let fields = Value::Object(object(bytes)?);
    let schema = BodySchema::of::<T>().map_err(|why| ApiError::Internal(why.into()))?;
    let faults = schema.faults(&fields);
    if !faults.is_empty() {
        return Err(ApiError::Invalid(faults));
    }
    serde_path_to_error::deserialize(&fields)
        .map_err(|error| ApiError::Invalid(vec![typed_fault(&fields, &error)]))
}
