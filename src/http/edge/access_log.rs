//! What is counted and logged of every request, once its response is complete.

use std::time::Duration;

use actix_web::{HttpResponse, body::BoxBody, dev::ServiceRequest, web::Data};

use super::fallback::RouteTable;
use crate::{http::state::AppState, telemetry::requests::CompletedRequest};

/// The service that counts and logs a request.
pub(super) struct AccessLog {
    service: Data<AppState>,
    routes: Data<RouteTable>,
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
    pub(super) fn of(request: &ServiceRequest) -> Option<Self> {
        let service = request.app_data::<Data<AppState>>()?.clone();
        let routes = request.app_data::<Data<RouteTable>>()?.clone();
        Some(Self { service, routes })
    }

    /// Counts and logs the request.
    pub(super) fn note(&self, answered: &Answered<'_>) {
        let Answered { id, method, path, took, response } = *answered;
        let status = response.status().as_u16();
        let route = self.routes.template(path);
        self.service.metrics.answered(&CompletedRequest { route, method, status, took });
        let micros = took.as_micros();
        log::info!(target: "access", "{method} {} {status} {micros} µs {id}", path.escape_debug());
    }
}
