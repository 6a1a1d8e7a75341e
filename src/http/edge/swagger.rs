//! Swagger UI: the document in a browser, from files inside the binary.
//!
//! Addresses inside it are relative, so that it works behind a proxy that puts the service below a path.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName},
    route,
    web::{Bytes, Path},
};
use utoipa_swagger_ui::Config;

use crate::{
    error::ApiError,
    http::response::{
        compression::FixedBody,
        etag::{entity_tag, matching},
    },
};

/// Where our document is, seen from the page.
const DOCUMENT: &str = "../api/v1/openapi.json";

/// The script that starts Swagger UI: ours, with our settings.
const INITIALIZER: &str = "swagger-initializer.js";

/// The style sheet of the page, to which ours are added.
const STYLES: &str = "index.css";

/// Where the files are, as templates.
pub const ADDRESSES: [&str; 2] = ["/swagger-ui", "/swagger-ui/{file:.*}"];

/// A file, ready to be sent.
#[derive(Clone)]
struct File {
    content_type: Arc<str>,
    body: FixedBody,
}

/// The files that somebody asked for. Only names that exist are in it.
static FILES: Mutex<BTreeMap<String, File>> = Mutex::new(BTreeMap::new());

/// To the page.
#[route("/swagger-ui", method = "GET", method = "HEAD")]
pub async fn redirect() -> HttpResponse {
    HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, "swagger-ui/")).finish()
}

/// The page and its files.
#[route("/swagger-ui/{file:.*}", method = "GET", method = "HEAD")]
pub async fn file(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let file = kept(&name)?;
    let tag = entity_tag(0, &[env!("CARGO_PKG_VERSION"), &name]);
    let known = given(&request, &header::IF_NONE_MATCH).and_then(|given| matching(given, &tag));
    let mut response = if known.is_some() { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, known.unwrap_or(&tag)))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((header::VARY, "Accept-Encoding"));
    Ok(match known {
        Some(_) => response.finish(),
        None => file.body.answer(response.content_type(&*file.content_type)),
    })
}

/// The file of this name, made when it is first asked for.
fn kept(name: &str) -> Result<File, ApiError> {
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = files.get(name) {
        return Ok(known.clone());
    }
    let loaded = load(name)?;
    files.insert(name.to_owned(), loaded.clone());
    Ok(loaded)
}

fn load(name: &str) -> Result<File, ApiError> {
    let found = utoipa_swagger_ui::serve(name, Arc::new(Config::from(DOCUMENT)))
        .map_err(|error| ApiError::Internal(error.to_string().into()))?
        .ok_or_else(|| {
            ApiError::NotFound("Swagger UI has no such file; its page is at /swagger-ui/.".to_owned())
        })?;
    let bytes = match (name, found.bytes) {
        (INITIALIZER, _) => Bytes::from_static(include_bytes!("swagger-initializer.js")),
        (STYLES, bytes) => [&*bytes, include_bytes!("swagger-styles.css")].concat().into(),
        (_, Cow::Borrowed(bytes)) => Bytes::from_static(bytes),
        (_, Cow::Owned(bytes)) => bytes.into(),
    };
    Ok(File { content_type: found.content_type.into(), body: FixedBody::new(bytes) })
}

fn given<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
