//! What has no handler: another method (405), OPTIONS, or no such address (404).

use actix_web::{
    HttpRequest, HttpResponse,
    dev::ResourceDef,
    http::{Method, header},
    web::Data,
};

use crate::error::ApiError;

/// The methods of addresses that are only read.
pub const READING: &str = "GET, HEAD, OPTIONS";

/// The addresses that exist, as templates (`/api/v1/partners/{id}`), and the methods of each.
pub struct RouteTable(Vec<(ResourceDef, String)>);

impl RouteTable {
    /// Makes the list out of templates and methods.
    pub fn new(templates: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(templates.into_iter().map(|(template, methods)| (ResourceDef::new(template), methods)).collect())
    }

    /// The methods of an address that exists. What is written out comes before what stands for any id.
    fn methods(&self, path: &str) -> Option<&str> {
        let fitting = || self.0.iter().filter(|(template, _)| template.is_match(path));
        let exact = fitting().find(|(template, _)| template.pattern() == Some(path));
        exact.or_else(|| fitting().next()).map(|(_, methods)| methods.as_str())
    }
}

/// The handler of last resort.
pub async fn fallback(request: HttpRequest, addresses: Data<RouteTable>) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    let Some(methods) = addresses.methods(path) else {
        return Err(ApiError::NotFound(missing(path, &addresses)));
    };
    if *request.method() == Method::OPTIONS {
        return Ok(options(methods));
    }
    Err(ApiError::MethodNotAllowed { allow: methods.to_owned() })
}

/// What may be done here, also for a browser that asks on behalf of a page of another origin (CORS): such pages may
/// read, and not write.
fn options(methods: &str) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ALLOW, methods))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, READING))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Accept, Accept-Language, If-None-Match, Prefer, X-Request-Id",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

fn missing(path: &str, addresses: &RouteTable) -> String {
    match path.strip_suffix('/') {
        Some(without) if addresses.methods(without).is_some() => {
            "Addresses do not end in a slash; repeat the request without it.".to_owned()
        }
        _ => "This address does not exist; GET /api/v1 links to everything.".to_owned(),
    }
}
