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
    http::header,
    route,
    web::{Bytes, Path},
};
use utoipa_swagger_ui::Config;

use crate::{error::ApiError, http::response::fixed_file::FixedFile};

/// Where our document is, seen from the page.
const DOCUMENT: &str = "../api/v1/openapi.json";

/// Where the files are, as templates.
pub const ADDRESSES: [&str; 2] = ["/swagger-ui", "/swagger-ui/{file:.*}"];

/// The files that somebody asked for. Only names that exist are in it.
static FILES: Mutex<BTreeMap<String, FixedFile>> = Mutex::new(BTreeMap::new());

/// To the page.
#[route("/swagger-ui", method = "GET", method = "HEAD")]
pub async fn redirect() -> HttpResponse {
    HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, "swagger-ui/")).finish()
}

/// The page and its files.
#[route("/swagger-ui/{file:.*}", method = "GET", method = "HEAD")]
pub async fn file(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, ApiError> {
    Ok(kept(&name)?.answer(&request))
}

/// The file of this name, made when it is first asked for.
fn kept(name: &str) -> Result<FixedFile, ApiError> {
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = files.get(name) {
        return Ok(known.clone());
    }
    let loaded = load(name)?;
    files.insert(name.to_owned(), loaded.clone());
    Ok(loaded)
}

fn load(name: &str) -> Result<FixedFile, ApiError> {
    // The validator of Swagger's makers would be told about every document that is opened.
    let config = Arc::new(Config::from(DOCUMENT).validator_url("none"));
    let found = utoipa_swagger_ui::serve(name, config)
        .map_err(|error| ApiError::Internal(error.to_string().into()))?
        .ok_or_else(|| {
            ApiError::NotFound("Swagger UI has no such file; it begins at /swagger-ui/.".to_owned())
        })?;
    let bytes = match found.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    Ok(FixedFile::new(&found.content_type, name, bytes))
}
