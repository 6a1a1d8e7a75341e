//! A file sent by a form of a page (`multipart/form-data`, RFC 7578).

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use futures_util::{StreamExt as _, stream};
use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    error::{ApiError, Fault},
    text::messages::{Message, message},
};

/// The media type of a form with a file.
pub(crate) const FORM: &str = "multipart/form-data";

/// The name of the part with the file.
const FILE: &str = "file";

/// The maximum number of parts: each beside the file is a parameter.
const MOST_PARTS: usize = 20;

/// The maximum number of bytes of the value of a parameter.
const LONGEST_VALUE: usize = 1_000;

/// A form that was sent.
#[derive(Default)]
pub(crate) struct FileForm {
    /// The bytes of the file.
    pub file: Vec<u8>,
    /// The other parts, as they would stand in the query of an address.
    pub query: String,
}

impl FileForm {
    /// Reads the body of a form whose content type has the boundary of its parts.
    pub(crate) async fn read(content_type: HeaderValue, body: Vec<u8>) -> Result<Self, ApiError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, content_type);
        let mut parts = Multipart::new(&headers, stream::iter([Ok(body.into())]));
        let (mut form, mut file) = (Self::default(), None);
        for number in 0.. {
            let Some(part) = parts.next().await else { break };
            let part = part.map_err(|error| unreadable(&error))?;
            let name = part.name().unwrap_or_default().to_owned();
            if number >= MOST_PARTS {
                return Err(fault(
                    "too-many",
                    message!("the form has more than {most_parts} parts", most_parts = MOST_PARTS),
                ));
            }
            let is_file =
                part.content_disposition().is_some_and(|about| about.get_filename().is_some());
            if name != FILE && is_file {
                let detail = message!(
                    "the file is in the part “{name}”; it must be in the part “{file}”",
                    name,
                    file = FILE
                );
                return Err(fault("unknown-parameter", detail));
            }
            if name != FILE {
                let value = bytes(part, LONGEST_VALUE).await?;
                form.push(&name, &value);
            } else if file.replace(bytes(part, usize::MAX).await?).is_some() {
                return Err(fault(
                    "repeated",
                    message!("the form has more than one part “{file}”", file = FILE),
                ));
            }
        }
        form.file = file.ok_or_else(|| {
            fault("missing", message!("the form has no part “{file}” with the file", file = FILE))
        })?;
        Ok(form)
    }

    fn push(&mut self, name: &str, value: &[u8]) {
        let value = percent_encoding::percent_encode(value, NON_ALPHANUMERIC);
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
        let separator = if self.query.is_empty() { "" } else { "&" };
        self.query.extend([separator, &name.to_string(), "=", &value.to_string()]);
    }
}

/// Returns a form without the line between its parts, which every client makes anew for each try.
pub(crate) fn without_boundary(content_type: Option<&HeaderValue>, body: &[u8]) -> Vec<u8> {
    let about = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = about.split("boundary=").nth(1).and_then(|rest| rest.split(';').next());
    let boundary = boundary.unwrap_or_default().trim().trim_matches('"').as_bytes();
    if !about.starts_with(FORM) || boundary.is_empty() {
        return body.to_vec();
    }
    let (mut rest, mut without) = (body, Vec::with_capacity(body.len()));
    while let Some(at) = memmem::find(rest, boundary) {
        without.extend_from_slice(&rest[..at]);
        rest = &rest[at + boundary.len()..];
    }
    without.extend_from_slice(rest);
    without
}

async fn bytes(mut part: Field, most: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        bytes.extend_from_slice(&chunk.map_err(|error| unreadable(&error))?);
        if bytes.len() > most {
            let name = part.name().unwrap_or_default().chars().take(40).collect::<String>();
            let detail =
                message!("the part “{name}” of the form is longer than {most} bytes", name, most);
            return Err(fault("too-long", detail));
        }
    }
    Ok(bytes)
}

fn unreadable(error: &MultipartError) -> ApiError {
    fault("invalid-form", message!("the form cannot be read: {error}", error = error.to_string()))
}

fn fault(code: &'static str, detail: Message) -> ApiError {
    ApiError::Invalid(vec![Fault::at("", code, detail)])
}
