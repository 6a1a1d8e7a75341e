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

use super::{
    idempotency::{self, IdempotencyKey},
    request::{
        access::Access,
        body::{self, RequestBody},
        context::{RequestContext, joined},
        path::IdPath,
        preconditions::Preconditions,
    },
    response::stored_response::{StoredResponse, WorkError},
};
use crate::{
    auth::identity::Identity,
    db::{DbConnection, transaction},
    error::ApiError,
    journal::writer::lock,
    model::{record_type::RecordType, visibility::Visibility},
    store::{
        read::{audience::Audience, reader::Reader, view::View},
        write::{
            operations::{self, Edited, RestoreInput},
            writer::Writer,
        },
    },
};

/// A request to change something.
pub struct WriteRequest {
    /// What every request says.
    pub asked: RequestContext,
    preconditions: Preconditions,
    key: Option<IdempotencyKey>,
    method: String,
    body: RequestBody,
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
            asked: RequestContext::of(request)?,
            preconditions: Preconditions {
                if_match: joined(request, &header::IF_MATCH),
                if_none_match: joined(request, &header::IF_NONE_MATCH),
                instance: String::new(),
            },
            key: IdempotencyKey::of(joined(request, &HeaderName::from_static("idempotency-key")))?,
            method: request.method().to_string(),
            body: RequestBody::of(request, payload),
        })
    }

    /// Makes a record (POST).
    pub async fn create<V: View>(self) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::JSON, |writer, bytes, _| {
            operations::create::<V>(writer, body::object(bytes)?)
        })
        .await
    }

    /// Makes or replaces a record (PUT).
    pub async fn put<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::JSON, move |writer, bytes, preconditions| {
            operations::put::<V>(writer, id.id, body::object(bytes)?, &|current| preconditions.check(current))
        })
        .await
    }

    /// Changes some fields of a record (PATCH).
    pub async fn patch<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::MERGE_PATCH, move |writer, bytes, preconditions| {
            operations::patch::<V>(writer, id.id, body::object(bytes)?, &|current| {
                preconditions.check(current)
            })
        })
        .await
    }

    /// Brings an earlier state back (POST).
    pub async fn restore<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _>(body::JSON, move |writer, bytes, preconditions| {
            let RestoreInput { revision } = body::typed(bytes)?;
            operations::restore::<V>(writer, id.id, revision, &|current| preconditions.check(current))
        })
        .await
    }

    /// Deletes a record.
    pub async fn delete(self, kind: RecordType, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.removing(move |writer, preconditions| {
            operations::delete(writer, kind, &id.id, &|current| preconditions.check(current))
        })
        .await
    }

    /// Makes a change after which there is nothing to show.
    pub async fn removing<F>(self, work: F) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut Writer<'_>, &Preconditions) -> Result<(), ApiError> + Send + 'static,
    {
        self.identity().await?;
        self.asked.only_nothing()?;
        let Self { asked, preconditions, .. } = self;
        let access = asked.access.clone();
        let deleted: Result<StoredResponse, ApiError> = asked
            .service
            .db
            .write(move |connection| {
                let identity = admitted(connection, &access)?;
                let mut writer = Writer::begin(connection, &identity.name)?;
                let instance = writer.instance().to_owned();
                work(&mut writer, &Preconditions { instance, ..preconditions })?;
                writer.finish()?;
                Ok(StoredResponse::empty(StatusCode::NO_CONTENT))
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
        let identity = self.identity().await?;
        let language = self.asked.only_language()?;
        let Self { asked, preconditions, key, method, body } = self;
        let bytes = body.of_type(media_type, body::RECORD_LIMIT).await?;
        let audience = Audience { visibility: Visibility::Drafts, ..asked.audience(language) };
        let (languages, totals) = (audience.languages.clone(), asked.service.totals.clone());
        let (access, target) = (asked.access.clone(), asked.target());
        let state = preconditions.if_match.clone().unwrap_or_default();
        let parts = [method.as_bytes(), target.as_bytes(), state.as_bytes(), &bytes];
        let request = key.map(|key| key.for_request(&identity, &parts));
        let written = asked
            .service
            .db
            .write(move |connection| {
                let identity = admitted(connection, &access)?;
                idempotency::once(connection, request, |connection| {
                    let mut writer = Writer::begin(connection, &identity.name)?;
                    let instance = writer.instance().to_owned();
                    let edited = work(&mut writer, &bytes, &Preconditions { instance, ..preconditions })?;
                    writer.finish()?;
                    let mut reader = Reader::new(connection, audience, totals)?;
                    StoredResponse::record::<V>(&mut reader, &edited, languages)
                })
            })
            .await?;
        Ok(written.respond())
    }

    /// The media type of the body.
    pub fn media_type(&self) -> &str {
        &self.body.media_type
    }

    /// Makes changes with what `work` makes of a body of any type, and answers with what it says. What ended without
    /// a change is rolled back, and answered too.
    pub async fn with_bytes<F>(
        self,
        identity: Identity,
        limit: usize,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut DbConnection, &[u8], &str) -> Result<StoredResponse, WorkError> + Send + 'static,
    {
        let Self { asked, key, method, body, .. } = self;
        let bytes = body.bytes(limit).await?;
        let (access, target) = (asked.access.clone(), asked.target());
        let request =
            key.map(|key| key.for_request(&identity, &[method.as_bytes(), target.as_bytes(), &bytes]));
        let written = asked
            .service
            .db
            .with_writer(move |connection| {
                let done = transaction::write(connection, |connection| {
                    let identity = admitted(connection, &access)?;
                    idempotency::once(connection, request, |connection| {
                        work(connection, &bytes, &identity.name)
                    })
                });
                match done {
                    Ok(written) | Err(WorkError::Unchanged(written)) => Ok(written),
                    Err(WorkError::Refused(error)) => Err(error),
                }
            })
            .await?;
        Ok(written.respond())
    }

    /// Who asks. Looked up before the body is read and before the request waits for its turn to write.
    pub async fn identity(&self) -> Result<Identity, ApiError> {
        self.asked.identity().await
    }
}

/// Who asks, looked up again where nobody else writes: while the body came and the request waited, the token may have
/// been revoked, and a name erased that must not come back.
fn admitted(connection: &mut DbConnection, access: &Access) -> Result<Identity, ApiError> {
    lock(connection)?;
    access.admit(connection)
}
