//! `/health/live` and `/health/ready`: checks for monitoring, outside the API.

use actix_web::{HttpResponse, http::header, route, web::Data};

use crate::{
    error::ApiError,
    http::{edge::reception::HEALTH, state::AppState},
    store::readiness,
};

/// The paths of both checks.
pub(crate) const ADDRESSES: [&str; 2] = HEALTH;

/// Succeeds while the process responds.
#[route("/health/live", method = "GET", method = "HEAD")]
pub(crate) async fn live() -> HttpResponse {
    answer("live")
}

/// Succeeds if the database responds, so that data can be served; 503 if it is unavailable.
#[route("/health/ready", method = "GET", method = "HEAD")]
pub(crate) async fn ready(service: Data<AppState>) -> Result<HttpResponse, ApiError> {
    readiness::check(&service.db).await.map_err(unavailable)?;
    Ok(answer("ready"))
}

/// Whatever keeps the database from answering, such as a damaged file, the service is not ready.
fn unavailable(error: ApiError) -> ApiError {
    match error {
        ApiError::Internal(cause) => ApiError::Unavailable(cause.to_string()),
        other => other,
    }
}

fn answer(status: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(serde_json::json!({ "status": status }))
}
