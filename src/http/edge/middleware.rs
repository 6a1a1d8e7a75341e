//! The middleware around every request: its id, its time limit, the access log, and the completion
//! of its response.

use std::{
    net::IpAddr,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

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
    guard, headers, request_id,
};
use crate::{
    auth::peer::{self, ClientNetwork},
    error::ApiError,
    http::{
        client_shares::Holding,
        rate_limit::Allowance,
        request::{accept::codings, language::accepted},
        response::{
            compression::{self, FixedBody},
            problem::{self, Problem},
            unsent::{SLICE, SlicedBody, UnsentResponses},
            uri,
        },
        state::AppState,
    },
    text::messages::MessageLanguage,
    values::language::of_messages,
};

/// The time limit of a request, from its head to its response.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The health checks, which have no quota.
pub(crate) const HEALTH: [&str; 2] = ["/health/live", "/health/ready"];

/// The properties of a request that the response needs. The request itself cannot be kept, because
/// actix-web panics if a clone of it exists during routing.
struct Facts {
    id: String,
    method: String,
    path: String,
    over_https: bool,
    accepted: AcceptEncoding,
    language: MessageLanguage,
    client: Option<ClientNetwork>,
    unsent: UnsentResponses,
    allowance: Option<Allowance>,
    began: Instant,
    log: Option<AccessLog>,
}

/// The middleware function. `over_https` states whether the public URL uses https.
pub async fn observe<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    over_https: bool,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let facts = Facts::of(&request, over_https);
    if let Err(refusal) = facts.within_limit().and_then(|()| guard::refuse(&request)) {
        return Ok(request.into_response(facts.finish(refusal.error_response()).await));
    }
    let work = facts.observed(next.call(request));
    let answer = AssertUnwindSafe(timeout(TIME_LIMIT, work)).catch_unwind().await;
    match answer {
        Ok(Ok(Ok(response))) => {
            let (request, response) = response.into_parts();
            Ok(ServiceResponse::new(request, facts.finish(response.map_into_boxed_body()).await))
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

/// Finds the client of a request, and tells the operator of a proxy that is not named.
fn client(request: &ServiceRequest, service: &AppState) -> Option<IpAddr> {
    let (peer, headers, trusted) =
        (request.peer_addr(), request.headers(), &service.trusted_proxies);
    if let Some(peer) = peer {
        service.unnamed_proxies.note(peer.ip(), headers, trusted);
    }
    peer::of(peer, headers, trusted)
}

/// Counts the request for the limits. Whether the service is well may be asked at any time.
fn allowance(request: &ServiceRequest, service: &AppState, client: IpAddr) -> Option<Allowance> {
    if HEALTH.contains(&request.path()) {
        return None;
    }
    let peer = request.peer_addr()?.ip();
    let counted = service.rate_limits.count(peer, client, request.headers());
    if counted.is_some_and(|allowance| allowance.refused_for.is_some()) {
        service.metrics.rate_limited();
    }
    counted
}

/// Sends a large body in slices, and keeps its memory reserved until then.
fn sliced(response: HttpResponse, memory: Option<Holding>) -> HttpResponse {
    let (response, body) = response.into_parts();
    match body.try_into_bytes() {
        Ok(bytes) if bytes.len() > SLICE => {
            let memory = memory.map(|mut memory| {
                memory.shrink_to(bytes.len());
                memory
            });
            response.set_body(BoxBody::new(SlicedBody::new(bytes, memory)))
        }
        Ok(bytes) => response.set_body(BoxBody::new(bytes)),
        Err(body) => response.set_body(body),
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
    fn of(request: &ServiceRequest, over_https: bool) -> Self {
        let service = request.app_data::<Data<AppState>>();
        let address = service.and_then(|service| client(request, service));
        let id = request_id::of(request.headers());
        Self {
            log: AccessLog::of(request, &id, address),
            id,
            method: request.method().to_string(),
            path: request.path().to_owned(),
            over_https,
            accepted: codings(request.headers()),
            language: of_messages(&accepted(request.headers())),
            client: address.map(ClientNetwork::of),
            unsent: service.map(|service| service.unsent.clone()).unwrap_or_default(),
            allowance: service.and_then(|service| allowance(request, service, address?)),
            began: Instant::now(),
        }
    }

    /// Refuses the request of a client that made too many.
    fn within_limit(&self) -> Result<(), ApiError> {
        let refused_for = self.allowance.and_then(|allowance| allowance.refused_for);
        refused_for.map_or(Ok(()), |wait| Err(ApiError::RateLimited(wait)))
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
        headers::add_allowance(response.headers_mut(), self.allowance);
        if let Some(log) = &self.log {
            let (id, method, path, took) =
                (&self.id, &self.method, &self.path, self.began.elapsed());
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
        if bytes <= SLICE || response.extensions().contains::<FixedBody>() {
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
        let known = problem::carried(&response).unwrap_or_else(|| Problem::of_status(status));
        let problem = Problem {
            instance: uri::corrected(&self.path),
            request_id: self.id.clone(),
            ..known.in_language(self.language)
        };
        let Ok(body) = serde_json::to_vec(&problem) else { return response };
        let (mut response, _) = response.into_parts();
        response.extensions_mut().insert(problem); // for the log
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.language.tag()));
        headers.append(header::VARY, HeaderValue::from_name(header::ACCEPT_LANGUAGE));
        response.set_body(BoxBody::new(body))
    }
}
