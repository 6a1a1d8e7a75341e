//! Requests without a handler: unknown paths (404), unsupported methods (405) and OPTIONS.

use actix_web::{
    HttpRequest, HttpResponse,
    dev::ResourceDef,
    http::{Method, header},
    web::Data,
};

use super::{cors, offer::Offer};
use crate::{
    error::ApiError,
    http::{
        media_types::{ACCEPT_PATCH, ACCEPT_POST},
        state::AppState,
    },
    text::messages::{Message, message},
};

/// The language at the beginning of the addresses of pages, as templates have it.
pub(crate) const LANGUAGE: &str = "/{lang}";

/// The pattern of a language, by which other addresses are told from pages.
const LANGUAGE_PATTERN: &str = "/{lang:[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*}";

/// Returns the pattern of an address for routing: a language is one, and not any text.
pub(crate) fn pattern(template: &str) -> String {
    match template.strip_prefix(LANGUAGE) {
        Some(rest) => format!("{LANGUAGE_PATTERN}{rest}"),
        None => template.to_owned(),
    }
}

/// All paths, as templates such as `/api/v1/partners/{id}`, and what each takes.
pub(crate) struct RouteTable(Vec<Address>);

/// An address.
struct Address {
    template: String,
    pattern: ResourceDef,
    offer: Offer,
}

impl RouteTable {
    /// Creates the table from pairs of a template and what it takes.
    pub(crate) fn new(templates: impl IntoIterator<Item = (String, Offer)>) -> Self {
        let address = |(template, offer): (String, Offer)| {
            let pattern = ResourceDef::new(pattern(&template));
            Address { template, pattern, offer }
        };
        Self(templates.into_iter().map(address).collect())
    }

    /// What a path takes; `None` if there is no such path. A literal template takes precedence over one with parameters.
    fn offer(&self, path: &str) -> Option<&Offer> {
        self.entry(path).map(|address| &address.offer)
    }

    /// The template of a path; `None` if there is no such path.
    pub(crate) fn template(&self, path: &str) -> Option<&str> {
        self.entry(path).map(|address| address.template.as_str())
    }

    fn entry(&self, path: &str) -> Option<&Address> {
        let matching = || self.0.iter().filter(|address| address.pattern.is_match(path));
        let exact = matching().find(|address| address.template == path);
        exact.or_else(|| matching().next())
    }
}

/// Handles every request that no route matches.
pub(crate) async fn fallback(
    request: HttpRequest,
    addresses: Data<RouteTable>,
    service: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    let Some(offer) = addresses.offer(path) else {
        return Err(ApiError::NotFound(missing(path, &addresses)));
    };
    if *request.method() == Method::OPTIONS {
        return Ok(options(&request, offer, &service.write_origins));
    }
    Err(ApiError::MethodNotAllowed { allow: offer.methods.clone() })
}

/// The response to OPTIONS, also as a CORS preflight request.
fn options(request: &HttpRequest, offer: &Offer, write_origins: &[String]) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::ALLOW, offer.methods.as_str()));
    for (name, media_types) in [(ACCEPT_PATCH, &offer.patches), (ACCEPT_POST, &offer.posts)] {
        if let Some(media_types) = media_types {
            response.insert_header((name, media_types.as_str()));
        }
    }
    cors::allow(&mut response, request, &offer.methods, write_origins);
    response.finish()
}

fn missing(path: &str, addresses: &RouteTable) -> Message {
    match path.strip_suffix('/') {
        Some(without) if addresses.offer(without).is_some() => {
            message!("URLs of this service do not end in a slash; repeat the request without it.")
        }
        _ => message!("There is nothing at this URL; GET /api/v1 has links to all resources."),
    }
}
