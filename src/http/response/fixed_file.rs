//! Files that are inside the binary and the same for every reader.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, VARY},
    web::Bytes,
};

use super::{compression::FixedBody, etag::entity_tag};
use crate::{error::ApiError, http::conditions::Conditions};

/// A file, ready to be sent.
#[derive(Clone)]
pub(crate) struct FixedFile {
    content_type: Arc<str>,
    tag: Arc<str>,
    body: FixedBody,
    freshness: &'static str,
}

/// How long caches use a file whose address stays, and one whose address names its content.
const FOR_AN_HOUR: &str = "public, max-age=3600";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

impl FixedFile {
    /// A file of this content; `version` names it in its tag, together with the version of the program.
    pub(crate) fn new(content_type: &str, version: &str, content: impl Into<Bytes>) -> Self {
        Self {
            content_type: content_type.into(),
            tag: entity_tag(None, 0, &[env!("CARGO_PKG_VERSION"), version]).into(),
            body: FixedBody::new(content),
            freshness: FOR_AN_HOUR,
        }
    }

    /// A file at an address that names its content, which never changes.
    pub(crate) fn lasting(content_type: &str, version: &str, content: impl Into<Bytes>) -> Self {
        Self { freshness: FOR_EVER, ..Self::new(content_type, version, content) }
    }

    /// Answers with the file, or with 304 if the reader has it.
    pub(crate) fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
        let known = Conditions::of(request.headers()).for_reading(&self.tag)?;
        let mut response =
            if known.is_some() { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((ETAG, known.as_deref().unwrap_or(&self.tag)))
            .insert_header((CACHE_CONTROL, self.freshness))
            .insert_header((VARY, "Accept-Encoding"));
        Ok(match known {
            Some(_) => response.finish(),
            None => self.body.answer(response.content_type(&*self.content_type)),
        })
    }
}
