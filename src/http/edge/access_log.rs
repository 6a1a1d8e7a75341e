//! What is counted and logged of every request, once its response is complete.

use std::{net::IpAddr, sync::Arc, time::Duration};

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
        let Answered { id, method, path, took, response } = *answered;
        let status = response.status().as_u16();
        let route = self.routes.template(path);
        self.service.metrics.answered(&CompletedRequest { route, method, status, took });
        let client = self.client.and_then(|client| self.service.log_addresses.shown(client));
        let bytes = match response.body().size() {
            BodySize::Sized(bytes) if method != "HEAD" => bytes,
            _ => 0,
        };
        let (duration_us, seen) = (micros(took), &self.seen);
        seen.log_changes();
        let actor = seen.actor();
        // In lines for people, the address follows if it is to be shown, and then why the request failed.
        let shown = client.as_ref().map(|client| format!(" {client}")).unwrap_or_default();
        let problem = problem::logged(response);
        let reason = problem.as_ref().map(|problem| format!(" {problem}")).unwrap_or_default();
        log::info!(
            target: ACCESS,
            request_id = id, method = method, path = path, route = route, status = status,
            problem = problem.as_ref().map(|problem| problem.code.as_str()),
            faults = problem.as_ref().and_then(|problem| problem.faults.as_deref()),
            actor = actor.map(ObservedActor::name), token_id = actor.map(ObservedActor::token_id),
            client = client.as_deref(), bytes = bytes, duration_us = duration_us,
            queue_us = seen.queue_micros(), database_us = seen.database_micros();
            "{method} {} {status} {duration_us} µs {id}{shown}{reason}", path.escape_debug()
        );
    }
}
