//! The API catalogue (RFC 9727): a set of links (RFC 9264) by which programs find the API and its descriptions.

use serde_json::{Value, json};

use super::facts::SiteUrls;
use crate::model::municipality::Licence;

/// The path of the catalogue.
pub(crate) const PATH: &str = "/.well-known/api-catalog";

/// The profile, as the media type names it too.
const PROFILE: &str = "https://www.rfc-editor.org/info/rfc9727";

/// The path of the catalogue of data as Turtle.
const DATA_CATALOGUE: &str = "/catalog.ttl";

/// Returns the `Link` header of the catalogue itself.
pub(crate) fn own_link(urls: &SiteUrls) -> String {
    format!("<{}>; rel=\"api-catalog\"", urls.at(PATH))
}

/// Returns the `Link` header of the API root: to the catalogues of APIs and of data.
pub(crate) fn links_of_root(urls: &SiteUrls) -> String {
    format!("{}, <{}>; rel=\"describedby\"", own_link(urls), urls.at(DATA_CATALOGUE))
}

/// Writes the catalogue.
pub(crate) fn write(
    urls: &SiteUrls,
    name: Option<&str>,
    licence: Option<&Licence>,
) -> serde_json::Result<Vec<u8>> {
    let title = name.map_or_else(|| "API".to_owned(), |name| format!("{name}: API"));
    let own = json!({
        "anchor": urls.at(PATH),
        "item": [{ "href": urls.api, "type": "application/json", "title": title }],
        "profile": [{ "href": PROFILE }],
    });
    let set = json!({ "linkset": [own, of_api(urls, licence)] });
    serde_json::to_vec_pretty(&set)
}

fn of_api(urls: &SiteUrls, licence: Option<&Licence>) -> Value {
    let openapi = format!("{}/openapi.json", urls.api);
    let target =
        |path: &str, media_type: &str| json!({ "href": urls.at(path), "type": media_type });
    let mut links = json!({
        "anchor": urls.api,
        "service-desc": [{ "href": openapi, "type": "application/json", "title": "OpenAPI 3.1" }],
        "service-doc": [target("/swagger-ui/", "text/html"), target("/llms.txt", "text/plain")],
        "service-meta": [
            target("/catalog.jsonld", "application/ld+json"),
            target(DATA_CATALOGUE, "text/turtle"),
        ],
        "status": [target("/health/ready", "application/json")],
    });
    if let Some(Licence { name, url }) = licence {
        links["license"] = json!([{ "href": url, "title": name }]);
    }
    links
}
