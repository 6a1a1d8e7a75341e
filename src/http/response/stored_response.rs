//! What a change is answered with.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::{Deserialize, Serialize};

use super::{etag::record_state, variant::Variant};
use crate::{
    error::ApiError,
    formats::table::ListFormat,
    model::document::Body as _,
    store::{
        read::{
            reader::Reader,
            view::{View, Viewed},
        },
        write::operations::Edited,
    },
    values::language::Language,
};

/// What a change is answered with: kept as it is, when the request has a key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct StoredResponse {
    status: u16,
    location: Option<String>,
    tag: Option<String>,
    languages: String,
    body: Option<String>,
}

/// Why nothing of a change stays.
#[derive(Debug)]
pub(crate) enum WorkError {
    /// Nothing was to stay: this is what would have been done.
    Unchanged(StoredResponse),
    /// Something was wrong.
    Refused(ApiError),
}

impl From<ApiError> for WorkError {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl From<diesel::result::Error> for WorkError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Refused(error.into())
    }
}

impl StoredResponse {
    /// An answer without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status: status.as_u16(),
            location: None,
            tag: None,
            languages: String::new(),
            body: None,
        }
    }

    /// The record as it is now.
    pub(crate) fn record<V: View>(
        reader: &mut Reader<'_>,
        edited: &Edited,
        languages: Vec<Language>,
    ) -> Result<Self, ApiError> {
        let Viewed { mut view, revision, warnings } = reader.view::<V>(&edited.id)?;
        view.warn(warnings);
        let path = V::Body::KIND.url_path(edited.id.as_str());
        let (target, day) = (format!("/{path}"), String::new());
        let variant = Variant {
            target,
            languages,
            media_type: ListFormat::Json.media_type(),
            settings: String::new(),
            day,
        };
        let (instance, visibility) = (&reader.data_set.instance, reader.audience.visibility);
        let state = record_state(revision, instance, visibility);
        let status = if edited.is_new { StatusCode::CREATED } else { StatusCode::OK };
        Ok(Self {
            location: edited.is_new.then(|| format!("{}/{path}", reader.audience.base_url)),
            tag: Some(variant.tag(reader, Some(&state))),
            languages: reader.languages_served(),
            body: Some(serde_json::to_string(&view)?),
            ..Self::empty(status)
        })
    }

    /// What was done, where no record is the answer.
    pub(crate) fn told<T: Serialize>(told: &T) -> Result<Self, ApiError> {
        Ok(Self { body: Some(serde_json::to_string(told)?), ..Self::empty(StatusCode::OK) })
    }

    /// What was created, at its address.
    pub(crate) fn created<T: Serialize>(told: &T, location: String) -> Result<Self, ApiError> {
        let status = StatusCode::CREATED.as_u16();
        Ok(Self { status, location: Some(location), ..Self::told(told)? })
    }

    /// The body, if there is one.
    pub(crate) fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// The answer.
    pub(crate) fn respond(self) -> HttpResponse {
        let Self { status, location, tag, languages, body } = self;
        let mut response =
            HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::OK));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        for (name, value) in [(header::LOCATION, location), (header::ETAG, tag)] {
            if let Some(value) = value {
                response.insert_header((name, value));
            }
        }
        if !languages.is_empty() {
            response.insert_header((header::CONTENT_LANGUAGE, languages));
        }
        match body {
            Some(json) => response.content_type("application/json").body(json),
            None => response.finish(),
        }
    }
}
