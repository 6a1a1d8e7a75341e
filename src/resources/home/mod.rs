//! `/`: a page for browsers, the API root for programs. Like the icons, it is not part of the OpenAPI
//! document.

pub(crate) mod files;
pub(crate) mod html;
pub(crate) mod page;

use actix_web::{
    FromRequest as _, HttpRequest, HttpResponse,
    http::header,
    route,
    web::{Data, ServiceConfig},
};

use super::root;
use crate::{
    error::ApiError,
    http::{
        conditions::Conditions,
        made::VARY,
        read::ReadRequest,
        request::{accept::prefers_html, language::accepted, query_reader::QueryReader},
        response::etag::entity_tag,
        state::AppState,
    },
    store::read::{audience::Audience, reader::Reader},
    values::language::Language,
};

/// The path of the page, and of the API root as JSON.
pub(crate) const HOME: &str = "/";

/// All paths of this module, as templates.
pub(crate) const ADDRESSES: [&str; 3] = [HOME, "/favicon.ico", "/favicon.svg"];

/// Registers the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(home).service(files::icon).service(files::scalable_icon);
}

/// The page, rendered from one revision of the data set.
struct Rendered {
    tag: String,
    /// The page, or `None` if the browser has the current one (304).
    html: Option<String>,
    /// The languages of the municipality's own texts, separated by commas.
    languages: String,
}

/// Returns the page to browsers, and to programs the same response as `GET /api/v1`.
#[route("/", method = "GET", method = "HEAD")]
pub(crate) async fn home(
    request: HttpRequest,
    service: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    if !prefers_html(request.headers()) {
        return root::answer(ReadRequest::extract(&request).await?).await;
    }
    let conditions = Conditions::of(request.headers());
    let audience = audience(&request, &service);
    let caches = service.caches.clone();
    let rendered = service
        .db
        .read(move |connection| {
            let mut reader = Reader::new(connection, audience, caches)?;
            rendered(&mut reader, &conditions)
        })
        .await?;
    Ok(respond(rendered, service.fresh_seconds))
}

/// The audience of the page. It is public even for callers with a token: the page shows no drafts.
fn audience(request: &HttpRequest, service: &AppState) -> Audience {
    let language = language_parameter(request.query_string());
    let from_header = || accepted(request.headers());
    service.public_audience(language.map_or_else(from_header, |language| vec![language]))
}

/// The language in the parameter `lang`. Unlike in the API, unknown parameters are ignored, because
/// links that people share often carry some, and a person should not get an error in JSON.
fn language_parameter(query: &str) -> Option<Language> {
    QueryReader::new(query).text_value("lang")
}

fn rendered(reader: &mut Reader<'_>, conditions: &Conditions) -> Result<Rendered, ApiError> {
    let languages: Vec<&str> = reader.audience.languages.iter().map(Language::as_str).collect();
    let parts = [env!("CARGO_PKG_VERSION"), "text/html", &languages.join(","), &reader.state()];
    let tag = entity_tag(None, reader.revision(), &parts);
    let known = conditions.for_reading(&tag)?;
    let html = if known.is_some() { None } else { Some(page::render(reader)?) };
    let tag = known.unwrap_or(tag);
    Ok(Rendered { tag, html, languages: reader.languages_served() })
}

fn respond(rendered: Rendered, fresh_seconds: u32) -> HttpResponse {
    let Rendered { tag, html, languages } = rendered;
    let mut response =
        if html.is_some() { HttpResponse::Ok() } else { HttpResponse::NotModified() };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={fresh_seconds}")))
        .insert_header((header::VARY, VARY))
        .insert_header((header::CONTENT_SECURITY_POLICY, page::POLICY.as_str()));
    let Some(html) = html else { return response.finish() };
    response
        .insert_header((header::CONTENT_LANGUAGE, page::content_languages(&languages)))
        .content_type("text/html; charset=utf-8")
        .body(html)
}
