//! Requests that read: from the request to a response with its common headers.

use std::{
    future::{Ready, ready},
    sync::Arc,
    time::Instant as Moment,
};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest, HttpResponse,
    dev::Payload,
    http::header::{ACCEPT_ENCODING, HeaderValue},
};
use serde::Serialize;
use utoipa::IntoParams;

use super::{
    conditions::Conditions,
    kept::answer::ToBeKept,
    made::{Asked, BodyForm, JSON_FORM, MadeBody, made_at_length, made_unless_long, too_long},
    request::{
        accept::AcceptedTypes, context::RequestContext, list_parameters::ListParameters,
        prefer::Wait, query_reader::ReadFilter,
    },
    response::{page::PageBody, page_urls::PageUrls, variant::Variant},
    state::AppState,
    waiting::Waited,
};
use crate::{
    error::ApiError,
    journal::revision::Revisions,
    model::{record_type::RecordState, visibility::Visibility},
    store::read::{
        audience::Audience,
        fragments::Served,
        list::{ListFilter, ListQuery, SortOrder},
        page::Page,
        reader::Reader,
        view::View,
    },
    values::{language::Language, record_id::RecordId},
};

/// Reads a page of a list.
pub(in crate::http) type ReadPage<V, F> =
    fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<Served<V>>, ApiError>;

/// A request that reads, with its preconditions.
pub(crate) struct ReadRequest {
    /// The context common to all requests.
    pub context: RequestContext,
    pub(super) conditions: Conditions,
    /// Whether the conditions are evaluated afterwards, on the answer that is kept.
    is_kept: bool,
    /// The codings that the reader accepts, for an answer that is sent while it is made.
    pub(super) accept_encoding: Option<HeaderValue>,
}

/// The only query parameter of operations that return no list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what is read from the request itself")]
pub(crate) struct LanguageParameter {
    /// The language of the texts; takes precedence over `Accept-Language`. Texts without a translation fall back to the
    /// municipality's language.
    #[param(inline, required = false)]
    pub lang: Option<Language>,
}

/// The content of a successful response.
pub(crate) struct Answer<T> {
    /// The body, before serialization.
    pub body: T,
    /// The `Link` header.
    pub links: Option<String>,
    /// The revision of the record that `If-Match` is compared with, if the response is one record.
    pub record_revision: Option<i64>,
}

impl<T> From<T> for Answer<T> {
    fn from(body: T) -> Self {
        Self { body, links: None, record_revision: None }
    }
}

/// A request that may ask for another format than JSON.
pub(crate) struct AnyFormatRequest {
    /// The request.
    pub request: ReadRequest,
    /// The media types of `Accept`.
    pub accepted: AcceptedTypes,
}

impl FromRequest for AnyFormatRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let accepted = AcceptedTypes::of(request.headers());
        let context = RequestContext::of_any_format(request);
        ready(context.map(|context| Self { request: ReadRequest::of(request, context), accepted }))
    }
}

impl FromRequest for ReadRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

impl ReadRequest {
    fn read(request: &HttpRequest) -> Result<Self, ApiError> {
        Ok(Self::of(request, RequestContext::of(request)?))
    }

    /// Reads a request for a page, at this path below the language.
    pub(crate) fn of_page(request: &HttpRequest, path: String) -> Result<Self, ApiError> {
        Ok(Self::of(request, RequestContext::of_page(request, path)?))
    }

    fn of(request: &HttpRequest, context: RequestContext) -> Self {
        let headers = request.headers();
        let accept_encoding = headers.get(ACCEPT_ENCODING).cloned();
        let is_kept = request.extensions().contains::<ToBeKept>();
        Self { context, conditions: Conditions::of(headers), is_kept, accept_encoding }
    }

    /// The shared state of the service.
    pub(crate) fn service(&self) -> &AppState {
        &self.context.service
    }

    /// The builder of URLs for the pages before and after the requested one.
    pub(crate) fn page_urls(&self) -> PageUrls {
        PageUrls::new(
            format!("{}{}", self.context.service.base_url, self.context.path),
            &self.context.query,
        )
    }

    /// Returns a page of a list, given its query parameters.
    pub(crate) async fn list<V, F>(
        self,
        parameters: ListParameters<V, F>,
        page: ReadPage<V, F>,
    ) -> Result<HttpResponse, ApiError>
    where
        V: View,
        F: ListFilter + ReadFilter,
    {
        if parameters.query.state == Some(RecordState::Draft) {
            // Others would take an empty list for the answer that there are no drafts.
            self.context.identity().await?;
        }
        match parameters.format.writer() {
            Some(format) => self.formatted_list(parameters, format, page).await,
            None => self.page(parameters.query, parameters.depends_on_the_day, page).await,
        }
    }

    /// Returns a page of a list, given its query.
    pub(crate) async fn page<R, F>(
        self,
        query: ListQuery<F>,
        depends_on_the_day: bool,
        page: fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<R>, ApiError>,
    ) -> Result<HttpResponse, ApiError>
    where
        R: Serialize + 'static,
        F: ListFilter,
    {
        let urls = self.page_urls();
        self.answer(query.language.clone(), depends_on_the_day, move |reader| {
            let page = page(reader, &query)?;
            let links = urls.links(&page, &SortOrder::written(&query.sort));
            let header = links.header();
            Ok(Answer {
                links: header,
                ..Answer::from(PageBody::new(page, query.limit, links, query.fields))
            })
        })
        .await
    }

    /// Returns one record, as `work` reads it.
    pub(crate) async fn record<T, F>(
        self,
        language: Option<Language>,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        T: Serialize,
        F: FnOnce(&mut Reader<'_>) -> Result<Answer<T>, ApiError> + Send + 'static,
    {
        let query = self.context.query.clone();
        self.answer(language, false, work).await.map_err(|error| with_query(error, &query))
    }

    /// Waits until `has_news` returns true, for at most the time that the client prefers. Returns
    /// that time, or `None` if the client wants no wait or too many clients are waiting.
    pub(crate) async fn wait_for(
        &self,
        Wait(wait): Wait,
        has_news: impl Fn(&mut Reader<'_>) -> Result<bool, ApiError> + Clone + Send + 'static,
    ) -> Result<Option<Waited>, ApiError> {
        let (service, address) = (&self.context.service, self.context.access.address());
        let (Some(time), Some(_place)) = (wait, wait.and_then(|_| service.waiting.place(address)))
        else {
            return Ok(None);
        };
        let end = Moment::now() + time;
        let mut turn = None;
        loop {
            let has_news = has_news.clone();
            let look = move |reader: &mut Reader<'_>| Ok((has_news(reader)?, reader.revision()));
            let (visibility, (found, seen)) =
                self.context.read(self.context.audience(None), look).await?;
            let is_news = |now: Revisions| match visibility {
                Visibility::Public => now.public != seen,
                Visibility::Drafts => now.all != seen,
            };
            if found {
                return Ok(Some(Waited::new(time, turn)));
            }
            drop(turn.take());
            if !service.waiting.for_news(&service.db, end, is_news).await? {
                return Ok(Some(Waited::new(time, None)));
            }
            turn = service.waiting.turn().await;
        }
    }

    /// The states that the client knows.
    pub(crate) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Returns the result of `work`, or 304 if `If-None-Match` shows that the client has it
    /// already.
    pub(crate) async fn answer<T, F>(
        self,
        language: Option<Language>,
        depends_on_the_day: bool,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        T: Serialize,
        F: FnOnce(&mut Reader<'_>) -> Result<Answer<T>, ApiError> + Send + 'static,
    {
        self.made(JSON_FORM, language, depends_on_the_day, move |reader| {
            reader.keep_json();
            let Answer { body, links, record_revision } = work(reader)?;
            let bytes = serde_json::to_vec(&body)?;
            Ok(MadeBody { bytes, links, headers: Vec::new(), record_revision })
        })
        .await
    }

    /// Returns the body that `work` makes, as [`Self::answer`] does.
    pub(crate) async fn made<F>(
        self,
        form: BodyForm,
        language: Option<Language>,
        depends_on_the_day: bool,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<MadeBody, ApiError> + Send + 'static,
    {
        let work = |reader: &mut Reader<'_>| work(reader).map(Some);
        let made = self.made_unless_long(form, language, depends_on_the_day, work).await?;
        made.ok_or_else(too_long)
    }

    /// Returns the body that `work` makes; `None` if it says that it is too long.
    pub(crate) async fn made_unless_long<F>(
        &self,
        form: BodyForm,
        language: Option<Language>,
        depends_on_the_day: bool,
        work: F,
    ) -> Result<Option<HttpResponse>, ApiError>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<Option<MadeBody>, ApiError> + Send + 'static,
    {
        let audience = self.context.audience(language);
        let variant = self.variant(form, &audience, depends_on_the_day);
        made_unless_long(self.asked(), (form, variant), audience, Box::new(work)).await
    }

    /// Returns the body that `work` makes, as [`Self::made`] does, for longer than others may take.
    pub(super) async fn made_at_length<F>(
        self,
        form: BodyForm,
        language: Option<Language>,
        depends_on_the_day: bool,
        work: F,
    ) -> Result<HttpResponse, ApiError>
    where
        F: FnOnce(&mut Reader<'_>) -> Result<MadeBody, ApiError> + Send + 'static,
    {
        let audience = self.context.audience(language);
        let variant = self.variant(form, &audience, depends_on_the_day);
        let work = |reader: &mut Reader<'_>| work(reader).map(Some);
        made_at_length(self.asked(), (form, variant), audience, Box::new(work)).await
    }

    /// Who asks, and what they have already; nothing if the answer is kept for others too.
    fn asked(&self) -> Asked<'_> {
        const NONE: &Conditions = &Conditions { if_match: None, if_none_match: None };
        let conditions = if self.is_kept { NONE } else { &self.conditions };
        Asked { context: &self.context, conditions }
    }

    /// What tells the answer from the others at the same state of the data set.
    pub(super) fn variant(
        &self,
        form: BodyForm,
        audience: &Audience,
        depends_on_the_day: bool,
    ) -> Arc<Variant> {
        let day = if depends_on_the_day { audience.today.to_string() } else { String::new() };
        let (target, languages) = (self.context.target(), audience.languages.clone());
        // JSON has neither of them.
        let settings = if form.media_type == JSON_FORM.media_type {
            String::new()
        } else {
            let AppState { id_base, hub, .. } = &**self.context.service;
            format!("{id_base} {}", hub.as_deref().unwrap_or_default())
        };
        Arc::new(Variant { target, languages, media_type: form.media_type, settings, day })
    }
}

/// The response for one record, with the revision needed to change it.
pub(crate) fn record_answer<V: View>(
    reader: &mut Reader<'_>,
    id: &RecordId,
) -> Result<Answer<Served<V>>, ApiError> {
    let (body, revision) = reader.served::<V>(id)?;
    Ok(Answer { body, links: None, record_revision: Some(revision) })
}

/// Appends the query to the target of a redirect, so that the same request is repeated there.
pub(super) fn with_query(error: ApiError, query: &str) -> ApiError {
    match error {
        ApiError::Moved(url) if !query.is_empty() => ApiError::Moved(format!("{url}?{query}")),
        other => other,
    }
}
