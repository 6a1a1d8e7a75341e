//! The answer of an address that describes the public data to programs: the same for everybody, with or without a token.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName},
    web::Data,
};

use crate::{
    auth::peer,
    catalogue::facts::SiteUrls,
    db::{cost_book::QuestionKind, reading::AnswerPlace},
    error::ApiError,
    http::{
        conditions::Conditions,
        request::{access::client_at, query_reader::QueryReader},
        response::etag::entity_tag,
        state::AppState,
    },
    store::read::reader::Reader,
};

/// How the file is sent.
pub(super) struct SiteFile {
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// Whether caches ask at every use.
    pub is_revalidated: bool,
    /// Further headers.
    pub headers: Vec<(HeaderName, String)>,
}

impl SiteFile {
    /// A file of this type.
    pub(super) fn of(content_type: &'static str) -> Self {
        Self { content_type, is_revalidated: false, headers: Vec::new() }
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// The state of the service that a request came to.
fn state(request: &HttpRequest) -> Result<&Data<AppState>, ApiError> {
    let state = request.app_data::<Data<AppState>>();
    state.ok_or_else(|| ApiError::Internal("the service is not set up".into()))
}

/// The addresses of the service that a request came to.
pub(super) fn urls_of(request: &HttpRequest) -> Result<SiteUrls, ApiError> {
    Ok(state(request)?.urls())
}

/// Whether the service that a request came to has pages for people.
pub(super) fn has_pages(request: &HttpRequest) -> Result<bool, ApiError> {
    Ok(state(request)?.has_pages)
}

/// Answers with what `write` makes of one state of the public data; 304 if the reader has it.
pub(super) async fn answer(
    request: &HttpRequest,
    file: SiteFile,
    write: impl FnOnce(&mut Reader<'_>, &SiteUrls) -> Result<Vec<u8>, ApiError> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let service = state(request)?;
    QueryReader::new(request.query_string()).finish()?;
    let conditions = Conditions::of(request.headers());
    let (audience, caches) = (service.public_audience(Vec::new()), service.caches.clone());
    let (urls, path) = (service.urls(), request.path().to_owned());
    let content_type = file.content_type;
    let client = (client_at(address(request, service)), AnswerPlace::Anywhere);
    let (tag, body) = service
        .db
        .answer(client, kind(request), move |connection, seen| {
            let mut reader = Reader::seeing(connection, seen, audience, caches)?;
            let state = reader.state();
            let parts =
                [env!("CARGO_PKG_VERSION"), &urls.api, &urls.id_base, &path, content_type, &state];
            let tag = entity_tag(None, reader.revision(), &parts);
            match conditions.for_reading(&tag)? {
                Some(known) => Ok::<_, ApiError>((known, None)),
                None => write(&mut reader, &urls).map(|body| (tag, Some(body))),
            }
        })
        .await?;
    Ok(respond(service, file, &tag, body))
}

fn address(request: &HttpRequest, service: &AppState) -> Option<std::net::IpAddr> {
    peer::of(request.peer_addr(), request.headers(), &service.trusted_proxies)
}

fn kind(request: &HttpRequest) -> QuestionKind {
    let template = request.match_pattern().unwrap_or_default();
    QuestionKind::of([(&*template, 0)], [])
}

fn respond(service: &AppState, file: SiteFile, tag: &str, body: Option<Vec<u8>>) -> HttpResponse {
    let SiteFile { content_type, is_revalidated, headers } = file;
    let mut response =
        if body.is_some() { HttpResponse::Ok() } else { HttpResponse::NotModified() };
    let cache = if is_revalidated {
        "no-cache".to_owned()
    } else {
        format!("public, max-age={}", service.fresh_seconds)
    };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"));
    for (name, value) in headers {
        response.insert_header((name, value));
    }
    match body {
        Some(body) => response.content_type(content_type).body(body),
        None => response.finish(),
    }
}
