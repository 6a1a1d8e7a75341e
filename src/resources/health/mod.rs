//! `/health/live` and `/health/ready`: outside the API, for machines that watch the service.

use actix_web::{HttpResponse, http::header, route, web::Data};

use crate::{error::ApiError, http::state::AppState, journal::revision};

/// Both.
pub const ADDRESSES: [&str; 2] = ["/health/live", "/health/ready"];

/// The process answers.
#[route("/health/live", method = "GET", method = "HEAD")]
pub async fn live() -> HttpResponse {
    answer("live")
}

/// The process can serve data: its database answers.
#[route("/health/ready", method = "GET", method = "HEAD")]
pub async fn ready(service: Data<AppState>) -> Result<HttpResponse, ApiError> {
    service.db.check_file()?;
    service.db.read(|connection| Ok::<_, ApiError>(revision::current(connection).map(drop)?)).await?;
    Ok(answer("ready"))
}

fn answer(status: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(serde_json::json!({ "status": status }))
}
