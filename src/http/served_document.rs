//! The OpenAPI document as an instance serves it: with the name and the contact of its municipality, and its address.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, VARY},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{
    read::ReadRequest,
    response::{compression::FixedBody, etag::entity_tag},
};
use crate::error::ApiError;

/// The municipality, as the document names it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Publisher {
    /// Its name, in its own language.
    pub name: String,
    /// Its web site.
    pub website: Option<String>,
    /// The e-mail address of its office.
    pub email: Option<String>,
}

/// The document. A clone is the same one.
#[derive(Clone)]
pub(crate) struct ServedDocument(Arc<Inner>);

struct Inner {
    neutral: &'static str,
    base_url: String,
    /// What was served last. It is built again when the publisher has changed.
    last: Mutex<Option<(Option<Publisher>, Text)>>,
}

/// The text of the document, compressed once for each coding, with its tag.
#[derive(Clone)]
struct Text {
    body: FixedBody,
    tag: Arc<str>,
}

impl ServedDocument {
    /// Serves the document of no instance as that of the service at `base_url`.
    pub(crate) fn new(neutral: &'static str, base_url: &str) -> Self {
        Self(Arc::new(Inner { neutral, base_url: base_url.to_owned(), last: Mutex::default() }))
    }

    /// Answers with the document of this publisher; without one, with neither a name nor a contact.
    pub(crate) fn answer(
        &self,
        request: &ReadRequest,
        publisher: Option<Publisher>,
    ) -> Result<HttpResponse, ApiError> {
        respond(request, &self.text(|_last| publisher)?)
    }

    /// Answers with the document that was served last, when the publisher cannot be read.
    pub(crate) fn answer_as_before(&self, request: &ReadRequest) -> Result<HttpResponse, ApiError> {
        respond(request, &self.text(|last| last)?)
    }

    /// The text for the publisher that `choose` makes of the last one.
    fn text(
        &self,
        choose: impl FnOnce(Option<Publisher>) -> Option<Publisher>,
    ) -> Result<Text, ApiError> {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        let publisher = choose(last.as_ref().and_then(|(publisher, _)| publisher.clone()));
        match &*last {
            Some((known, text)) if *known == publisher => Ok(text.clone()),
            _ => {
                let text = self.0.build(publisher.as_ref())?;
                *last = Some((publisher, text.clone()));
                Ok(text)
            }
        }
    }
}

/// The parts of the document; only those are taken apart that an instance changes.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct DocumentParts<'d> {
    openapi: &'d str,
    info: Value,
    servers: Value,
    #[serde(borrow)]
    paths: &'d RawValue,
    #[serde(borrow)]
    components: &'d RawValue,
    #[serde(borrow)]
    tags: &'d RawValue,
    #[serde(borrow)]
    security: &'d RawValue,
}

impl Inner {
    fn build(&self, publisher: Option<&Publisher>) -> serde_json::Result<Text> {
        let mut document: DocumentParts<'_> = serde_json::from_str(self.neutral)?;
        document.servers = json!([{ "url": self.base_url, "description": "This service" }]);
        if let Some(Publisher { name, website, email }) = publisher {
            document.info["title"] = json!(format!("{name} – twinning"));
            let website =
                website.clone().unwrap_or_else(|| format!("{}/municipality", self.base_url));
            let mut contact = json!({ "name": name, "url": website });
            if let Some(email) = email {
                contact["email"] = json!(email);
            }
            document.info["contact"] = contact;
        }
        // Lines and their indentation stand between values only: in texts a line break is written as `\\n`.
        let text: String = serde_json::to_string(&document)?.lines().map(str::trim_start).collect();
        let tag = entity_tag(None, 0, &[&text]).into();
        Ok(Text { body: FixedBody::new(text), tag })
    }
}

fn respond(request: &ReadRequest, text: &Text) -> Result<HttpResponse, ApiError> {
    let known = request.conditions().for_reading(&text.tag)?;
    let mut response =
        if known.is_some() { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, known.as_deref().unwrap_or(&text.tag)))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((VARY, "Accept, Accept-Encoding"));
    Ok(if known.is_some() {
        response.finish()
    } else {
        text.body.answer(response.content_type("application/json"))
    })
}
