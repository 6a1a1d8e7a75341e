//! The middleware around every request: its id, its time limit, the access log, and the completion
//! of its response.

use std::{panic::AssertUnwindSafe, time::Duration};

use actix_web::{
    Error, HttpResponse, ResponseError,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::header::{self, AcceptEncoding, HeaderValue},
    middleware::Next,
    rt::time::timeout,
    web::Data,
};
use futures_util::FutureExt as _;

use super::{
    access_log::{AccessLog, Answered},
    at_hand,
    error_page::PageReader,
    guard, headers,
    reception::{HEALTH, Reception},
    request_id,
};
use crate::{
    auth::peer::ClientNetwork,
    error::ApiError,
    http::{
        client_shares::Holding,
        kept::answers::AnswerTurn,
        request::{accept::codings, language::accepted},
        response::{
            compression::{self, FixedBody},
            problem::{self, Problem},
            unsent::{LITTLE, UnsentResponses, sliced},
            uri,
        },
        state::AppState,
    },
    text::messages::MessageLanguage,
    values::language::of_messages,
};

/// The time limit of a request, from its head to its response.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The media type of a page.
const PAGE: &str = "text/html; charset=utf-8";

/// The properties of a request that the response needs. The request itself cannot be kept, because
/// actix-web panics if a clone of it exists during routing.
struct Facts {
    id: String,
    method: String,
    path: String,
    over_https: bool,
    accepted: AcceptEncoding,
    language: MessageLanguage,
    /// The reader of a page, who gets errors as pages.
    people: Option<PageReader>,
    client: Option<ClientNetwork>,
    unsent: UnsentResponses,
    reception: Reception,
    log: Option<AccessLog>,
}

/// The middleware function. `over_https` states whether the public URL uses https.
pub async fn observe<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    over_https: bool,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let reception = Reception::of(&request);
    if let Some(response) = at_hand::respond(&request, &reception, over_https) {
        return Ok(request.into_response(response));
    }
    let facts = Facts::of(&request, reception, over_https);
    if let Err(refusal) = facts.within_limit().and_then(|()| guard::refuse(&request)) {
        return Ok(request.into_response(facts.finish(refusal.error_response()).await));
    }
    let work = facts.observed(kept_or_made(request, next));
    let answer = AssertUnwindSafe(timeout(TIME_LIMIT, work)).catch_unwind().await;
    match answer {
        Ok(Ok(Ok(response))) => {
            let (request, response) = response.into_parts();
            Ok(ServiceResponse::new(request, facts.finish(response).await))
        }
        Ok(Ok(Err(error))) => Err(facts.instead(error.error_response()).await),
        Ok(Err(_too_late)) => {
            let mut response = facts.finish(ApiError::RequestTimeout.error_response()).await;
            response.head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
            Err(InternalError::from_response("request timeout", response).into())
        }
        Err(panic) => {
            let error = ApiError::Internal(message(&*panic).into());
            Err(facts.instead(error.error_response()).await)
        }
    }
}

/// Sends what is kept, or what is made while many ask the same, or else what the operation returns.
async fn kept_or_made<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let service = request.app_data::<Data<AppState>>().cloned();
    let Some(service) = service.filter(|_| !HEALTH.contains(&request.path())) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    match service.kept.turn(&mut request, service.db.known_state()).await {
        AnswerTurn::Own => Ok(next.call(request).await?.map_into_boxed_body()),
        AnswerTurn::Kept(kept) => {
            let response = kept.answer.known_or_plain(request.headers());
            Ok(request.into_response(response))
        }
        AnswerTurn::Makes(flight, question) => {
            let (request, response) = next.call(request).await?.into_parts();
            let response = response.map_into_boxed_body();
            let response = match service.kept.keep(flight, question, response) {
                Ok(kept) => {
                    service.metrics.answer_kept();
                    kept.answer.known_or_plain(request.headers())
                }
                Err(response) => response,
            };
            Ok(ServiceResponse::new(request, response))
        }
    }
}

/// The message of a panic, for the log.
fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    format!(
        "panic: {}",
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
    )
}

impl Facts {
    fn of(request: &ServiceRequest, reception: Reception, over_https: bool) -> Self {
        let service = request.app_data::<Data<AppState>>();
        let id = request_id::of(request.headers());
        Self {
            log: AccessLog::of(request, &id, reception.address),
            id,
            method: request.method().to_string(),
            path: request.path().to_owned(),
            over_https,
            accepted: codings(request.headers()),
            language: of_messages(&accepted(request.headers())),
            people: PageReader::of(request),
            client: reception.address.map(ClientNetwork::of),
            unsent: service.map(|service| service.unsent.clone()).unwrap_or_default(),
            reception,
        }
    }

    /// Refuses the request of a client that made too many.
    fn within_limit(&self) -> Result<(), ApiError> {
        self.reception.within_limit()
    }

    /// Observes what is done for the request.
    async fn observed<T>(&self, work: impl Future<Output = T>) -> T {
        match &self.log {
            Some(log) => log.observed().follow(work).await,
            None => work.await,
        }
    }

    /// Wraps a response in an error, which actix-web requires when the request is no longer
    /// available.
    async fn instead(self, response: HttpResponse) -> Error {
        InternalError::from_response("answered at the edge", self.finish(response).await).into()
    }

    /// Completes problem documents, compresses, adds the common headers and writes the access log.
    async fn finish(self, response: HttpResponse) -> HttpResponse {
        let response = self.with_problem(response);
        let mut response = match self.memory_for(&response) {
            Ok(memory) => {
                let response = compression::compress(&self.accepted, response).await;
                sliced(response, memory)
            }
            Err(refusal) => self.with_problem(refusal.error_response()),
        };
        headers::add(&mut response, &self.path, &self.id, self.over_https);
        headers::add_allowance(response.headers_mut(), self.reception.allowance);
        if let Some(log) = &self.log {
            let (id, method, path, took) =
                (&self.id, &self.method, &self.path, self.reception.began.elapsed());
            log.note(&Answered { id, method, path, took, response: &response });
        }
        response
    }

    /// Reserves the memory of a large response, which may wait long for its client to read it; a body that is the
    /// same for every client needs none.
    fn memory_for(&self, response: &HttpResponse) -> Result<Option<Holding>, ApiError> {
        let bytes = match response.body().size() {
            BodySize::Sized(bytes) => usize::try_from(bytes).unwrap_or(usize::MAX),
            BodySize::None | BodySize::Stream => 0,
        };
        let is_lasting =
            response.extensions().get::<FixedBody>().is_some_and(FixedBody::is_lasting);
        if bytes <= LITTLE || is_lasting {
            return Ok(None);
        }
        let memory = self.unsent.reserve(self.client, bytes);
        // What a change is answered must arrive: it was made.
        if memory.is_none() && matches!(self.method.as_str(), "GET" | "HEAD") {
            return Err(ApiError::busy("too many responses are not read"));
        }
        Ok(memory)
    }

    /// Gives every error response a problem document (RFC 9457), whichever layer caused the error.
    fn with_problem(&self, response: HttpResponse) -> HttpResponse {
        let status = response.status();
        if !status.is_client_error() && !status.is_server_error() {
            return response;
        }
        let language = self.people.as_ref().map_or(self.language, |reader| reader.language);
        let known = problem::carried(&response).unwrap_or_else(|| Problem::of_status(status));
        let problem = Problem {
            instance: uri::corrected(&self.path),
            request_id: self.id.clone(),
            ..known.in_language(language)
        };
        let (media_type, body) = match &self.people {
            Some(reader) => (PAGE, reader.page(&response, &problem).into_bytes()),
            None => match serde_json::to_vec(&problem) {
                Ok(body) => (problem::MEDIA_TYPE, body),
                Err(_error) => return response,
            },
        };
        let (mut response, _) = response.into_parts();
        response.extensions_mut().insert(problem); // for the log
        let headers = response.headers_mut();
        if self.people.is_some() {
            let policy = match &*self.path {
                desk if desk.starts_with(headers::DESK) => headers::DESK_POLICY,
                embed if embed.starts_with(headers::EMBED) => headers::EMBED_POLICY,
                _ => headers::PAGES_POLICY,
            };
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.append(header::VARY, HeaderValue::from_name(header::ACCEPT_LANGUAGE));
        response.set_body(BoxBody::new(body))
    }
}
