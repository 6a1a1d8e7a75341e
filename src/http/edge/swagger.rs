//! Swagger UI, served from files embedded in the binary.
//!
//! Its URLs are relative, so that it works behind a proxy that adds a path prefix.

use std::{
    collections::BTreeMap,
    io::Read as _,
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    route,
    web::{Bytes, Path},
};
use flate2::read::GzDecoder;
use utoipa_swagger_ui::{Config, SwaggerFile};

use crate::{error::ApiError, http::response::fixed_file::FixedFile, text::messages::message};

/// The URL of the OpenAPI document, relative to the page.
const DOCUMENT: &str = "../api/v1/openapi.json";

/// The script that starts Swagger UI, replaced by ours.
const INITIALIZER: &str = "swagger-initializer.js";

/// The style sheet of the page, to which ours is appended.
const STYLES: &str = "index.css";

/// The paths, as templates.
pub(crate) const ADDRESSES: [&str; 2] = ["/swagger-ui", "/swagger-ui/{file:.*}"];

/// The files requested so far. Only existing names are added, so that the cache stays small.
static FILES: Mutex<BTreeMap<String, FixedFile>> = Mutex::new(BTreeMap::new());

/// Redirects to the page.
#[route("/swagger-ui", method = "GET", method = "HEAD")]
pub(crate) async fn redirect() -> HttpResponse {
    HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, "swagger-ui/")).finish()
}

/// Returns the page or one of its files.
#[route("/swagger-ui/{file:.*}", method = "GET", method = "HEAD")]
pub(crate) async fn file(
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, ApiError> {
    cached(&name)?.answer(&request)
}

/// The file with this name, prepared on first use; fails with 404 if there is none.
fn cached(name: &str) -> Result<FixedFile, ApiError> {
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = files.get(name) {
        return Ok(known.clone());
    }
    let loaded = load(name)?;
    files.insert(name.to_owned(), loaded.clone());
    Ok(loaded)
}

fn load(name: &str) -> Result<FixedFile, ApiError> {
    let found = utoipa_swagger_ui::serve(name, Arc::new(Config::from(DOCUMENT)))
        .map_err(|error| ApiError::Internal(error.to_string().into()))?
        .ok_or_else(|| {
            ApiError::NotFound(message!("Swagger UI has no such file; it starts at /swagger-ui/."))
        })?;
    let bytes = match name {
        INITIALIZER => Bytes::from_static(include_bytes!("swagger-initializer.js")),
        STYLES => [&*unpacked(&found)?, include_bytes!("swagger-styles.css")].concat().into(),
        _ => unpacked(&found)?,
    };
    Ok(FixedFile::new(&found.content_type, name, bytes))
}

/// The content of a file, which is compressed in the binary.
fn unpacked(packed: &SwaggerFile<'_>) -> Result<Bytes, ApiError> {
    let mut bytes = Vec::new();
    if packed.gzpipped {
        let read = GzDecoder::new(&*packed.bytes).read_to_end(&mut bytes);
        read.map_err(|error| ApiError::Internal(error.into()))?;
    } else {
        bytes.extend_from_slice(&packed.bytes);
    }
    Ok(bytes.into())
}
