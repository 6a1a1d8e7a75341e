//! Requests without a handler: unknown paths (404), unsupported methods (405) and OPTIONS.

use std::collections::HashMap;

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
#[derive(Default)]
pub(crate) struct RouteTable {
    whole: Addresses,
    /// Those that begin with a language, without it.
    of_pages: Addresses,
}

/// The addresses of one kind. Every request looks for its own, so that patterns are the last way to find it.
#[derive(Default)]
struct Addresses {
    /// Those without parameters, by their paths.
    fixed: HashMap<String, Address>,
    /// The others, in their order.
    patterns: Vec<AddressPattern>,
}

/// An address.
struct Address {
    template: String,
    offer: Offer,
}

/// An address with parameters.
struct AddressPattern {
    /// What stands before the first parameter.
    beginning: String,
    pattern: ResourceDef,
    address: Address,
}

impl RouteTable {
    /// Creates the table from pairs of a template and what it takes.
    pub(crate) fn new(templates: impl IntoIterator<Item = (String, Offer)>) -> Self {
        let mut table = Self::default();
        for (template, offer) in templates {
            match template.strip_prefix(LANGUAGE).map(str::to_owned) {
                Some(rest) => table.of_pages.add(&rest, Address { template, offer }),
                None => table.whole.add(&template.clone(), Address { template, offer }),
            }
        }
        table
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
        self.whole.find(path).or_else(|| self.of_pages.find(after_language(path)?))
    }
}

impl Addresses {
    fn add(&mut self, path: &str, address: Address) {
        match path.split_once('{') {
            None => {
                self.fixed.entry(path.to_owned()).or_insert(address);
            }
            Some((beginning, _)) => {
                let (beginning, pattern) = (beginning.to_owned(), ResourceDef::new(path));
                self.patterns.push(AddressPattern { beginning, pattern, address });
            }
        }
    }

    fn find(&self, path: &str) -> Option<&Address> {
        let is_match =
            |one: &&AddressPattern| path.starts_with(&one.beginning) && one.pattern.is_match(path);
        let of_pattern = || self.patterns.iter().find(is_match).map(|one| &one.address);
        self.fixed.get(path).or_else(of_pattern)
    }
}

/// What follows the language at the beginning of a path, which is one as [`LANGUAGE_PATTERN`] says.
fn after_language(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/')?;
    let (language, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    let mut parts = language.split('-');
    let first = parts.next()?;
    let is_language = (2..=3).contains(&first.len())
        && first.bytes().all(|letter| letter.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|one| one.is_ascii_alphanumeric())
        });
    is_language.then_some(rest)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_template() {
        let templates =
            ["/api/v1/partners", "/api/v1/partners/{id}", "/api/v1/{rest}", "/{lang}", "/{lang}/"]
                .into_iter()
                .chain(["/{lang}/partners", "/{lang}/partners/{id}", "/embed/{file}"]);
        let table = RouteTable::new(templates.map(|one| (one.to_owned(), Offer::reading())));
        for (path, template) in [
            ("/api/v1/partners", Some("/api/v1/partners")),
            ("/api/v1/partners/gulbene", Some("/api/v1/partners/{id}")),
            ("/api/v1/partners/a/b", None),
            ("/api/v1/events", Some("/api/v1/{rest}")),
            ("/pl", Some("/{lang}")),
            ("/pl/", Some("/{lang}/")),
            ("/zh-Hant-TW/partners", Some("/{lang}/partners")),
            ("/pl/partners/gulbene", Some("/{lang}/partners/{id}")),
            ("/embed/map.svg", Some("/embed/{file}")),
            ("/embed", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(table.template(path), template, "{path}");
        }
    }

    #[test]
    fn the_language_of_a_path_is_what_routing_takes_for_one() {
        let pattern = ResourceDef::prefix(pattern(LANGUAGE));
        for language in
            ["pl", "PL", "deu", "zh-Hant", "sl-rozaj-biske", "", "p", "pl-", "-pl", "p1", "polish"]
                .into_iter()
                .chain(["pl-123456789", "pl_PL", "pł", "pl-ł", "pl--x"])
        {
            let path = format!("/{language}/partners");
            let is_one =
                pattern.is_match(&path) && pattern.find_match(&path) == Some(1 + language.len());
            assert_eq!(after_language(&path).is_some(), is_one, "{language}");
        }
    }
}
