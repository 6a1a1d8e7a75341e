//! Requests that read: from the request to a response with its common headers.

use std::{
    future::{Ready, ready},
    sync::Arc,
    time::Instant as Moment,
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::IntoParams;

use super::{
    conditions::Conditions,
    media_types::JSON,
    request::{
        context::RequestContext, list_parameters::ListParameters, prefer::Wait,
        query_reader::ReadFilter,
    },
    response::{etag::record_state, page::PageBody, page_urls::PageUrls, variant::Variant},
    state::AppState,
    waiting::Waited,
};
use crate::{
    error::ApiError,
    formats::table::ListFormat,
    journal::revision::Revisions,
    model::{record_type::RecordState, visibility::Visibility},
    store::read::{
        list::{ListFilter, ListQuery, Page, SortOrder},
        reader::Reader,
        view::{View, Viewed},
    },
    values::{language::Language, record_id::RecordId},
};

/// The `Vary` header: the request headers that responses depend on (RFC 9110 §12.5.5).
pub(crate) const VARY: &str = "Accept, Accept-Language, Accept-Encoding, Authorization";

/// A request that reads, with its preconditions.
pub(crate) struct ReadRequest {
    /// The context common to all requests.
    pub context: RequestContext,
    conditions: Conditions,
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

/// A request for a list, which may ask for another format than JSON.
pub(crate) struct ListRequest(pub ReadRequest);

impl FromRequest for ListRequest {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = RequestContext::of_any_format(request);
        ready(context.map(|context| Self(ReadRequest::of(request, context))))
    }
}

/// A body that is ready to be sent.
pub(crate) struct MadeBody {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The `Link` header.
    pub links: Option<String>,
    /// The revision of the record that `If-Match` is compared with, if the response is one record.
    pub record_revision: Option<i64>,
}

/// The form of a body.
#[derive(Clone)]
pub(crate) struct BodyForm {
    /// The media type.
    pub media_type: &'static str,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The value of `Content-Disposition`.
    pub disposition: Option<String>,
}

/// JSON.
const JSON_FORM: BodyForm = BodyForm { media_type: JSON, content_type: JSON, disposition: None };

/// The result of the thread that reads the database.
enum Finished {
    /// 304, with the matching entity tag.
    NotModified(String),
    Body {
        tag: String,
        made: MadeBody,
        form: BodyForm,
        languages: String,
    },
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

    fn of(request: &HttpRequest, context: RequestContext) -> Self {
        Self { context, conditions: Conditions::of(request.headers()) }
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
        page: fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<V>, ApiError>,
    ) -> Result<HttpResponse, ApiError>
    where
        V: View,
        F: ListFilter + ReadFilter,
    {
        if parameters.query.state == Some(RecordState::Draft) {
            // Others would take an empty list for the answer that there are no drafts.
            self.context.identity().await?;
        }
        match parameters.format.and_then(ListFormat::file) {
            Some(file) => self.list_file(file, parameters, page).await,
            None => self.page(parameters.query, parameters.depends_on_the_day, page).await,
        }
    }

    /// Returns a page of a list, given its query.
    pub(crate) async fn page<V, F>(
        self,
        query: ListQuery<F>,
        depends_on_the_day: bool,
        page: fn(&mut Reader<'_>, &ListQuery<F>) -> Result<Page<V>, ApiError>,
    ) -> Result<HttpResponse, ApiError>
    where
        V: Serialize + 'static,
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
            let Answer { body, links, record_revision } = work(reader)?;
            Ok(MadeBody { bytes: serde_json::to_vec(&body)?, links, record_revision })
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
        let Self { context, conditions } = self;
        let audience = context.audience(language);
        let day = if depends_on_the_day { audience.today.to_string() } else { String::new() };
        let (target, languages) = (context.target(), audience.languages.clone());
        let variant = Arc::new(Variant { target, languages, media_type: form.media_type, day });
        // What the client has already is said without waiting behind those who ask for more.
        if let (None, Some(known)) = (&conditions.if_match, conditions.if_none_match.clone()) {
            let variant = Arc::clone(&variant);
            let known =
                move |reader: &mut Reader<'_>| Ok(known.known(|state| variant.tag(reader, state)));
            let (visibility, known) = context.look_up(audience.clone(), known).await?;
            if let Some(tag) = known {
                return Ok(respond(&context.service, visibility, Finished::NotModified(tag)));
            }
        }
        let (visibility, finished) = context
            .read(audience, move |reader| finish(reader, &conditions, &variant, form, work))
            .await?;
        Ok(respond(&context.service, visibility, finished))
    }
}

/// The response for one record, with the revision needed to change it.
pub(crate) fn record_answer<V: View>(
    reader: &mut Reader<'_>,
    id: &RecordId,
) -> Result<Answer<V>, ApiError> {
    let Viewed { view, revision, warnings: _ } = reader.view::<V>(id)?;
    let record_revision = Some(revision);
    Ok(Answer { body: view, links: None, record_revision })
}

/// Appends the query to the target of a redirect, so that the same request is repeated there.
fn with_query(error: ApiError, query: &str) -> ApiError {
    match error {
        ApiError::Moved(url) if !query.is_empty() => ApiError::Moved(format!("{url}?{query}")),
        other => other,
    }
}

fn finish(
    reader: &mut Reader<'_>,
    conditions: &Conditions,
    variant: &Variant,
    form: BodyForm,
    work: impl FnOnce(&mut Reader<'_>) -> Result<MadeBody, ApiError>,
) -> Result<Finished, ApiError> {
    let made = work(reader)?;
    let (instance, visibility) = (&reader.data_set.instance, reader.audience.visibility);
    let state = made.record_revision.map(|revision| record_state(revision, instance, visibility));
    let tag = variant.tag(reader, state.as_deref());
    if let Some(known) = conditions.for_reading(&tag)? {
        return Ok(Finished::NotModified(known));
    }
    let languages = reader.languages_served();
    Ok(Finished::Body { tag, made, form, languages })
}

/// The `Cache-Control` header. Responses that may contain drafts are private and must be
/// revalidated.
fn cache_control(service: &AppState, visibility: Visibility) -> String {
    match visibility {
        Visibility::Public => format!("public, max-age={}", service.fresh_seconds),
        Visibility::Drafts => "private, no-cache".to_owned(),
    }
}

fn respond(service: &AppState, visibility: Visibility, finished: Finished) -> HttpResponse {
    let (status, tag) = match &finished {
        Finished::NotModified(tag) => (StatusCode::NOT_MODIFIED, tag),
        Finished::Body { tag, .. } => (StatusCode::OK, tag),
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, tag.as_str()))
        .insert_header((header::CACHE_CONTROL, cache_control(service, visibility)))
        .insert_header((header::VARY, VARY));
    match finished {
        Finished::NotModified(_) => response.finish(),
        Finished::Body { made: MadeBody { bytes, links, .. }, form, languages, .. } => {
            if let Some(links) = links {
                response.insert_header((header::LINK, links));
            }
            if let Some(disposition) = form.disposition {
                response.insert_header((header::CONTENT_DISPOSITION, disposition));
            }
            if !languages.is_empty() {
                response.insert_header((header::CONTENT_LANGUAGE, languages));
            }
            response.content_type(form.content_type).body(bytes)
        }
    }
}
