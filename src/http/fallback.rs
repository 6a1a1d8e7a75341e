//! What has no handler: another method (405), OPTIONS, or no such address (404).

use actix_web::{
    HttpRequest, HttpResponse,
    dev::ResourceDef,
    http::{Method, header},
    web::Data,
};

use crate::error::ApiError;

/// The methods that reading addresses answer.
pub const ALLOW: &str = "GET, HEAD, OPTIONS";

/// The addresses that exist, as templates: `/api/v1/partners/{id}`.
pub struct Addresses(Vec<ResourceDef>);

impl Addresses {
    /// Makes the list out of templates.
    pub fn new(templates: impl IntoIterator<Item = String>) -> Self {
        Self(templates.into_iter().map(ResourceDef::new).collect())
    }

    fn has(&self, path: &str) -> bool {
        self.0.iter().any(|template| template.is_match(path))
    }
}

/// The handler of last resort.
pub async fn fallback(request: HttpRequest, addresses: Data<Addresses>) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    if !addresses.has(path) {
        return Err(ApiError::NotFound(missing(path, &addresses)));
    }
    if *request.method() == Method::OPTIONS {
        return Ok(options());
    }
    Err(ApiError::MethodNotAllowed { allow: ALLOW.to_owned() })
}

/// What may be done here, also for a browser that asks on behalf of a page of another origin (CORS).
fn options() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ALLOW, ALLOW))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, ALLOW))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Accept-Language, If-None-Match, X-Request-Id",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

fn missing(path: &str, addresses: &Addresses) -> String {
    match path.strip_suffix('/') {
        Some(without) if addresses.has(without) => {
            "Addresses here do not end in a slash; ask again without it.".to_owned()
        }
        _ => "There is nothing at this address; GET /api/v1 links to everything there is.".to_owned(),
    }
}
