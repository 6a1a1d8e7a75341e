//! Requests that write: from the request to a change and the response with its result.

use std::{
    future::{Ready, ready},
    time::{Duration, Instant},
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};

use super::{
    conditions::Conditions,
    header_list::joined,
    idempotency::{self, IdempotencyKey},
    media_types,
    processors::compute,
    request::{
        access::Access,
        body::{self, RequestBody},
        context::RequestContext,
        path::IdPath,
        preconditions::Preconditions,
    },
    response::stored_response::{StoredResponse, WorkError},
};
use crate::{
    auth::identity::Identity,
    db::{DbConnection, transaction, work_limit},
    error::ApiError,
    model::{document::Body as _, record_type::RecordType, visibility::Visibility},
    store::{
        read::{audience::Audience, reader::Reader, view::View},
        write::{
            checked_body::{CheckedBody, CheckedPatch},
            operations::{self, Edited, RestoreInput},
            writer::Writer,
        },
    },
};

/// The header with the key of a request that may be repeated.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request that changes data.
pub(crate) struct WriteRequest {
    /// The context common to all requests.
    pub context: RequestContext,
    preconditions: Preconditions,
    /// `If-Match` as it was sent, which makes another change with the same key another request.
    state: String,
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
        let context = RequestContext::of(request)?;
        let memory = context.service.received.begin(context.access.address());
        Ok(Self {
            context,
            preconditions: Preconditions {
                conditions: Conditions::of(request.headers()),
                instance: String::new(),
            },
            state: joined(request.headers(), &header::IF_MATCH).unwrap_or_default(),
            key: IdempotencyKey::of(joined(request.headers(), &IDEMPOTENCY_KEY))?,
            method: request.method().to_string(),
            body: RequestBody::of(request, payload, memory),
        })
    }

    /// Creates a record (POST).
    pub(crate) async fn create<V: View>(self) -> Result<HttpResponse, ApiError> {
        let create = |writer: &mut Writer<'_>, body, preconditions: &Preconditions| {
            preconditions.conditions.for_making()?;
            operations::create(writer, body)
        };
        self.with_record::<V, _, _>(media_types::JSON, checked::<V>, create).await
    }

    /// Creates or replaces a record (PUT).
    pub(crate) async fn put<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        self.with_record::<V, _, _>(
            media_types::JSON,
            checked::<V>,
            move |writer, body, preconditions| {
                operations::put(writer, id.id, body, &|current| preconditions.check(current))
            },
        )
        .await
    }

    /// Changes some fields of a record (PATCH).
    pub(crate) async fn patch<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        let change = move |writer: &mut Writer<'_>, patch, preconditions: &Preconditions| {
            operations::patch::<V>(writer, id.id, patch, &|current| preconditions.check(current))
        };
        self.with_record::<V, _, _>(media_types::MERGE_PATCH, checked_patch::<V>, change).await
    }

    /// Restores an earlier state of a record (POST).
    pub(crate) async fn restore<V: View>(self, id: IdPath) -> Result<HttpResponse, ApiError> {
        let change = move |writer: &mut Writer<'_>, input, preconditions: &Preconditions| {
            let RestoreInput { revision } = input;
            operations::restore(writer, V::Body::KIND, id.id, revision, &|current| {
                preconditions.check(current)
            })
        };
        self.with_record::<V, _, _>(media_types::JSON, body::typed, change).await
    }

    /// Deletes a record.
    pub(crate) async fn delete(
        self,
        kind: RecordType,
        id: IdPath,
    ) -> Result<HttpResponse, ApiError> {
        self.removing(move |writer, preconditions| {
            operations::delete(writer, kind, &id.id, &|current| preconditions.check(current))
        })
        .await
    }

    /// Runs a change whose response has no content (204).
    pub(crate) async fn removing<F>(self, work: F) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut Writer<'_>, &Preconditions) -> Result<(), ApiError> + Send + 'static,
    {
        self.identity().await?;
        self.context.only_nothing()?;
        let Self { context, preconditions, method, .. } = self;
        let access = context.access.clone();
        let name = WriteName::of(&method, &context.path);
        let work = move |connection: &mut DbConnection| {
            let identity = admitted(connection, &access)?;
            let mut writer = Writer::begin(connection, &identity.name)?;
            let instance = writer.instance().to_owned();
            work(&mut writer, &Preconditions { instance, ..preconditions })?;
            writer.finish()?;
            Ok(StoredResponse::empty(StatusCode::NO_CONTENT))
        };
        changed(&context, name, Box::new(work)).await
    }

    /// Changes one record by applying `work` to what `read` makes of the body, and returns the record. What can be
    /// checked by `read` keeps no other writer waiting.
    pub(crate) async fn with_record<V, B, F>(
        self,
        media_type: &'static str,
        read: fn(&[u8]) -> Result<B, ApiError>,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        V: View,
        B: Send + 'static,
        F: FnOnce(&mut Writer<'_>, B, &Preconditions) -> Result<Edited, ApiError> + Send + 'static,
    {
        let identity = self.identity().await?;
        let language = self.context.only_language()?;
        let Self { context, preconditions, state, key, method, body } = self;
        let received = body.of_type(media_type, body::RECORD_LIMIT).await?;
        // As long as the request waits for its turn.
        let (bytes, _memory) = (received.bytes, received.memory);
        let audience = Audience { visibility: Visibility::Drafts, ..context.audience(language) };
        let (languages, caches) = (audience.languages.clone(), context.service.caches.clone());
        let (access, target) = (context.access.clone(), context.target());
        let name = WriteName::of(&method, &context.path);
        let parts = [method.as_bytes(), target.as_bytes(), state.as_bytes(), &bytes];
        let request = key.map(|key| key.for_request(&identity, &parts));
        let body = read_away(read, bytes).await?;
        let work = move |connection: &mut DbConnection| {
            let identity = admitted(connection, &access)?;
            idempotency::once(connection, request, |connection| {
                let mut writer = Writer::begin(connection, &identity.name)?;
                let instance = writer.instance().to_owned();
                let edited = work(&mut writer, body, &Preconditions { instance, ..preconditions })?;
                let data_set = writer.finish()?;
                let mut reader = Reader::of(connection, data_set, audience, caches);
                StoredResponse::record::<V>(&mut reader, &edited, languages)
            })
        };
        changed(&context, name, Box::new(work)).await
    }

    /// Changes what is no record by applying `work` to what `read` makes of a JSON body; with a limit of 0 there is none.
    pub(crate) async fn managing<B, F>(
        self,
        limit: usize,
        read: fn(&[u8]) -> Result<B, ApiError>,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        B: Send + 'static,
        F: FnOnce(&mut DbConnection, B) -> Result<StoredResponse, ApiError> + Send + 'static,
    {
        let identity = self.identity().await?;
        self.context.only_nothing()?;
        self.preconditions.conditions.for_making()?;
        let Self { context, key, method, body, .. } = self;
        let received = match limit {
            0 => body.bytes(0).await?,
            limit => body.of_type(media_types::JSON, limit).await?,
        };
        let (access, target) = (context.access.clone(), context.target());
        let parts = [method.as_bytes(), target.as_bytes(), &received.bytes];
        let request = key.map(|key| key.for_request(&identity, &parts));
        let (name, body) = (WriteName::of(&method, &context.path), read(&received.bytes)?);
        let work = move |connection: &mut DbConnection| {
            admitted(connection, &access)?;
            idempotency::once(connection, request, |connection| work(connection, body))
        };
        changed(&context, name, Box::new(work)).await
    }

    /// The media type of the body.
    pub(crate) fn media_type(&self) -> &str {
        &self.body.media_type
    }

    /// The media type of the body with its parameters.
    pub(crate) fn content_type(&self) -> Option<HeaderValue> {
        self.body.content_type.clone()
    }

    /// Applies `work` to what `read` makes of a body of any media type, and returns its response. A result without
    /// changes ([`WorkError::Unchanged`]) is rolled back, but returned all the same. Of several such requests one
    /// waits for the writer. A request is repeated if the parameters and the content that `asked` returns are the same:
    /// the bytes of a form differ at each try.
    pub(crate) async fn with_bytes<B, F>(
        self,
        identity: Identity,
        limit: usize,
        read: impl AsyncFnOnce(Vec<u8>) -> Result<B, ApiError>,
        asked: fn(&B) -> [&[u8]; 2],
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        B: Send + 'static,
        F: FnOnce(&mut DbConnection, &B, &str) -> Result<StoredResponse, WorkError>
            + Send
            + 'static,
    {
        self.preconditions.conditions.for_making()?;
        let Self { context, key, method, body, .. } = self;
        let (access, target) = (context.access.clone(), context.target());
        let body = read(body.bytes(limit).await?.bytes).await?;
        let [parameters, content] = asked(&body);
        let parts = [method.as_bytes(), target.as_bytes(), parameters, content];
        let request = key.map(|key| key.for_request(&identity, &parts));
        let _turn = context.service.import_turn().await?;
        let name = WriteName::of(&method, &context.path);
        let change = move |connection: &mut DbConnection| {
            let _timed = name.begin();
            let done = transaction::change(connection, |connection| {
                let identity = admitted(connection, &access)?;
                idempotency::once(connection, request, |connection| {
                    work(connection, &body, &identity.name)
                })
            });
            answered(done)
        };
        let response = context.service.db.change(context.access.bearer(), change).await;
        Ok(context.changed(response)?.respond())
    }

    /// The caller. Checked before the body is read and before the request waits for its turn to
    /// write.
    pub(crate) async fn identity(&self) -> Result<Identity, ApiError> {
        self.context.recent_identity().await
    }
}

/// The response of work that changed something, or that was rolled back because it should not.
fn answered(done: Result<StoredResponse, WorkError>) -> Result<StoredResponse, ApiError> {
    match done {
        Ok(response) | Err(WorkError::Unchanged(response)) => Ok(response),
        Err(WorkError::Refused(error)) => Err(error),
    }
}

/// Does work that must be done within a time, and is refused as too much otherwise: by its own time, so that it is known
/// that nothing stays.
pub(crate) fn bounded<T>(
    most: Duration,
    work: impl FnOnce() -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let (done, is_late) = work_limit::part(most, work);
    match done {
        Err(ApiError::TooSlow(_)) if is_late => Err(ApiError::TooManyRecords { most }),
        done => done,
    }
}

/// Makes a change. In a box, so that what surrounds it is compiled once and not for each operation.
type ChangeWork = Box<dyn FnOnce(&mut DbConnection) -> Result<StoredResponse, ApiError> + Send>;

/// Makes a change in one transaction, when it is the turn of its bearer.
async fn changed(
    context: &RequestContext,
    name: WriteName,
    work: ChangeWork,
) -> Result<HttpResponse, ApiError> {
    let most = context.service.longest_change;
    let timed = move |connection: &mut DbConnection| {
        let _timed = name.begin();
        work(connection)
    };
    let response: Result<_, ApiError> =
        context.service.db.commit(context.access.bearer(), most, timed).await;
    Ok(context.changed(response)?.respond())
}

/// Reads and checks the body of a record.
pub(crate) fn checked<V: View>(bytes: &[u8]) -> Result<CheckedBody, ApiError> {
    Ok(CheckedBody::of(V::Body::KIND, body::object(bytes)?))
}

/// Reads and checks a merge patch of a record.
pub(crate) fn checked_patch<V: View>(bytes: &[u8]) -> Result<CheckedPatch, ApiError> {
    CheckedPatch::of::<V::Body>(body::object(bytes)?)
}

/// Reads a body; a large one on another thread.
async fn read_away<B: Send + 'static>(
    read: fn(&[u8]) -> Result<B, ApiError>,
    bytes: Vec<u8>,
) -> Result<B, ApiError> {
    if bytes.len() <= AT_ONCE { read(&bytes) } else { compute(move || read(&bytes)).await? }
}

/// Bodies of at most so many bytes are checked at once: this takes less than a millisecond.
const AT_ONCE: usize = 16 << 10;

/// A write that takes longer keeps the others waiting for too long.
const LONG_WRITE: Duration = Duration::from_secs(2);

/// The name of a request that waits for the writer.
struct WriteName(String);

impl WriteName {
    fn of(method: &str, path: &str) -> Self {
        Self(format!("{method} {path}"))
    }

    fn begin(self) -> TimedWrite {
        TimedWrite { request: self.0, began: Instant::now() }
    }
}

/// Names the request in the log if it keeps the writer for longer than [`LONG_WRITE`].
struct TimedWrite {
    request: String,
    began: Instant,
}

impl Drop for TimedWrite {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        if took > LONG_WRITE {
            let request = self.request.escape_debug();
            log::warn!("{request} kept all other changes waiting for {} ms", took.as_millis());
        }
    }
}

/// The caller, checked again under the write lock, which the transaction has from its beginning: while the body was
/// received and the request waited, the token may have been revoked, or its name erased, which must not reappear.
fn admitted(connection: &mut DbConnection, access: &Access) -> Result<Identity, ApiError> {
    access.admit(connection)
}
