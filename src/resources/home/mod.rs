//! `/`: the API root for programs; a browser is led to the page for people, or to the documentation where there are no
//! pages. Like the icons, it is not part of the OpenAPI document.

pub(crate) mod files;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, LOCATION, VARY},
    route,
    web::{Data, ServiceConfig},
};

use super::root;
use crate::{
    error::ApiError,
    http::{
        edge::headers::SWAGGER_UI,
        read::ReadRequest,
        request::{
            accept::prefers_html,
            language::{accepted, preferred},
        },
        response::uri,
        state::AppState,
    },
    journal::revision::DataSet,
};

/// The path of the API root as JSON, and of the way to the pages.
pub(crate) const HOME: &str = "/";

/// All paths of this module, as templates.
pub(crate) const ADDRESSES: [&str; 3] = [HOME, "/favicon.ico", "/favicon.svg"];

/// Registers the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(home).service(files::icon).service(files::scalable_icon);
}

/// Leads browsers to the page in their language, and returns to programs the same response as `GET /api/v1`.
#[route("/", method = "GET", method = "HEAD")]
pub(crate) async fn home(
    request: HttpRequest,
    service: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    if !prefers_html(request.headers()) {
        return root::answer(ReadRequest::extract(&request).await?).await;
    }
    if !service.has_pages {
        return Ok(redirect(&service, SWAGGER_UI, ""));
    }
    to_language(request, service).await
}

/// Leads to the page in the language that the reader prefers, among those of the municipality.
pub(crate) async fn to_language(
    request: HttpRequest,
    service: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let data_set = service.data_set().await?;
    let DataSet { languages, default_language, .. } = &data_set;
    let language = preferred(&accepted(request.headers()), languages, default_language);
    let path = format!("/{language}{}", request.path());
    Ok(redirect(&service, &path, request.query_string()))
}

fn redirect(service: &AppState, path: &str, query: &str) -> HttpResponse {
    let url = service.urls().at(path);
    let url = if query.is_empty() { url } else { format!("{url}?{}", uri::corrected(query)) };
    HttpResponse::SeeOther()
        .insert_header((LOCATION, url))
        .insert_header((VARY, "Accept, Accept-Language"))
        .insert_header((CACHE_CONTROL, format!("public, max-age={}", service.fresh_seconds)))
        .finish()
}
