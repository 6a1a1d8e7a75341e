//! `/health/live` and `/health/ready`: checks for monitoring, outside the API.

use actix_web::{HttpResponse, http::header, route, web::Data};

use serde_json::{Value, json};

use crate::{
    db::replica_standing::ReplicaReport,
    error::ApiError,
    http::{edge::reception::HEALTH, state::AppState},
    store::readiness,
};

/// The paths of both checks.
pub(crate) const ADDRESSES: [&str; 2] = HEALTH;

/// Succeeds while the process responds.
#[route("/health/live", method = "GET", method = "HEAD")]
pub(crate) async fn live() -> HttpResponse {
    answer(&json!({ "status": "live" }))
}

/// Succeeds if the database or a replica of it responds, so that data can be served; 503 if it is unavailable.
#[route("/health/ready", method = "GET", method = "HEAD")]
pub(crate) async fn ready(service: Data<AppState>) -> Result<HttpResponse, ApiError> {
    let checked = readiness::check(&service.db).await.map_err(unavailable);
    let reports = service.db.replica_reports();
    let is_primary_up = checked.is_ok();
    if !reports.iter().any(|report| report.is_used) {
        checked?;
    }
    if reports.is_empty() {
        return Ok(answer(&json!({ "status": "ready" })));
    }
    let replicas: Vec<Value> = reports.iter().map(replica).collect();
    Ok(answer(&json!({ "status": "ready", "primary": is_primary_up, "replicas": replicas })))
}

/// How a replica of the database stands.
fn replica(report: &ReplicaReport) -> Value {
    let ReplicaReport { number, is_used, lag } = report;
    json!({ "replica": number, "used": is_used, "lagSeconds": lag.as_secs_f64() })
}

/// Whatever keeps the database from answering, such as a damaged file, the service is not ready.
fn unavailable(error: ApiError) -> ApiError {
    match error {
        ApiError::Internal(cause) => ApiError::Unavailable(cause.to_string()),
        other => other,
    }
}

fn answer(status: &Value) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(status)
}
