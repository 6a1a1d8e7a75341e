//! The OpenAPI document as it is served.

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

/// The document, ready to be served.
#[derive(Clone)]
pub struct ServedDocument {
    text: FixedBody,
    tag: Arc<str>,
}

impl ServedDocument {
    /// Makes it.
    pub fn new(text: &str) -> Self {
        Self { text: FixedBody::new(text.to_owned()), tag: entity_tag(0, &[text]).into() }
    }

    /// Answers with it.
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
