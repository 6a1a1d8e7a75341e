//! A file sent by a form of a page (`multipart/form-data`, RFC 7578).

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use futures_util::{StreamExt as _, stream};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    error::{ApiError, Fault},
    text::messages::{Message, message},
};

/// The media type of a form with a file.
pub(crate) const FORM: &str = "multipart/form-data";

/// The maximum size of a file in bytes; `twinning import` accepts larger ones.
pub(crate) const FILE_LIMIT: usize = 16 << 20;

/// The name of the part with the file.
const FILE: &str = "file";

/// The maximum number of parts: each beside the file is a parameter.
const MOST_PARTS: usize = 20;

/// The maximum number of bytes of the value of a parameter.
const LONGEST_VALUE: usize = 1_000;

/// The maximum number of characters of the name of a file that are kept.
const LONGEST_NAME: usize = 255;

/// A form that was sent.
#[derive(Default)]
pub(crate) struct FileForm {
    /// The bytes of the file.
    pub file: Vec<u8>,
    /// The name that the file has where it comes from.
    pub file_name: Option<String>,
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
            let about = part.content_disposition();
            let file_name = about.and_then(|about| about.get_filename()).map(file_name);
            if name != FILE && file_name.is_some() {
                return Err(misplaced(&name));
            }
            if name != FILE {
                let value = bytes(part, LONGEST_VALUE).await?;
                form.push(&name, &value);
                continue;
            }
            form.file_name = file_name;
            if file.replace(bytes(part, usize::MAX).await?).is_some() {
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

fn misplaced(name: &str) -> ApiError {
    let detail = message!(
        "the file is in the part “{name}”; it must be in the part “{file}”",
        name,
        file = FILE
    );
    fault("unknown-parameter", detail)
}

/// The name of a file without its folders, which some browsers sent, and not longer than names are.
fn file_name(given: &str) -> String {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect()
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
