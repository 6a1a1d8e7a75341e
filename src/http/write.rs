//! Writing requests: from what was asked to a change, and the answer that tells what became of it.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderName},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema},
};

use super::{
    asked::{Asked, Variant, joined},
    body::{self, Body},
    conditional::record_tag,
    idempotency::{self, Key},
    path::IdPath,
    preconditions::Preconditions,
};
use crate::{
    auth::identity::Identity,
    error::ApiError,
    records::{
        document::Body as _,
        editing::{self, Edited, RestoreInput},
        kind::Kind,
        reader::{Audience, Reader, View},
        visibility::Visibility,
        writer::Writer,
    },
    values::language::Language,
};

/// A request to change something.
pub struct WriteRequest {
    /// What every request says.
    pub asked: Asked,
    preconditions: Preconditions,
    key: Option<Key>,
    method: String,
    body: Body,
}

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

/// What a change is answered with: kept as it is, when the request has a key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Written {
    status: u16,
    location: Option<String>,
    tag: Option<String>,
    languages: String,
    body: Option<String>,
}

impl FromRequest for WriteRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Self::read(request, payload))
    }
}

impl WriteRequest {
    fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, ApiError> {
        Ok(Self {
            asked: Asked::of(request)?,
            preconditions: Preconditions {
                if_match: joined(request, &header::IF_MATCH),
                if_none_match: joined(request, &header::IF_NONE_MATCH),
            },
            key: Key::of(joined(request, &HeaderName::from_static("idempotency-key")))?,
            method: request.method().to_string(),
            body: Body::of(request, payload),
        })
    }

    /// Makes a record (POST).
    pub async fn create<V: View>(self) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::JSON, |writer, bytes, _| {
            editing::create::<V>(writer, body::object(bytes)?)
        })
        .await
    }

    /// Makes or replaces a record (PUT).
    pub async fn put<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::JSON, move |writer, bytes, preconditions| {
            editing::put::<V>(writer, id.id, body::object(bytes)?, &|current| preconditions.check(current))
        })
        .await
    }

    /// Changes some fields of a record (PATCH).
    pub async fn patch<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::MERGE_PATCH, move |writer, bytes, preconditions| {
            editing::patch::<V>(writer, id.id, body::object(bytes)?, &|current| preconditions.check(current))
        })
        .await
    }

    /// Brings an earlier state back (POST).
    pub async fn restore<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::JSON, move |writer, bytes, preconditions| {
            let RestoreInput { revision } = body::typed(bytes)?;
            editing::restore::<V>(writer, id.id, revision, &|current| preconditions.check(current))
        })
        .await
    }

    /// Deletes a record.
    pub async fn delete(self, kind: Kind, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.removing(move |writer, preconditions| {
            editing::delete(writer, kind, &id.id, &|current| preconditions.check(current))
        })
        .await
    }

    /// Makes a change after which there is nothing to show.
    pub async fn removing<F>(self, work: F) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut Writer<'_>, &Preconditions) -> Result<(), ApiError> + Send + 'static,
    {
        self.asked.only_nothing()?;
        let identity = self.identity().await?;
        let Self { asked, preconditions, .. } = self;
        let deleted = asked
            .service
            .db
            .write(move |connection| {
                let mut writer = Writer::begin(connection, &identity.name)?;
                work(&mut writer, &preconditions)?;
                writer.finish()?;
                Ok(Written::empty(StatusCode::NO_CONTENT))
            })
            .await;
        Ok(deleted?.respond())
    }

    /// Changes one record with what `work` makes of the body, and answers with the record.
    pub async fn with_record<V, F>(self, media_type: &'static str, work: F) -> Result<HttpResponse, ApiError>
    where
        V: View,
        F: FnOnce(&mut Writer<'_>, &[u8], &Preconditions) -> Result<Edited, ApiError> + Send + 'static,
    {
        let language = self.asked.only_language()?;
        let identity = self.identity().await?;
        let Self { asked, preconditions, key, method, body } = self;
        let bytes = body.of_type(media_type, body::RECORD_LIMIT).await?;
        let audience = Audience { visibility: Visibility::Drafts, ..asked.audience(language) };
        let (languages, totals) = (audience.languages.clone(), asked.service.totals.clone());
        let request = key.map(|key| key.for_request(&identity, &method, &asked.target(), &bytes));
        let written = asked
            .service
            .db
            .write(move |connection| {
                idempotency::once(connection, request, |connection| {
                    let mut writer = Writer::begin(connection, &identity.name)?;
                    let edited = work(&mut writer, &bytes, &preconditions)?;
                    writer.finish()?;
                    let mut reader = Reader::new(connection, audience, totals)?;
                    Written::record::<V>(&mut reader, &edited, languages)
                })
            })
            .await?;
        Ok(written.respond())
    }

    /// Who asks. Looked up before the body is read and before the request waits for its turn to write.
    pub async fn identity(&self) -> Result<Identity, ApiError> {
        self.asked.identity().await
    }
}

impl Written {
    fn empty(status: StatusCode) -> Self {
        Self { status: status.as_u16(), location: None, tag: None, languages: String::new(), body: None }
    }

    /// The record as it is now.
    fn record<V: View>(
        reader: &mut Reader<'_>,
        edited: &Edited,
        languages: Vec<Language>,
    ) -> Result<Self, ApiError> {
        let viewed = reader.view::<V>(&edited.id)?;
        let path = V::Body::KIND.url_path(edited.id.as_str());
        let variant = Variant { target: format!("/{path}"), languages, day: String::new() };
        let status = if edited.is_new { StatusCode::CREATED } else { StatusCode::OK };
        Ok(Self {
            location: edited.is_new.then(|| format!("{}/{path}", reader.audience.base_url)),
            tag: Some(record_tag(viewed.revision, &variant.tag(reader))),
            languages: reader.languages_served(),
            body: Some(serde_json::to_string(&viewed.view)?),
            ..Self::empty(status)
        })
    }

    /// The answer.
    fn respond(self) -> HttpResponse {
        let Self { status, location, tag, languages, body } = self;
        let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::OK));
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
