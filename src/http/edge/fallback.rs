//! Requests without a handler: unknown paths (404), unsupported methods (405) and OPTIONS.

use actix_web::{
    HttpRequest, HttpResponse,
    dev::ResourceDef,
    http::{Method, header},
    web::Data,
};

use crate::error::ApiError;

/// The methods of read-only paths.
pub(crate) const READING: &str = "GET, HEAD, OPTIONS";

/// All paths, as templates such as `/api/v1/partners/{id}`, and the methods of each.
pub(crate) struct RouteTable(Vec<(ResourceDef, String)>);

impl RouteTable {
    /// Creates the table from pairs of a template and its methods.
    pub(crate) fn new(templates: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            templates
                .into_iter()
                .map(|(template, methods)| (ResourceDef::new(template), methods))
                .collect(),
        )
    }

    /// The methods of a path; `None` if there is no such path. A literal template takes precedence
    /// over one with parameters.
    fn methods(&self, path: &str) -> Option<&str> {
        self.entry(path).map(|(_, methods)| methods.as_str())
    }

    /// The template of a path; `None` if there is no such path.
    pub(crate) fn template(&self, path: &str) -> Option<&str> {
        self.entry(path)?.0.pattern()
    }

    fn entry(&self, path: &str) -> Option<&(ResourceDef, String)> {
        let matching = || self.0.iter().filter(|(template, _)| template.is_match(path));
        let exact = matching().find(|(template, _)| template.pattern() == Some(path));
        exact.or_else(|| matching().next())
    }
}

/// Handles every request that no route matches.
pub(crate) async fn fallback(
    request: HttpRequest,
    addresses: Data<RouteTable>,
) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    let Some(methods) = addresses.methods(path) else {
        return Err(ApiError::NotFound(missing(path, &addresses)));
    };
    if *request.method() == Method::OPTIONS {
        return Ok(options(methods));
    }
    Err(ApiError::MethodNotAllowed { allow: methods.to_owned() })
}

/// The response to OPTIONS, including CORS preflight requests: pages of other origins may read, but
/// not write.
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
            "URLs of this service do not end in a slash; repeat the request without it.".to_owned()
        }
        _ => "There is nothing at this URL; GET /api/v1 has links to all resources.".to_owned(),
    }
}
