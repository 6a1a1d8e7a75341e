//! Serving the OpenAPI document.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, VARY},
};

use super::{
    read::ReadRequest,
    response::{
        compression::FixedBody,
        etag::{entity_tag, matching},
    },
};

/// The serialized document with its entity tag.
#[derive(Clone)]
pub struct ServedDocument {
    text: FixedBody,
    tag: Arc<str>,
}

impl ServedDocument {
    /// Prepares the JSON `text` for serving.
    pub fn new(text: &str) -> Self {
        Self { text: FixedBody::new(text.to_owned()), tag: entity_tag(0, &[text]).into() }
    }

    /// Returns the document, or 304 if `If-None-Match` has its entity tag.
    pub fn answer(&self, request: &ReadRequest) -> HttpResponse {
        let known = request.if_none_match().and_then(|given| matching(given, &self.tag));
        let mut response = if known.is_some() { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((ETAG, known.unwrap_or(&self.tag)))
            .insert_header((CACHE_CONTROL, "public, max-age=3600"))
            .insert_header((VARY, "Accept, Accept-Encoding"));
        if known.is_some() {
            response.finish()
        } else {
            self.text.answer(response.content_type("application/json"))
        }
    }
}
