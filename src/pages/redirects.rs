//! Addresses of pages without a language, which lead to the page in the language of the reader.

use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::site::not_offered;
use crate::{
    error::ApiError,
    http::{response::uri, state::AppState},
};

/// The pages beside those of collections that have an address without a language.
pub(super) const IN_ANY_LANGUAGE: [&str; 5] =
    ["/search", "/topics/{topic}", "/accessibility", "/data", "/widget"];

/// Leads from `/pl` to `/pl/`.
pub(super) async fn to_home_in_language(
    request: HttpRequest,
    service: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let data_set = service.data_set().await?;
    let tag = request.match_info().get("lang").unwrap_or_default();
    if !data_set.languages.iter().any(|language| language.as_str() == tag) {
        return Err(not_offered());
    }
    let (url, query) = (service.urls().at(&format!("/{tag}/")), request.query_string());
    let url = if query.is_empty() { url } else { format!("{url}?{}", uri::corrected(query)) };
    Err(ApiError::Moved(url))
}
