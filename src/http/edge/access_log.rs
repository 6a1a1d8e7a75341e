//! What is counted and logged of every request, once its response is complete.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody as _},
    dev::ServiceRequest,
    web::Data,
};

use super::fallback::RouteTable;
use crate::{
    http::{response::problem, state::AppState},
    telemetry::{
        log_format::ACCESS,
        observed::{Observed, ObservedActor, ObservedRequest, micros},
        requests::CompletedRequest,
    },
};

/// The service that counts and logs a request, and what it observes of it.
pub(super) struct AccessLog {
    service: Data<AppState>,
    routes: Data<RouteTable>,
    client: Option<IpAddr>,
    seen: Arc<ObservedRequest>,
}

/// A request with its response.
pub(super) struct Answered<'r> {
    /// The id of the request.
    pub id: &'r str,
    /// The method.
    pub method: &'r str,
    /// The path, without the query.
    pub path: &'r str,
    /// From the head of the request to the head of its response.
    pub took: Duration,
    /// The response.
    pub response: &'r HttpResponse<BoxBody>,
}

/// What a line of the log says beside that.
pub(super) struct LineFacts<'r> {
    /// The template of the path.
    pub route: Option<&'r str>,
    /// The address of the client, as far as it is shown.
    pub client: Option<&'r str>,
    /// Whose token the request had.
    pub actor: Option<&'r ObservedActor>,
    /// How long it waited for the database, and how long it used it, in microseconds.
    pub database: (u64, u64),
}

impl AccessLog {
    /// Begins with a request; `None` if the service is not set up.
    pub(super) fn of(request: &ServiceRequest, id: &str, client: Option<IpAddr>) -> Option<Self> {
        let service = request.app_data::<Data<AppState>>()?.clone();
        let routes = request.app_data::<Data<RouteTable>>()?.clone();
        Some(Self { service, routes, client, seen: ObservedRequest::new(id) })
    }

    /// What the request is observed by.
    pub(super) fn observed(&self) -> Observed {
        Observed::request(self.service.metrics.failures(), &self.seen)
    }

    /// Counts and logs the request.
    pub(super) fn note(&self, answered: &Answered<'_>) {
        let Answered { method, path, took, response, .. } = *answered;
        let (route, status) = (self.routes.template(path), response.status().as_u16());
        self.service.metrics.answered(&CompletedRequest { route, method, status, took });
        self.seen.log_changes();
        let client = self.client.and_then(|client| self.service.log_addresses.shown(client));
        answered.log(&LineFacts {
            route,
            client: client.as_deref(),
            actor: self.seen.actor(),
            database: (self.seen.queue_micros(), self.seen.database_micros()),
        });
    }
}

impl Answered<'_> {
    /// Writes the line of the log.
    pub(super) fn log(&self, facts: &LineFacts<'_>) {
        let Answered { id, method, path, took, response } = *self;
        let LineFacts { route, client, actor, database: (queue_us, database_us) } = *facts;
        let (status, duration_us) = (response.status().as_u16(), micros(took));
        let bytes = match response.body().size() {
            BodySize::Sized(bytes) if method != "HEAD" => bytes,
            _ => 0,
        };
        // In lines for people, the address follows if it is to be shown, and then why the request failed.
        let problem = problem::logged(response);
        log::info!(
            target: ACCESS,
            request_id = id, method = method, path = path, route = route, status = status,
            problem = problem.as_ref().map(|problem| problem.code.as_str()),
            faults = problem.as_ref().and_then(|problem| problem.faults.as_deref()),
            actor = actor.map(ObservedActor::name), token_id = actor.map(ObservedActor::token_id),
            client = client, bytes = bytes, duration_us = duration_us,
            queue_us = queue_us, database_us = database_us;
            "{method} {} {status} {duration_us} µs {id}{}{}",
            path.escape_debug(), AfterBlank(client), AfterBlank(problem.as_ref())
        );
    }
}

/// A part of a line that may be missing.
struct AfterBlank<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for AfterBlank<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |part| write!(f, " {part}"))
    }
}
